package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.sandbox.Certificates;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PemTlsTest {
    private Path directory;
    private Certificates files;

    @BeforeAll
    void createFiles(@TempDir Path directory) {
        this.directory = directory;
        files = Certificates.create(directory, "iot-connectivity");
    }

    @Test
    void keysOfEveryUsualFormFit() throws Exception {
        assertThat(factory(files.certificate(), files.key())).isNotNull();
        assertThat(factory(files.certificate(), files.pkcs1Key())).isNotNull();
        Path[] elliptic = ellipticCurve();
        assertThat(factory(elliptic[0], elliptic[1])).isNotNull();
        Path withParameters = Files.writeString(
                directory.resolve("ec-parameters.key.pem"),
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                        + Files.readString(elliptic[1]));
        assertThat(factory(elliptic[0], withParameters)).isNotNull();
    }

    @Test
    void withoutFilesTheAuthoritiesOfTheRuntimeCount() {
        assertThat(new PemTls(MqttSettings.plain("ssl://broker", "id")).socketFactory())
                .isNotNull();
    }

    @Test
    void aMissingFileIsNamed() {
        refused(
                Optional.of(Path.of("no/such.pem")),
                Optional.empty(),
                Optional.empty(),
                "mqtt.ca-file: ",
                "no/such.pem",
                "does not exist");
        refused(
                Optional.empty(),
                Optional.of(files.certificate()),
                Optional.of(Path.of("lost.key")),
                "mqtt.key-file: ",
                "lost.key");
    }

    @Test
    void aDirectoryIsNoFile() {
        refused(Optional.of(directory), Optional.empty(), Optional.empty(), "mqtt.ca-file: ", "is a directory");
    }

    @Test
    void halfAPairIsRefused() {
        refused(
                Optional.empty(),
                Optional.of(files.certificate()),
                Optional.empty(),
                "mqtt.key-file: ",
                "set both or none");
        refused(
                Optional.empty(),
                Optional.empty(),
                Optional.of(files.key()),
                "mqtt.certificate-file: ",
                "set both or none");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws Exception {
        refused(
                Optional.empty(),
                Optional.of(files.otherCa()),
                Optional.of(files.key()),
                "mqtt.key-file: ",
                "is not the key of the certificate");
        refused(
                Optional.empty(),
                Optional.of(files.certificate()),
                Optional.of(ellipticCurve()[1]),
                "mqtt.key-file: ",
                "is not the key of the certificate");
    }

    @Test
    void otherContentIsRefusedAndNotRepeated() throws IOException {
        Path text = Files.writeString(directory.resolve("text.pem"), "hunter2");
        Path broken = Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n");
        Path locked = Files.writeString(
                directory.resolve("locked.pem"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nhunter2\n-----END ENCRYPTED PRIVATE KEY-----\n");

        refused(Optional.of(text), Optional.empty(), Optional.empty(), "mqtt.ca-file: ", "no PEM certificate");
        refused(
                Optional.empty(),
                Optional.of(text),
                Optional.of(files.key()),
                "mqtt.certificate-file: ",
                "no PEM certificate");
        refused(
                Optional.empty(),
                Optional.of(files.certificate()),
                Optional.of(text),
                "mqtt.key-file: ",
                "no readable PEM private key");
        refused(
                Optional.empty(),
                Optional.of(files.certificate()),
                Optional.of(broken),
                "mqtt.key-file: ",
                "no readable PEM private key");
        refused(
                Optional.empty(),
                Optional.of(files.certificate()),
                Optional.of(locked),
                "mqtt.key-file: ",
                "is encrypted");
    }

    private void refused(
            Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, String setting, String... words) {
        MqttSettings settings =
                new MqttSettings("ssl://broker", "id", ca, certificate, key, Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> new PemTls(settings).socketFactory())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("hunter2");
    }

    private Object factory(Path certificate, Path key) {
        return new PemTls(new MqttSettings(
                        "ssl://broker",
                        "id",
                        Optional.of(files.ca()),
                        Optional.of(certificate),
                        Optional.of(key),
                        Optional.empty(),
                        Optional.empty()))
                .socketFactory();
    }

    /** A self-signed certificate and its key in the form {@code EC PRIVATE KEY}. */
    private Path[] ellipticCurve() throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=elliptic");
        JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.now().minusSeconds(60)),
                Date.from(Instant.now().plusSeconds(3600)),
                name,
                keys.getPublic());
        return new Path[] {
            writePem(
                    "ec.pem",
                    certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))),
            writePem("ec.key.pem", keys.getPrivate())
        };
    }

    private Path writePem(String name, Object content) throws IOException {
        Path file = directory.resolve(name);
        try (JcaPEMWriter pem = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            pem.writeObject(content);
        }
        return file;
    }
}
