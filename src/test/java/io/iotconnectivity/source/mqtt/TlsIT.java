package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {
    private Certificates files;

    @AutoClose
    private Broker broker;

    @BeforeAll
    void start(@TempDir Path directory) {
        files = Certificates.create(directory, "secure");
        broker = Broker.builder().port(0).tls(files).start();
    }

    @Test
    void aCertificateOpensTheDoor() {
        String url = "mqtts://localhost:" + broker.tlsPort();
        try (RunningSource source =
                open(settings(url, files.ca(), Optional.of(files.pkcs1Key()))).awaitConnected()) {
            broker.publish("numbers", "0");
            source.awaitNumbers(1);
        }
    }

    @Test
    void withoutCertificateTheBrokerRefuses() {
        try (RunningSource source = open(settings(broker.tlsUrl(), files.ca(), Optional.empty()))) {
            assertNeverConnected(source);
        }
    }

    @Test
    void aBrokerOfAnotherAuthorityIsRefused() {
        try (RunningSource source = open(settings(broker.tlsUrl(), files.otherCa(), Optional.of(files.key())))) {
            assertNeverConnected(source);
            assertThat(source.status().lastError().orElseThrow()).contains("TLS failed", "valid certification path");
        }
    }

    @Test
    void aBrokerUnderAnotherNameIsRefused() throws IOException {
        InetAddress other = InetAddress.getByName("127.0.0.2");
        assumeTrue(canListen(other), "this system has no 127.0.0.2");
        try (TcpProxy proxy = new TcpProxy(other, broker.tlsPort());
                RunningSource source =
                        open(settings("ssl://127.0.0.2:" + proxy.port(), files.ca(), Optional.of(files.key())))) {
            assertNeverConnected(source);
            assertThat(source.status().lastError().orElseThrow()).contains("TLS failed", "127.0.0.2");
        }
    }

    @Test
    void filesThatDoNotFitStopTheStart() {
        MqttSettings settings = settings(broker.tlsUrl(), Path.of("missing.pem"), Optional.empty());

        assertThatThrownBy(() -> open(settings)).rootCause().hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> open(settings)).hasStackTraceContaining("mqtt.ca-file: missing.pem does not exist");
    }

    private static void assertNeverConnected(RunningSource source) {
        await().until(() -> source.status().lastError().isPresent());
        assertThat(source.status().connected()).isFalse();
        assertThat(source.counter("iotc.mqtt.reconnects")).isZero();
    }

    private RunningSource open(MqttSettings settings) {
        return RunningSource.accepting(settings, "numbers", Map.of()).start();
    }

    private MqttSettings settings(String url, Path ca, Optional<Path> key) {
        return new MqttSettings(
                url,
                "secure",
                Optional.of(ca),
                key.map(any -> files.certificate()),
                key,
                Optional.empty(),
                Optional.empty());
    }

    private static boolean canListen(InetAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
