package io.iotconnectivity.route;

import io.iotconnectivity.event.Event;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The subject of an event in the form that targets accept; they use it to keep events of one subject in order. Called
 * from routes.
 */
public final class TargetKeys {
    /**
     * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html">PutRecord, PartitionKey</a>
     */
    private static final int LONGEST_PARTITION_KEY = 256;

    /**
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage,
     *     MessageGroupId</a>
     */
    private static final Pattern GROUP = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** For Kinesis: the subject, or a hash of it if it is too long. */
    public String partition(Event event) {
        String subject = event.subject();
        boolean fits = !subject.isEmpty() && subject.codePointCount(0, subject.length()) <= LONGEST_PARTITION_KEY;
        return fits ? subject : hash(subject);
    }

    /** For SQS FIFO queues: the subject, or a hash of it if it has characters that SQS does not accept. */
    public String group(Event event) {
        return GROUP.matcher(event.subject()).matches() ? event.subject() : hash(event.subject());
    }

    /** For EventBridge: what the event is about, as a URN with a percent-encoded subject. */
    public String resource(Event event) {
        // A comma would split it in two.
        String encoded =
                URLEncoder.encode(event.subject(), StandardCharsets.UTF_8).replace("+", "%20");
        String kind = event.device().isPresent() ? "client:" : event.report().isPresent() ? "report:" : "incident:";
        return "urn:iot-connectivity:" + kind + encoded;
    }

    private static String hash(String subject) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
