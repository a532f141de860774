package io.iotconnectivity.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether two texts or keys are the same without showing either. */
public final class Fingerprint {
    /** So many that no two that meet by chance look the same. */
    private static final int BYTES = 8;

    /** How many characters one has. */
    public static final int LENGTH = 2 * BYTES;

    private Fingerprint() {}

    /** The first {@value #LENGTH} hex digits of the SHA-256. Hides nothing that can be guessed. */
    public static String of(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
