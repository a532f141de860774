package io.iotconnectivity.secret;

import io.iotconnectivity.engine.Fingerprint;
import io.iotconnectivity.engine.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts texts that must be stored and may contain a secret, so that a copy of the store reveals none. The key is in
 * a file of its own, created if it does not exist.
 */
public final class Seal {
    private static final Logger LOG = LoggerFactory.getLogger(Seal.class);
    private static final String MARK = "sealed:";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private Seal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * @param file with the key; created for its owner only if it does not exist
     * @throws UncheckedIOException with a message that says what to do, if the file can be neither read nor created, or
     *     is not a key
     */
    public static Seal by(Path file) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                make(file);
            }
            return new Seal(read(file));
        } catch (IOException e) {
            String words = file + ", the key to what webhooks have answered about open incidents, cannot be used ("
                    + e.getMessage()
                    + "). Make it readable and writable by this process only, restore it with engine.file, or delete it:"
                    + " then the tickets of the incidents open now will not be resolved";
            throw new UncheckedIOException(words, new IOException(words));
        }
    }

    /** A file that somebody else has chosen, or may have read or written, protects nothing from them. */
    private static byte[] read(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException(
                    "it is a symbolic link, which is not followed here: put the key file itself in its place");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a regular file");
        }
        if (OwnerOnly.isOpenToOthers(file)) {
            throw new IOException("everybody on this machine may read or write it: run chmod 600 " + file
                    + ", or delete it if somebody else may know it");
        }
        try {
            OwnerOnly.restrict(file);
        } catch (IOException e) {
            // Group permissions are left alone, because Kubernetes volumes grant them (fsGroup): the group is us.
            LOG.debug("The permissions of {} could not be changed: {}", file, e.getMessage());
        }
        long size = Files.size(file);
        if (size != KEY_BYTES) {
            throw new IOException("it has " + size + " bytes and a key has " + KEY_BYTES);
        }
        try (FileChannel in = OwnerOnly.open(file, StandardOpenOption.READ)) {
            ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
            while (key.hasRemaining() && in.read(key) >= 0) {}
            if (key.hasRemaining()) {
                throw new IOException("it was truncated meanwhile");
            }
            return key.array();
        }
    }

    /** Appears under its name whole and durable, or not at all: what is sealed with a lost key is lost, too. */
    private static void make(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path begun = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(begun);
        try (FileChannel out = OwnerOnly.open(begun, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(key));
            out.force(true);
        }
        Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Tells the key from others without showing it.
     *
     * @param file as {@link #by} takes it
     * @throws UncheckedIOException as {@link #by} says
     */
    public static String fingerprint(Path file) {
        return Fingerprint.of(by(file).key.getEncoded());
    }

    /** The text, unreadable without the key; at most half as long again plus 50 characters. */
    public String sealed(String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            return MARK
                    + Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(ByteBuffer.allocate(nonce.length + closed.length)
                                    .put(nonce)
                                    .put(closed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES/GCM", e);
        }
    }

    /** The original text, also of one that was never sealed; empty if it was sealed with another key. */
    public Optional<String> opened(String text) {
        if (!text.startsWith(MARK)) {
            return Optional.of(text);
        }
        try {
            ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(text.substring(MARK.length())));
            byte[] nonce = new byte[NONCE_BYTES];
            all.get(nonce);
            byte[] closed = new byte[all.remaining()];
            all.get(closed);
            return Optional.of(new String(cipher(Cipher.DECRYPT_MODE, nonce).doFinal(closed), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
