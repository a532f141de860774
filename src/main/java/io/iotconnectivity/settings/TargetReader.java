package io.iotconnectivity.settings;

import java.util.Map;
import java.util.regex.Pattern;

/** Checks the topics, queues, streams, buses, buckets and the like of the shipped sinks; their routes read them. */
final class TargetReader {
    private static final String QUEUE = "sink.sqs.queue-url";

    private static final Pattern TOPIC_ARN =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?");
    private static final Pattern NAMESPACE = Pattern.compile("(?!AWS/)[A-Za-z0-9 ._\\-/#:]{1,255}");
    private static final Pattern SHADOW = Pattern.compile("[A-Za-z0-9:_-]{0,64}");
    private static final Pattern QUEUE_URL =
            Pattern.compile("https?://[^\\s/?#]+/(\\S*/)?[A-Za-z0-9_-]{1,80}(\\.fifo)?");
    private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern BUS = Pattern.compile(
            "[/.\\-_A-Za-z0-9]{1,256}|arn:aws[a-z-]*:events:[a-z0-9-]+:\\d{12}:event-bus/[/.\\-_A-Za-z0-9]+");
    /** Event sources with this prefix are reserved for AWS. */
    private static final Pattern SOURCE = Pattern.compile("(?!aws\\.)[A-Za-z0-9._/-]{1,256}");

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    /** Characters that need no special handling anywhere. */
    private static final Pattern PREFIX = Pattern.compile("(?!/)[A-Za-z0-9!_.*'()=/-]{0,512}");

    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
    private static final Pattern BROKERS = Pattern.compile("[^\\s,:/]+:\\d{1,5}(?:,\\s*+[^\\s,:/]++:\\d{1,5}+)*+");

    private final Values values;

    TargetReader(Values values) {
        this.values = values;
    }

    /** The name of the shadow; empty for the unnamed one. */
    String shadowName() {
        return values.matching(
                "sink.shadow.name", SHADOW, "is not a shadow name; write up to 64 letters, digits, ':', '_', '-'");
    }

    /** Values that routes need and no setting provides. */
    Map<String, String> placeholders() {
        String queue = values.text(QUEUE);
        return Map.of("sink.sqs.queue-name", queue.substring(queue.lastIndexOf('/') + 1));
    }

    /** Checks the targets of the enabled sinks, and reports what would be wrong once others were enabled. */
    void check() {
        if (values.flag("sink.sns.enabled") || values.isSet("sink.sns.topic-arn")) {
            values.matching(
                    "sink.sns.topic-arn",
                    TOPIC_ARN,
                    "is not the ARN of a topic; write arn:aws:sns:<region>:<account>:<topic>");
        }
        values.matching("sink.metrics.namespace", NAMESPACE, "is not a valid CloudWatch namespace");
        if (values.flag("sink.sqs.enabled")) {
            values.matching(
                    QUEUE,
                    QUEUE_URL,
                    "is not the URL of a queue; write https://sqs.<region>.amazonaws.com/<account>/<queue>");
        }
        if (values.flag("sink.kinesis.enabled")) {
            values.matching(
                    "sink.kinesis.stream", STREAM, "is not a stream name; write letters, digits, '_', '.', '-'");
        }
        if (values.flag("sink.eventbridge.enabled")) {
            values.matching(
                    "sink.eventbridge.bus",
                    BUS,
                    "is neither the name nor the ARN of an event bus; write default, or your own");
            values.matching(
                    "sink.eventbridge.source",
                    SOURCE,
                    "is not an event source name; write letters, digits, '.', '_', '/', '-', and do not begin with aws.");
        }
        if (values.flag("sink.s3.enabled")) {
            values.matching(
                    "sink.s3.bucket",
                    BUCKET,
                    "is not a bucket name; write 3 to 63 lowercase letters, digits, '.', '-'");
            values.matching(
                    "sink.s3.prefix",
                    PREFIX,
                    "is not usable; write letters, digits, '/' and any of !_.*'()=-, such as iot/events/");
            values.required("sink.s3.interval");
        }
        if (values.flag("sink.kafka.enabled")) {
            values.matching("sink.kafka.topic", TOPIC, "is not a topic name; write letters, digits, '.', '_', '-'");
            values.matching(
                    "sink.kafka.brokers", BROKERS, "is not a list of brokers; write host:9092, separated by commas");
        }
    }
}
