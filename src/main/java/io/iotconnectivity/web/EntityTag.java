package io.iotconnectivity.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Identifies a response, so that a caller that already has it need not receive it again. Weak, because responses may or
 * may not be compressed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-etag">RFC 9110, ETag</a>
 */
final class EntityTag {
    private static final int BYTES = 15;

    private EntityTag() {}

    static String of(byte[] answer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer);
            return "W/\"" + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    /**
     * @param ifNoneMatch the header; null if absent
     */
    static boolean isKnown(String tag, String ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        String opaque = tag.substring(2);
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .anyMatch(known -> known.equals("*") || known.equals(opaque) || known.equals(tag));
    }
}
