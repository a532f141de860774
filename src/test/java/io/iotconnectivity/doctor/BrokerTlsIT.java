package io.iotconnectivity.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.doctor.Finding.Status;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Certificates;
import io.iotconnectivity.source.mqtt.MqttSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The certificates of the sandbox hold for a day. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerTlsIT {
    private static final Clock NOW = Clock.systemUTC();

    private Certificates files;

    @AutoClose
    private Broker broker;

    @BeforeAll
    void start(@TempDir Path directory) {
        files = Certificates.create(directory, "product");
        broker = Broker.builder().tls(files).start();
    }

    @Test
    void bothCertificatesAreToldOfBeforeTheyExpire() {
        List<Finding> found = look(broker.tlsUrl(), files.ca(), NOW);

        assertThat(found).extracting(Finding::check).containsExactly("TLS", "own certificate");
        assertThat(found).allSatisfy(item -> {
            assertThat(item.status()).isEqualTo(Status.WARNING);
            assertThat(item.finding()).contains("expires soon");
        });
        assertThat(found.get(0).finding()).startsWith("TLSv1.");
        assertThat(found.get(1).fix().orElseThrow()).contains("mqtt.certificate-file");
    }

    @Test
    void anExpiredCertificateIsAnError() {
        List<Finding> found = look(broker.tlsUrl(), files.ca(), Clock.offset(NOW, Duration.ofDays(3)));

        assertThat(found).allSatisfy(item -> {
            assertThat(item.status()).isEqualTo(Status.ERROR);
            assertThat(item.finding()).contains(" expired at ");
        });
    }

    @Test
    void aBrokerOfAnotherAuthorityIsAnError() {
        assertThat(look(broker.tlsUrl(), files.otherCa(), NOW).get(0)).satisfies(item -> {
            assertThat(item.status()).isEqualTo(Status.ERROR);
            assertThat(item.finding()).contains("TLS failed", "valid certification path");
            assertThat(item.fix().orElseThrow()).contains("mqtt.ca-file");
        });
    }

    @Test
    void aPortThatSpeaksNoTlsIsAnError() {
        assertThat(look("ssl://127.0.0.1:" + broker.port(), files.ca(), NOW)
                        .get(0)
                        .status())
                .isEqualTo(Status.ERROR);
    }

    @Test
    void aFileThatIsMissingIsAnError() {
        assertThat(look(broker.tlsUrl(), Path.of("missing.pem"), NOW))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.status()).isEqualTo(Status.ERROR);
                    assertThat(item.finding()).isEqualTo("mqtt.ca-file: missing.pem does not exist");
                });
    }

    private List<Finding> look(String url, Path ca, Clock clock) {
        MqttSettings settings = new MqttSettings(
                url,
                "product",
                Optional.of(ca),
                Optional.of(files.certificate()),
                Optional.of(files.key()),
                Optional.empty(),
                Optional.empty());
        return new BrokerTls(settings, clock).look();
    }
}
