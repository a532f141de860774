package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.iotconnectivity.sandbox.Subscriber.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkDeviceIT {
    private static final String ID = "sdk-device";

    @TempDir
    Path directory;

    @Test
    void aKilledDeviceLeavesItsWillAndALostConnection() throws Exception {
        Certificates certificates = Certificates.create(directory, ID);
        try (Broker broker = Broker.builder().tls(certificates).start();
                Subscriber subscriber =
                        new Subscriber(broker, "watch", "$aws/events/presence/#", "lwt/#", "telemetry/#")) {
            Path output = directory.resolve("output");
            Process device = start(broker, certificates, output);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !device.isAlive() || topics(subscriber).contains("telemetry/" + ID));
                assumeFalse(
                        !device.isAlive() && device.exitValue() == SdkDevice.NO_NATIVE_LIBRARY,
                        () -> "The AWS IoT Device SDK has no native library for this system: " + read(output));
                assertThat(device.isAlive()).as(() -> read(output)).isTrue();
            } finally {
                // SIGKILL, so that it cannot say goodbye.
                device.destroyForcibly();
            }

            List<Received> events = subscriber.about(ID, 4);
            assertThat(events)
                    .extracting(Received::topic)
                    .containsExactlyInAnyOrder(
                            "$aws/events/presence/connected/" + ID,
                            "telemetry/" + ID,
                            "$aws/events/presence/disconnected/" + ID,
                            "lwt/" + ID);
            assertThat(event(events, "connected")
                            .json()
                            .get("principalIdentifier")
                            .asText())
                    .isEqualTo(idOf(certificates.certificate()));
            assertThat(event(events, "disconnected")
                            .json()
                            .get("disconnectReason")
                            .asText())
                    .isEqualTo("CONNECTION_LOST");
        }
    }

    private static Process start(Broker broker, Certificates certificates, Path output) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SdkDevice.class.getName(),
                        String.valueOf(broker.tlsPort()),
                        ID,
                        certificates.ca().toString(),
                        certificates.certificate().toString(),
                        certificates.pkcs1Key().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static List<String> topics(Subscriber subscriber) {
        return subscriber.received().stream().map(Received::topic).toList();
    }

    private static Received event(List<Received> events, String type) {
        return events.stream()
                .filter(event -> event.topic().contains("/" + type + "/"))
                .findFirst()
                .orElseThrow();
    }

    private static String idOf(Path certificate) throws Exception {
        try (var pem = Files.newInputStream(certificate)) {
            byte[] der = CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
