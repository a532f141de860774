package io.iotconnectivity.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is posted, so that the receiver can tell it from what others post.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks</a>
 */
final class WebhookSecret {
    static final int MIN_BYTES = 24;
    static final int MAX_BYTES = 64;

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * @param text {@code whsec_<base64>}
     * @throws IllegalArgumentException if it is malformed; the message does not contain it
     */
    static WebhookSecret of(String text) {
        if (!isWellFormed(text)) {
            throw new IllegalArgumentException("not a webhook secret");
        }
        return new WebhookSecret(decode(text));
    }

    static boolean isWellFormed(String text) {
        if (!text.startsWith(PREFIX)) {
            return false;
        }
        try {
            int bytes = decode(text).length;
            return bytes >= MIN_BYTES && bytes <= MAX_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    }

    /** One signature, such as {@code v1,g0hM9SsE…}, over the id, the attempt's time in seconds, and the body. */
    String sign(String id, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
