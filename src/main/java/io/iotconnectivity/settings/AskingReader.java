package io.iotconnectivity.settings;

import io.iotconnectivity.aws.ThingSettings;
import io.iotconnectivity.aws.connectivity.CheckSettings;
import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import io.iotconnectivity.aws.connectivity.ProbeSettings;
import io.iotconnectivity.aws.fleet.ReconcileSettings;
import io.iotconnectivity.aws.logs.LogSettings;
import io.iotconnectivity.aws.logs.LogSettings.Insights;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.presence.StalePolicy.DeviceClass;
import io.iotconnectivity.signal.ClientPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads who is asked about a device, and how long one may be silent. */
final class AskingReader {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MONTH = Duration.ofDays(31);
    private static final int MOST_CALLS = 1000;
    private static final Pattern LOG_GROUP = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");
    private static final Pattern QUEUE_URL = Pattern.compile("https?://[^\\s?#@]+/\\d{12}/[A-Za-z0-9_-]{1,80}");
    private static final Pattern PROBE_TOPIC = Pattern.compile("[^$+#\\p{Cntrl}][^+#\\p{Cntrl}]{0,255}");
    /** AWS's own limit. */
    private static final int LONGEST_QUERY = 1000;

    private final Values values;

    AskingReader(Values values) {
        this.values = values;
    }

    LogSettings logs() {
        String group = values.required("enrichment.log-group");
        if (!group.isEmpty() && !LOG_GROUP.matcher(group).matches()) {
            values.report("enrichment.log-group", "is not a log group name; write for example AWSIotLogsV2");
        }
        return new LogSettings(
                values.flag("enrichment.enabled"),
                group,
                values.duration("enrichment.wait", Duration.ZERO, Duration.ofMinutes(15)),
                calls("enrichment.max-calls-per-second"),
                values.word("enrichment.insights", Insights.AUTO, Insights.class, Insights::word));
    }

    CheckSettings check() {
        return new CheckSettings(
                values.word("verify", Method.OFF, Method.class, Method::word),
                values.duration("verify.wait", SECOND, MINUTE),
                calls("verify.max-calls-per-second"));
    }

    ProbeSettings probe() {
        String topic = values.required("probe.topic");
        if (!topic.isEmpty() && !PROBE_TOPIC.matcher(topic).matches()) {
            values.report("probe.topic", "is not a topic that can be published to; write it without $, + and #");
        }
        return new ProbeSettings(
                values.flag("probe.enabled"),
                topic,
                values.duration("probe.timeout", SECOND, Duration.ofSeconds(15)),
                calls("probe.max-calls-per-second"));
    }

    ReconcileSettings reconcile() {
        String query = values.required("reconcile.query");
        if (query.length() > LONGEST_QUERY) {
            values.report("reconcile.query", "is longer than AWS allows, " + LONGEST_QUERY + " characters");
        }
        return new ReconcileSettings(
                values.flag("reconcile.enabled"),
                values.duration("reconcile.every", MINUTE, MONTH),
                query,
                values.duration("reconcile.wait", Duration.ZERO, Duration.ofMinutes(15)),
                calls("reconcile.max-calls-per-second"));
    }

    private int calls(String key) {
        return values.number(key, 1, 1, MOST_CALLS);
    }

    ThingSettings things() {
        return new ThingSettings(values.flag("thing.ask-connection"), thingPattern(), thingTable());
    }

    private Optional<ClientPattern> thingPattern() {
        Optional<ClientPattern> pattern = values.pattern("thing.pattern");
        if (pattern.filter(each -> !each.hasPart(ThingSettings.PART)).isPresent()) {
            values.report("thing.pattern", "has no group named thing; write for example device-(?<thing>.+)");
            return Optional.empty();
        }
        return pattern;
    }

    /** Each line is {@code client id = thing name}; a file that another program may write, so it has a format of its own. */
    private Map<String, String> thingTable() {
        Map<String, String> table = new HashMap<>();
        Optional<Path> file = values.file("thing.table");
        if (file.isEmpty()) {
            return table;
        }
        try {
            int number = 0;
            for (String line : Files.readAllLines(file.get())) {
                number++;
                int equals = line.lastIndexOf('=');
                if (equals > 0) {
                    table.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    values.report("thing.table", "has a line " + number + " without '='; write <client id> = <thing>");
                }
            }
        } catch (IOException e) {
            values.report("thing.table", "cannot be read as UTF-8 text");
        }
        return table;
    }

    Optional<String> queue() {
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

    Asking asking() {
        LogSettings logs = logs();
        CheckSettings check = check();
        ProbeSettings probe = probe();
        return new Asking(
                Optional.of(check.patience()).filter(wait -> check.enabled()),
                Optional.of(logs.patience()).filter(wait -> logs.enabled()),
                // The answer has a way to go besides.
                Optional.of(probe.timeout().plus(check.patience())).filter(wait -> probe.enabled()));
    }

    StalePolicy silence() {
        TreeSet<String> names = new TreeSet<>();
        for (String key : values.entries().keySet()) {
            String[] parts = key.split("\\.");
            if (parts.length == 3 && parts[0].equals("stale")) {
                names.add(parts[1]);
            }
        }
        List<DeviceClass> classes = new ArrayList<>();
        for (String name : names) {
            String clients = "stale." + name + ".clients";
            values.required(clients);
            values.pattern(clients)
                    .ifPresent(pattern -> classes.add(new DeviceClass(pattern, after("stale." + name + ".after"))));
        }
        return new StalePolicy(classes, after("stale.after"));
    }

    private Optional<Duration> after(String key) {
        return values.isSet(key) ? Optional.of(values.duration(key, SECOND, MONTH)) : Optional.empty();
    }
}
