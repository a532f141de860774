package io.iotconnectivity.sandbox.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The MD5 sums in SQS's replies, which the SDK checks.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">Message metadata</a>
 */
final class Digests {
    private static final byte TEXT = 1;
    private static final byte BINARY = 2;

    private Digests() {}

    static String ofBody(String body) {
        return hex(md5(), body.getBytes(StandardCharsets.UTF_8));
    }

    static String ofAttributes(ObjectNode attributes) {
        Map<String, JsonNode> byName = new TreeMap<>();
        attributes.properties().forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
        MessageDigest digest = md5();
        byName.forEach((name, value) -> {
            String type = value.path("DataType").asText();
            update(digest, name.getBytes(StandardCharsets.UTF_8));
            update(digest, type.getBytes(StandardCharsets.UTF_8));
            if (type.startsWith("Binary")) {
                digest.update(BINARY);
                update(
                        digest,
                        Base64.getDecoder().decode(value.path("BinaryValue").asText()));
            } else {
                digest.update(TEXT);
                update(digest, value.path("StringValue").asText().getBytes(StandardCharsets.UTF_8));
            }
        });
        return hex(digest, new byte[0]);
    }

    private static void update(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
        digest.update(part);
    }

    private static String hex(MessageDigest digest, byte[] last) {
        return HexFormat.of().formatHex(digest.digest(last));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
