package io.iotconnectivity.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                         | localhost            | 80   | true",
                "''                         | broker.localhost     | 80   | true",
                "''                         | 127.0.0.1            | 80   | true",
                "''                         | 127.9.9.9            | 80   | true",
                "''                         | ::1                  | 80   | true",
                "''                         | [::1]                | 80   | true",
                "''                         | example.com          | 443  | false",
                "*                          | example.com          | 443  | true",
                "*                          | 8.8.8.8              | 443  | true",
                "example.com                | example.com          | 443  | true",
                "example.com                | EXAMPLE.com.         | 443  | true",
                "example.com                | a.b.example.com      | 443  | true",
                "example.com                | badexample.com       | 443  | false",
                "example.com                | example.com.org      | 443  | false",
                ".example.com               | example.com          | 443  | true",
                ".example.com               | a.example.com        | 443  | true",
                ".example.com               | badexample.com       | 443  | false",
                "*.example.com              | a.example.com        | 443  | true",
                "*.example.com              | example.com          | 443  | true",
                "*.example.com              | badexample.com       | 443  | false",
                "a-*.example.com            | a-1.example.com      | 443  | true",
                "a-*.example.com            | b-1.example.com      | 443  | false",
                "example.com:8443           | example.com          | 8443 | true",
                "example.com:8443           | example.com          | 443  | false",
                "10.0.0.0/8                 | 10.200.3.4           | 443  | true",
                "10.0.0.0/8                 | 11.0.0.1             | 443  | false",
                "10.0.0.0/8                 | ten.example.com      | 443  | false",
                "10.0.0.7                   | 10.0.0.7             | 443  | true",
                "10.0.0.7:80                | 10.0.0.7             | 443  | false",
                "10.0.0.*                   | 10.0.0.9             | 443  | true",
                "10.0.0.*                   | 10.0.1.9             | 443  | false",
                "fd00::/8                   | fd12::1              | 443  | true",
                "[fd00::1]:443              | fd00::1              | 443  | true",
                "[fd00::1]:443              | fd00::1              | 80   | false",
                "fd00::1                    | [fd00::1]            | 80   | true",
                "10.0.0.0/99                | 10.0.0.1             | 80   | false",
                "1.2                        | 1.0.0.2              | 80   | false",
                "1.2.3.4.5                  | 1.2.3.4.5            | 80   | true",
                "one.com, two.com           | two.com              | 80   | true",
                "one.com two.com            | two.com              | 80   | true",
                "one.com,,;two.com,         | two.com              | 80   | true",
                "169.254.169.254,.internal  | host.svc.internal    | 80   | true",
            })
    void isReadAsPeopleWriteIt(String text, String host, int port, boolean direct) {
        assertThat(NoProxy.of(text).holds(host, port)).isEqualTo(direct);
    }
}
