package io.iotconnectivity.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code queue.*}: the SQS queue that presence events come from. */
final class QueueReader {
    private static final Pattern QUEUE_URL = Pattern.compile("https?://[^\\s?#@]+/\\d{12}/[A-Za-z0-9_-]{1,80}");

    private final Values values;

    QueueReader(Values values) {
        this.values = values;
    }

    /** Its URL; absent if no queue is read. */
    Optional<String> url() {
        if (!values.flag("queue.enabled")) {
            return Optional.empty();
        }
        String url = values.required("queue.url");
        if (!url.isEmpty() && !QUEUE_URL.matcher(url).matches()) {
            values.report(
                    "queue.url",
                    "is not the URL of a queue; write https://sqs.<region>.amazonaws.com/<account>/<queue>");
        }
        return Optional.of(url);
    }
}
