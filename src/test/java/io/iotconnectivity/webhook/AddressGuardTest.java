package io.iotconnectivity.webhook;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook that may be private, behind a proxy that knows names which this machine does not. */
class AddressGuardTest {
    private static final DnsResolver NO_NAMES = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    private final AddressGuard guard = new AddressGuard("ops", true, NO_NAMES);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata",
                "metadata.google.internal",
                "METADATA.google.internal.",
                "metadata.azure.internal",
                "instance-data",
                "instance-data.ec2.internal",
                "0xa9fea9fe",
                "0251.0376.0251.0376",
                "169.254.0xa9fe"
            })
    void metadataOfTheMachineStaysRefused(String host) {
        assertThatThrownBy(() -> guard.checkForProxy(host))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no setting allows that");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"intranet", "desk.internal", "metadata.example.com", "printer.local", "tickets.example.com"})
    void privateNamesAreLeftToTheProxy(String host) {
        assertThatCode(() -> guard.checkForProxy(host)).doesNotThrowAnyException();
    }
}
