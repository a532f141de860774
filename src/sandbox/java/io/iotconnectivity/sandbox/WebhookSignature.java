package io.iotconnectivity.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the signature of a webhook as a receiver does, independently of the signing code.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
 */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final byte[] key;

    /** @param secret {@code whsec_} and base64 */
    WebhookSignature(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("A webhook secret starts with " + PREFIX);
        }
        key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /** Whether one of the signatures matches exactly these bytes and the time is about now. */
    boolean proves(Map<String, String> headers, byte[] body, Instant now) {
        String id = headers.getOrDefault("webhook-id", "");
        String timestamp = headers.getOrDefault("webhook-timestamp", "");
        if (id.isEmpty() || !isAbout(now, timestamp)) {
            return false;
        }
        byte[] expected = ("v1," + Base64.getEncoder().encodeToString(sign(id + "." + timestamp + ".", body)))
                .getBytes(StandardCharsets.UTF_8);
        for (String signature : headers.getOrDefault("webhook-signature", "").split(" ")) {
            if (MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAbout(Instant now, String epochSecond) {
        try {
            return Duration.between(Instant.ofEpochSecond(Long.parseLong(epochSecond)), now)
                            .abs()
                            .compareTo(TOLERANCE)
                    <= 0;
        } catch (RuntimeException notAMoment) {
            return false;
        }
    }

    private byte[] sign(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
