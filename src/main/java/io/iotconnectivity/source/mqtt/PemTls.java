package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.net.PemFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;

/**
 * TLS 1.2 and 1.3 from PEM files, as AWS IoT Core issues them. The files are read again for every factory, so renewed
 * certificates apply from the next connection on. Host names are verified by the MQTT client, by the HTTPS rules.
 */
public final class PemTls {
    private static final String CA = "mqtt.ca-file";
    private static final String CERTIFICATE = "mqtt.certificate-file";
    private static final String KEY = "mqtt.key-file";
    private static final char[] NO_PASSWORD = {};
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \\1-----", Pattern.DOTALL);

    private final MqttSettings settings;

    public PemTls(MqttSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads the files and checks that they match.
     *
     * @throws IllegalArgumentException whose message begins with the invalid setting
     */
    public SSLSocketFactory socketFactory() {
        SSLFactory.Builder tls = SSLFactory.builder().withProtocols("TLSv1.3", "TLSv1.2");
        settings.caFile()
                .ifPresentOrElse(
                        file -> tls.withTrustMaterial(PemFile.certificates(CA, file)), tls::withDefaultTrustMaterial);
        if (settings.certificateFile().isPresent() || settings.keyFile().isPresent()) {
            Path certificateFile = settings.certificateFile()
                    .orElseThrow(() -> new IllegalArgumentException(
                            CERTIFICATE + ": is empty, but " + KEY + " is set; set both or none"));
            Path keyFile = settings.keyFile()
                    .orElseThrow(() -> new IllegalArgumentException(
                            KEY + ": is empty, but " + CERTIFICATE + " is set; set both or none"));
            List<X509Certificate> chain = PemFile.certificates(CERTIFICATE, certificateFile);
            PrivateKey key = privateKey(keyFile);
            if (!belongTogether(key, chain.get(0).getPublicKey())) {
                throw new IllegalArgumentException(
                        KEY + ": " + keyFile + " is not the key of the certificate in " + certificateFile);
            }
            tls.withIdentityMaterial(key, NO_PASSWORD, chain);
        }
        return tls.build().getSslSocketFactory();
    }

    /**
     * Our own certificate, if one is set.
     *
     * @throws IllegalArgumentException whose message begins with the invalid setting
     */
    Optional<X509Certificate> ownCertificate() {
        return settings.certificateFile()
                .map(file -> PemFile.certificates(CERTIFICATE, file).get(0));
    }

    private static PrivateKey privateKey(Path file) {
        String pem = PemFile.text(KEY, file);
        if (pem.contains("ENCRYPTED")) {
            throw new IllegalArgumentException(KEY + ": " + file
                    + " is encrypted; decrypt it (openssl pkey -in … -out …) and make it readable by this user only");
        }
        // The key alone: openssl puts EC PARAMETERS before it, which the library does not know.
        Matcher block = PRIVATE_KEY.matcher(pem);
        try {
            return PemUtils.parsePrivateKey(block.find() ? block.group() : "");
        } catch (RuntimeException e) {
            // The library's message could repeat parts of the file.
            throw new IllegalArgumentException(
                    KEY + ": " + file + " contains no readable PEM private key (PKCS#8, PKCS#1 or EC)");
        }
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC", "ECDSA" -> "SHA256withECDSA";
                    default -> publicKey.getAlgorithm();
                };
        byte[] probe = "does the key fit".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(privateKey);
            signing.update(probe);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(publicKey);
            verifying.update(probe);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
