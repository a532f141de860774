package io.iotconnectivity.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private certificate authority and the certificates that it issued to a server on this machine and to one client, as
 * files valid for a day, for {@link Broker.Builder#tls} and its clients.
 *
 * @param ca              the authority, PEM
 * @param serverKeyStore  JKS, for {@code localhost} and {@code 127.0.0.1}
 * @param trustStore      JKS with the authority
 * @param certificate     the client's, PEM
 * @param key             the client's, PEM, PKCS#8 ({@code PRIVATE KEY})
 * @param pkcs1Key        the same, PEM, PKCS#1 ({@code RSA PRIVATE KEY}), the form in which AWS hands out keys
 * @param otherCa         an authority that signed none of these, PEM
 */
public record Certificates(
        Path ca, Path serverKeyStore, Path trustStore, Path certificate, Path key, Path pkcs1Key, Path otherCa) {

    /** Of both key stores. */
    public static final String PASSWORD = "sandbox";

    /**
     * @param directory where the files go; exists
     * @param clientName the common name in the client's certificate
     * @param serverNames further names of the server
     */
    public static Certificates create(Path directory, String clientName, String... serverNames) {
        try {
            KeyPair caKeys = newKeys();
            X500Name caName = new X500Name("CN=Sandbox authority");
            X509Certificate ca = issue(caName, caKeys, caName, caKeys, true);
            KeyPair serverKeys = newKeys();
            X509Certificate server =
                    issue(caName, caKeys, new X500Name("CN=localhost"), serverKeys, false, serverNames);
            KeyPair clientKeys = newKeys();
            X509Certificate client = issue(caName, caKeys, new X500Name("CN=" + clientName), clientKeys, false);
            KeyPair otherKeys = newKeys();
            X500Name otherName = new X500Name("CN=Another authority");

            KeyStore serverStore = emptyStore();
            serverStore.setKeyEntry(
                    "server", serverKeys.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {server, ca});
            KeyStore trustStore = emptyStore();
            trustStore.setCertificateEntry("ca", ca);

            return new Certificates(
                    writePem(directory.resolve("ca.pem"), ca),
                    writeStore(directory.resolve("server.jks"), serverStore),
                    writeStore(directory.resolve("trust.jks"), trustStore),
                    writePem(directory.resolve("client.pem"), client),
                    writePem(directory.resolve("client.key.pem"), new JcaPKCS8Generator(clientKeys.getPrivate(), null)),
                    writePem(directory.resolve("client.pkcs1.key.pem"), clientKeys.getPrivate()),
                    writePem(
                            directory.resolve("other-ca.pem"),
                            issue(otherName, otherKeys, otherName, otherKeys, true)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509Certificate issue(
            X500Name issuer, KeyPair issuerKeys, X500Name subject, KeyPair keys, boolean authority, String... names)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            GeneralName[] all = Stream.concat(
                            Stream.of(
                                    new GeneralName(GeneralName.dNSName, "localhost"),
                                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")),
                            Arrays.stream(names).map(name -> new GeneralName(GeneralName.dNSName, name)))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuerKeys.getPrivate())));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        return store;
    }

    private static Path writeStore(Path file, KeyStore store) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static Path writePem(Path file, Object content) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(writer)) {
            pem.writeObject(content);
        }
        return file;
    }
}
