package io.iotconnectivity.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.altindag.ssl.SSLFactory;

/** Reads PEM files named by settings. Messages of exceptions begin with the setting. */
public final class PemFile {
    private static final long LARGEST_FILE = 1024 * 1024;

    /** The label of RFC 7468, section 5, and those that OpenSSL writes as well. Without an end it is damaged. */
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----(?:([^-]*)-----END \\1-----)?");

    private PemFile() {}

    /**
     * Reads the certificates of a file; there is at least one.
     *
     * @throws IllegalArgumentException whose message begins with the setting
     */
    public static List<X509Certificate> certificates(String setting, Path file) {
        String pem = text(setting, file);
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            Matcher block = CERTIFICATE.matcher(pem);
            while (block.find()) {
                // The factory gets no text: it fails at a private key, or a remark, between two certificates.
                String base64 = Optional.ofNullable(block.group(2))
                        .orElseThrow(() -> new CertificateException("a certificate ends too early"));
                byte[] der = Base64.getMimeDecoder().decode(base64);
                certificates.add((X509Certificate) x509.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    setting + ": " + file + " contains no PEM certificate that can be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(setting + ": " + file + " contains no PEM certificate");
        }
        return List.copyOf(certificates);
    }

    /**
     * TLS 1.2 and 1.3, trusting a file's authorities besides those of the Java runtime.
     *
     * @throws IllegalArgumentException whose message begins with the setting
     */
    public static SSLFactory trustingAlso(String setting, Path file) {
        return SSLFactory.builder()
                .withProtocols("TLSv1.3", "TLSv1.2")
                .withDefaultTrustMaterial()
                .withTrustMaterial(certificates(setting, file))
                .build();
    }

    /**
     * Reads the text of a file.
     *
     * @throws IllegalArgumentException whose message begins with the setting
     */
    public static String text(String setting, Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new IllegalArgumentException(setting + ": " + file + " is a directory; name a PEM file");
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new IllegalArgumentException(setting + ": " + file + " is too large for a PEM file");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(setting + ": " + file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(setting + ": " + file + " is not readable by this user", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
