package io.iotconnectivity.settings;

import io.iotconnectivity.aws.logs.LogSettings;
import io.iotconnectivity.aws.logs.LogSettings.Insights;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads {@code enrichment.*}: whether the IoT log is searched for causes. */
final class EnrichmentReader {
    private static final Pattern LOG_GROUP = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");

    private final Values values;

    EnrichmentReader(Values values) {
        this.values = values;
    }

    LogSettings read() {
        String group = values.required("enrichment.log-group");
        if (!group.isEmpty() && !LOG_GROUP.matcher(group).matches()) {
            values.report("enrichment.log-group", "is not a log group name; write for example AWSIotLogsV2");
        }
        return new LogSettings(
                values.flag("enrichment.enabled"),
                group,
                values.duration("enrichment.wait", Duration.ZERO, Duration.ofMinutes(15)),
                values.calls("enrichment.max-calls-per-second"),
                values.word("enrichment.insights", Insights.AUTO, Insights.class, Insights::word));
    }
}
