package io.iotconnectivity.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real handshakes, because Java may word its failures in another way with every release. */
class TlsTroubleTest {
    private static final String SETTING = "some.ca-file";
    private static final char[] PASSWORD = "sandbox".toCharArray();
    private static final Duration DAY = Duration.ofDays(1);
    private static KeyPair keys;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        keys = generator.generateKeyPair();
    }

    @Test
    void aCertificateThatHasExpired() throws Exception {
        X509Certificate old = certificate("localhost", DAY.multipliedBy(-2), DAY.negated());

        assertThat(wordsOf(old, authority(), false)).contains("its certificate has expired", "clock");
    }

    @Test
    void aCertificateThatIsNotValidYet() throws Exception {
        X509Certificate early = certificate("localhost", DAY, DAY.multipliedBy(2));

        assertThat(wordsOf(early, authority(), false)).contains("not valid yet", "clock");
    }

    @Test
    void aCertificateForAnotherName() throws Exception {
        X509Certificate others = certificate("other.example.net", DAY.negated(), DAY);

        assertThat(wordsOf(others, authority(), false)).contains("for another name");
    }

    @Test
    void aCertificateOfAnAuthorityThatNobodyNamed() throws Exception {
        X509Certificate good = certificate("localhost", DAY.negated(), DAY);

        assertThat(wordsOf(good, stranger(), false)).contains("not trusted here", SETTING);
    }

    @Test
    void aServerThatWantsACertificateOfOurs() throws Exception {
        X509Certificate good = certificate("localhost", DAY.negated(), DAY);

        assertThat(wordsOf(good, authority(), true)).contains("requires a client certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate_required", "bad_certificate", "certificate_expired", "unknown_ca"})
    void whatAServerSaysOfOurCertificate(String alert) {
        assertThat(TlsTrouble.of(new SSLHandshakeException("Received fatal alert: " + alert), SETTING))
                .hasValueSatisfying(words -> assertThat(words).contains("client certificate"));
    }

    @Test
    void otherTroubleIsNotExplained() {
        assertThat(TlsTrouble.of(new SocketException("Connection reset"), SETTING))
                .isEmpty();
        assertThat(TlsTrouble.of(new SSLException("Unheard of"), SETTING)).isEmpty();
        IOException gone = new EOFException();
        assertThat(TlsFailure.of(gone, "example.net", SETTING)).isSameAs(gone);
    }

    @Test
    void aFailureNamesTheHostTheMeaningAndWhatJavaSaid() {
        IOException failure =
                TlsFailure.of(new SSLHandshakeException("PKIX path building failed: x"), "iot.example.net", SETTING);

        assertThat(failure).hasMessageContainingAll("no TLS with iot.example.net", "not trusted here", SETTING, "PKIX");
        assertThat(NoWayOut.in(new IllegalStateException(failure)))
                .hasValueSatisfying(found -> assertThat(found.fix()).contains(SETTING));
    }

    /** The description of a failed handshake with a server that presents this certificate. */
    private static String wordsOf(X509Certificate shown, X509Certificate trusted, boolean wantsOurs) throws Exception {
        try (SSLServerSocket server = (SSLServerSocket)
                server(shown).getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setNeedClientAuth(wantsOurs);
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serve(server));
            try (SSLSocket client =
                    (SSLSocket) client(trusted).getSocketFactory().createSocket(plain(server), "localhost", 1, true)) {
                SSLParameters rules = client.getSSLParameters();
                rules.setEndpointIdentificationAlgorithm("HTTPS");
                client.setSSLParameters(rules);
                client.startHandshake();
                client.getInputStream().read();
                throw new AssertionError("the handshake succeeded");
            } catch (IOException e) {
                return TlsTrouble.of(e, SETTING).orElse("not explained: " + e);
            } finally {
                serving.join();
            }
        }
    }

    private static Socket plain(SSLServerSocket server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private static void serve(SSLServerSocket server) {
        try (SSLSocket accepted = (SSLSocket) server.accept()) {
            accepted.startHandshake();
        } catch (IOException expected) {
            // The client is asked about it.
        }
    }

    private static SSLContext server(X509Certificate shown) throws Exception {
        KeyStore store = store();
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new Certificate[] {shown});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext client(X509Certificate trusted) throws Exception {
        KeyStore store = store();
        store.setCertificateEntry("ca", trusted);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** The authority has the server's keys; it is the names and the times that matter. */
    private static X509Certificate authority() throws Exception {
        return issued("CN=Authority", "CN=Authority", Optional.empty(), DAY.multipliedBy(-3), DAY.multipliedBy(3));
    }

    private static X509Certificate stranger() throws Exception {
        return issued("CN=Stranger", "CN=Stranger", Optional.empty(), DAY.multipliedBy(-3), DAY.multipliedBy(3));
    }

    private static X509Certificate certificate(String host, Duration from, Duration until) throws Exception {
        return issued("CN=Authority", "CN=Server", Optional.of(host), from, until);
    }

    private static X509Certificate issued(
            String issuer, String subject, Optional<String> host, Duration from, Duration until) throws Exception {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.plus(from)),
                Date.from(now.plus(until)),
                new X500Name(subject),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host.isEmpty()));
        if (host.isPresent()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, host.get())));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
