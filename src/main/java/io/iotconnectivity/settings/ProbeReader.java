package io.iotconnectivity.settings;

import io.iotconnectivity.aws.connectivity.ProbeSettings;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads {@code probe.*}: whether a silent device is sent a message before it counts as stale. */
final class ProbeReader {
    private static final Pattern TOPIC = Pattern.compile("[^$+#\\p{Cntrl}][^+#\\p{Cntrl}]{0,255}");

    private final Values values;

    ProbeReader(Values values) {
        this.values = values;
    }

    ProbeSettings read() {
        String topic = values.required("probe.topic");
        if (!topic.isEmpty() && !TOPIC.matcher(topic).matches()) {
            values.report("probe.topic", "is not a topic that can be published to; write it without $, + and #");
        }
        boolean byDefault = values.flag("probe.enabled");
        return new ProbeSettings(
                byDefault || ClassReader.anyProbes(values),
                byDefault,
                topic,
                values.duration("probe.timeout", Duration.ofSeconds(1), Duration.ofSeconds(15)),
                values.calls("probe.max-calls-per-second"));
    }
}
