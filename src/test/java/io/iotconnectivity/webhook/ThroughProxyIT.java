package io.iotconnectivity.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.HttpProxy.Login;
import io.iotconnectivity.net.NoProxy;
import io.iotconnectivity.net.Squid;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.process.NeedsProgram;
import io.iotconnectivity.sandbox.Certificates;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks behind a company's proxy, at receivers with a company's certificates. */
@NeedsProgram("squid")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThroughProxyIT {
    private static final String HOST = "hooks.example.net";

    private Certificates files;

    @AutoClose
    private Squid squid;

    private WireMockServer receiver;

    /** A machine that can resolve names of the inside only. */
    private final DnsResolver names = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            if (host.equals("inside.example.net")) {
                return new InetAddress[] {InetAddress.getByName("10.1.2.3")};
            }
            if (host.matches("[0-9.]+")) {
                return InetAddress.getAllByName(host);
            }
            throw new UnknownHostException(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    @BeforeAll
    void start(@TempDir Path directory, @TempDir Path certificates) throws Exception {
        files = Certificates.create(certificates, "client", HOST);
        receiver = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(files.serverKeyStore().toString())
                .keystoreType("JKS")
                .keystorePassword(Certificates.PASSWORD)
                .keyManagerPassword(Certificates.PASSWORD));
        receiver.start();
        squid = Squid.start(directory, HOST, "other.example.net", "forbidden.example.net");
    }

    @AfterAll
    void stop() {
        if (receiver != null) {
            receiver.stop();
        }
    }

    @BeforeEach
    void answer() {
        receiver.resetAll();
        receiver.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(200)));
    }

    @Test
    void aNameOfTheOutsideIsReachedByAWayThroughTheProxy() throws Exception {
        deliver(https(HOST), Optional.of(files.ca()), squid.open());

        receiver.verify(1, postRequestedFor(anyUrl()).withHeader("Host", equalTo(HOST + ":" + receiver.httpsPort())));
        await().until(() -> squid.log().contains("CONNECT " + HOST + ":" + receiver.httpsPort()));
    }

    @Test
    void plainHttpGoesThroughItToo() throws Exception {
        deliver("http://" + HOST + ":" + receiver.port() + "/hook", Optional.empty(), squid.open());

        receiver.verify(1, postRequestedFor(anyUrl()));
        await().until(() -> squid.log().contains("POST http://" + HOST));
    }

    @Test
    void aProxyThatAsksForALoginGetsIt() throws Exception {
        deliver(https(HOST), Optional.of(files.ca()), squid.locked(Optional.of(new Login(Squid.USER, Squid.PASSWORD))));

        receiver.verify(1, postRequestedFor(anyUrl()));
    }

    @Test
    void withoutOneItSaysWhereToWriteIt() {
        assertThatThrownBy(() -> deliver(https(HOST), Optional.of(files.ca()), squid.locked(Optional.empty())))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("answered 407")
                .hasMessageContaining("proxy.url = http://user:password@host:port");
        assertThatThrownBy(() -> deliver(
                        "http://" + HOST + ":" + receiver.port() + "/",
                        Optional.empty(),
                        squid.locked(Optional.empty())))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("answered 407");
    }

    @Test
    void aWrongLoginIsToldOfWithoutBeingShown() {
        assertThatThrownBy(() -> deliver(
                        https(HOST),
                        Optional.of(files.ca()),
                        squid.locked(Optional.of(new Login(Squid.USER, "hunter2")))))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("does not accept this user and password")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatAProxySaysDoesNotPassForTheReceiver() {
        assertThatThrownBy(() -> deliver(https("nowhere.example.net"), Optional.of(files.ca()), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("answered 5")
                .hasMessageContaining("instead of opening a tunnel to nowhere.example.net")
                .hasMessageContaining("proxy.none");
        assertThatThrownBy(() -> deliver(https("forbidden.example.net"), Optional.of(files.ca()), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("answered 403")
                .hasMessageContaining("rules");
    }

    @Test
    void aProxyThatIsNotThereIsNamedWithItsSetting() {
        assertThatThrownBy(() ->
                        deliver(https(HOST), Optional.of(files.ca()), new HttpProxy("127.0.0.1", 9, Optional.empty())))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("proxy 127.0.0.1:9 (proxy.url) cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "inside.example.net", "intranet", "printer.local", "2130706433"})
    void noProxyIsAWayIntoAPrivateNetwork(String host) {
        String before = squid.log();

        assertThatThrownBy(() -> deliver(https(host), Optional.of(files.ca()), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("webhook.desk.allow-private=true");
        assertThat(squid.log().substring(before.length())).doesNotContain(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "metadata.google.internal", "instance-data.ec2.internal", "0xa9fea9fe"})
    void noProxyIsAWayToTheMetadataOfAMachine(String host) {
        String before = squid.log();

        assertThatThrownBy(() -> deliver(https(host), Optional.of(files.ca()), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("no setting allows that");
        assertThat(squid.log().substring(before.length())).doesNotContain(host);
    }

    @Test
    void anUnknownAuthorityNamesTheSettingForIt() {
        assertThatThrownBy(() -> deliver(https(HOST), Optional.empty(), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("authority that is not trusted here")
                .hasMessageContaining("webhook.desk.ca-file");
        assertThatThrownBy(() -> deliver(https(HOST), Optional.of(files.otherCa()), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("webhook.desk.ca-file");
    }

    @Test
    void anotherNameIsToldApartFromAnUnknownAuthority() {
        assertThatThrownBy(() -> deliver(https("other.example.net"), Optional.of(files.ca()), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("its certificate is for another name");
    }

    @Test
    void httpsToAPortOfPlainHttpIsToldAsThat() {
        assertThatThrownBy(() -> deliver(
                        "https://" + HOST + ":" + receiver.port() + "/hook", Optional.of(files.ca()), squid.open()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("does not speak TLS");
    }

    private String https(String host) {
        return "https://" + host + ":" + receiver.httpsPort() + "/hook";
    }

    private void deliver(String url, Optional<Path> ca, HttpProxy proxy) throws Exception {
        WebhookSettings settings = new WebhookSettings(
                "desk",
                URI.create(url),
                "cloudevents",
                Map.of(),
                List.of(),
                List.of("*"),
                Severity.INFO,
                Map.of(),
                false,
                ca,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
        WaysOut ways = new WaysOut(Optional.of(proxy), Optional.of(proxy), NoProxy.of(""), "proxy.url");
        try (Webhooks webhooks = new Webhooks(List.of(settings), ways, Clock.systemUTC(), names)) {
            webhooks.post("desk", new Posting("event-1", "{}", 1, Optional.empty()));
        }
    }
}
