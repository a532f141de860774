package io.iotconnectivity.settings;

import java.util.regex.Pattern;

/** Checks what the sinks are told of their queue, stream, bus, bucket and topic; their routes read it. */
final class TargetReader {
    static final String QUEUE = "sink.sqs.queue-url";

    private static final Pattern QUEUE_URL =
            Pattern.compile("https?://[^\\s/?#]+/(\\S*/)?[A-Za-z0-9_-]{1,80}(\\.fifo)?");
    private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern BUS = Pattern.compile(
            "[/.\\-_A-Za-z0-9]{1,256}|arn:aws[a-z-]*:events:[a-z0-9-]+:\\d{12}:event-bus/[/.\\-_A-Za-z0-9]+");
    /** Events whose source begins so are AWS's own. */
    private static final Pattern SOURCE = Pattern.compile("(?!aws\\.)[A-Za-z0-9._/-]{1,256}");

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    /** What needs no special handling anywhere. */
    private static final Pattern PREFIX = Pattern.compile("(?!/)[A-Za-z0-9!_.*'()=/-]{0,512}");

    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
    private static final Pattern BROKERS = Pattern.compile("[^\\s,:/]+:\\d{1,5}(?:,\\s*+[^\\s,:/]++:\\d{1,5}+)*+");

    private final Values values;

    TargetReader(Values values) {
        this.values = values;
    }

    /** Those of the sinks that are on. */
    void check() {
        if (values.flag("sink.sqs.enabled")) {
            matches(
                    QUEUE,
                    QUEUE_URL,
                    "is not the URL of a queue; write https://sqs.<region>.amazonaws.com/<account>/<queue>");
        }
        if (values.flag("sink.kinesis.enabled")) {
            matches("sink.kinesis.stream", STREAM, "is not a stream name; write letters, digits, '_', '.', '-'");
        }
        if (values.flag("sink.eventbridge.enabled")) {
            matches(
                    "sink.eventbridge.bus",
                    BUS,
                    "is neither the name nor the ARN of an event bus; write default, or your own");
            matches(
                    "sink.eventbridge.source",
                    SOURCE,
                    "is not an event source name; write letters, digits, '.', '_', '/', '-', and do not begin with aws.");
        }
        if (values.flag("sink.s3.enabled")) {
            matches(
                    "sink.s3.bucket",
                    BUCKET,
                    "is not a bucket name; write 3 to 63 lowercase letters, digits, '.', '-'");
            matches(
                    "sink.s3.prefix",
                    PREFIX,
                    "is not usable; write letters, digits, '/' and any of !_.*'()=-, such as iot/events/");
            values.required("sink.s3.interval");
        }
        if (values.flag("sink.kafka.enabled")) {
            matches("sink.kafka.topic", TOPIC, "is not a topic name; write letters, digits, '.', '_', '-'");
            matches("sink.kafka.brokers", BROKERS, "is not a list of brokers; write host:9092, separated by commas");
        }
    }

    private void matches(String key, Pattern form, String otherwise) {
        if (!form.matcher(values.text(key)).matches()) {
            values.report(key, otherwise);
        }
    }
}
