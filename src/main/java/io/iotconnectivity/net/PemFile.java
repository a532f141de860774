package io.iotconnectivity.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;

/** Reads PEM files that settings name. What is thrown begins with the setting. */
public final class PemFile {
    private static final long LARGEST_FILE = 1024 * 1024;

    private PemFile() {}

    /**
     * Reads the certificates of a file; there is one at least.
     *
     * @throws IllegalArgumentException that begins with the setting
     */
    public static List<X509Certificate> certificates(String setting, Path file) {
        String pem = text(setting, file);
        try {
            List<X509Certificate> certificates = PemUtils.parseCertificate(pem);
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    setting + ": " + file + " holds no PEM certificate that can be read: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(setting + ": " + file + " holds no PEM certificate");
    }

    /**
     * TLS 1.2 and 1.3 that trusts the authorities of a file beside those of the Java runtime.
     *
     * @throws IllegalArgumentException that begins with the setting
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
     * @throws IllegalArgumentException that begins with the setting
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
            throw new IllegalArgumentException(setting + ": " + file + " may not be read by this user", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
