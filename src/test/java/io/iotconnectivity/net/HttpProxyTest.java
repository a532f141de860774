package io.iotconnectivity.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTest {
    @ParameterizedTest
    @CsvSource({
        "http://proxy:3128, proxy, 3128",
        "http://proxy:3128/, proxy, 3128",
        "HTTP://proxy.example.com:8080, proxy.example.com, 8080",
        "proxy:3128, proxy, 3128",
        "10.0.0.1:3128, 10.0.0.1, 3128",
        "http://[fd00::1]:3128, fd00::1, 3128",
        "http://proxy, proxy, 80",
        "http://user:secret@proxy:3128, proxy, 3128",
    })
    void isReadInAllUsualForms(String text, String host, int port) {
        assertThat(HttpProxy.parse(text).host()).isEqualTo(host);
        assertThat(HttpProxy.parse(text).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:secret@proxy:1, user, secret",
        "http://user@proxy:1, user, ''",
        "http://DOM%5Cuser:p%40ss%3Aw%2Frd@proxy:1, DOM\\user, p@ss:w/rd",
        "http://user:p@ss:w/rd@proxy:1, user, p@ss:w/rd",
        "http://user:a+b@proxy:1, user, a+b",
        "http://user:100%@proxy:1, user, 100%",
    })
    void loginsAreReadAlsoWhereNobodyEncodedThem(String text, String user, String password) {
        assertThat(HttpProxy.parse(text).login()).contains(new HttpProxy.Login(user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://proxy:443",
                "socks5://user:secret@proxy:1080",
                "http://proxy:0",
                "http://proxy:99999",
                "http://a b:1"
            })
    void othersAreRefusedWithoutBeingShown(String text) {
        assertThatThrownBy(() -> HttpProxy.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write http://host:port")
                .hasMessageNotContaining("secret");
    }

    @Test
    void showsNoPassword() {
        HttpProxy proxy = HttpProxy.parse("http://user:secret@proxy:1");
        assertThat(proxy.toString() + proxy.login() + proxy.address()).doesNotContain("secret", "user");
        assertThat(proxy.login().map(HttpProxy.Login::basic)).isEqualTo(Optional.of("Basic dXNlcjpzZWNyZXQ="));
    }
}
