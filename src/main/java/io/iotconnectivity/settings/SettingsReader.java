package io.iotconnectivity.settings;

import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.settings.Settings.Lookups;
import io.iotconnectivity.settings.Settings.Sources;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns entries into typed settings and finds everything that is wrong with them: each feature has a reader of its own,
 * named after the first word of its keys.
 */
final class SettingsReader {
    private static final Duration DAY = Duration.ofDays(1);

    private final Values values;
    private final Map<String, String> environment;

    /**
     * @param environment for variables that are not ours alone: proxies and the region
     */
    SettingsReader(Map<String, Entry> entries, Map<String, String> environment, List<String> problems) {
        this.environment = environment;
        this.values = new Values(entries, problems);
    }

    /** The settings; use them only if no problem was reported. */
    Settings read() {
        EngineSettings engine = new EngineReader(values).read();
        WaysOut ways = new ProxyReader(values, environment).read();
        MqttReader mqtt = new MqttReader(values);
        Sources sources = sources(mqtt);
        GroupReader groups = new GroupReader(values);
        Lookups lookups = lookups(groups);
        DeviceClasses classes = new ClassReader(values, lookups.beforeAVerdict(true))
                .read(new PolicyReader(values)
                        .read(sources.bringPresenceEvents(), lookups.beforeAVerdict(), new StaleReader(values).read())
                        .requiring(new DeafReader(values).ofDefault()));
        SinkReader sinks = new SinkReader(values);
        TargetReader targets = new TargetReader(values);
        targets.check();
        ReportSettings reports = new AvailabilityReader(values).read(engine);
        return new Settings(
                mqtt.read(ways),
                sources,
                classes,
                engine,
                new KafkaReader(values).read(engine),
                values.optional("record.folder").map(folder -> values.path("record.folder", "record")),
                new AwsReader(values, environment).read(ways),
                lookups,
                new DisconnectReader(values).read(),
                new IncidentReader(values).read(groups.grouping()).with(classes.byName()),
                new LifeReader(values).forgetAfter(),
                values.duration("keep-alive.slo", Duration.ofSeconds(1), DAY),
                reports,
                new SloReader(values).read(reports),
                new BreakdownReader(values).read(),
                new NetworkReader(values).read(groups.addressPrefix()),
                new DynamoDbReader(values).read(),
                targets.shadowName(),
                sinks.byName(),
                sinks.others(),
                new WebhookReader(values).read(),
                new MailReader(values).read(),
                new HttpReader(values).read(),
                new LoggingReader(values).read(),
                new TracingReader(values).read(),
                ways,
                values.path("routes.folder", "routes"),
                new ExtensionFolder(values.optional("extensions.folder")
                        .map(folder -> values.path("extensions.folder", "lib/ext"))),
                values.flag("routes.reload"),
                placeholders(mqtt, targets));
    }

    private Sources sources(MqttReader mqtt) {
        TopicReader topics = new TopicReader(values);
        Sources sources = new Sources(
                topics.presence(),
                topics.lastWill(),
                new WillReader(values).read(),
                topics.signOfLife(),
                new QueueReader(values).url(),
                new KafkaSourceReader(values).read(),
                mqtt.rateAlarm(),
                values.pattern("ignore.clients").orElse(ClientPattern.of("")),
                values.duration("blind.hold", Duration.ZERO, DAY),
                values.duration("feed.silence-alarm", Duration.ZERO, DAY));
        if (!sources.bringPresenceEvents() && !sources.lastWill().enabled()) {
            values.complain(
                    "presence.enabled",
                    "presence.enabled, last-will.enabled, queue.enabled and source.kafka.enabled are all off, so there would be no"
                            + " input; enable one");
        }
        return sources;
    }

    private Lookups lookups(GroupReader groups) {
        EnrichReader enrich = new EnrichReader(values);
        return new Lookups(
                new EnrichmentReader(values).read(),
                new VerifyReader(values).read(),
                new ProbeReader(values).read(),
                new DeafReader(values).read(),
                new ReconcileReader(values).read(),
                new ThingReader(values).read(),
                groups.thingGroups(),
                enrich.byName(),
                enrich.others());
    }

    /** Without what must not reach routes. */
    private Map<String, String> placeholders(MqttReader mqtt, TargetReader targets) {
        Map<String, String> placeholders = new TreeMap<>();
        values.entries().values().stream()
                .filter(entry -> !KnownKeys.isSecret(entry.key()))
                .forEach(entry -> placeholders.put(entry.key(), entry.value()));
        placeholders.putAll(mqtt.placeholders());
        placeholders.putAll(targets.placeholders());
        return placeholders;
    }
}
