package io.iotconnectivity.settings;

import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.RegionLookup;
import io.iotconnectivity.engine.EngineKind;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.settings.Settings.Topic;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.source.mqtt.MqttSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes typed settings of entries, and finds everything that is wrong with them. */
final class SettingsReader {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration DECADE = Duration.ofDays(3650);
    private static final Set<String> BROKER_SCHEMES = Set.of("tcp", "mqtt", "ssl", "tls", "mqtts", "ws", "wss");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}+(?:-[a-z]++)++-\\d++");
    /** The id of an MQTT client must fit with the ending that its source route adds. */
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x21-\\x7e&&[^+#/]]{1,100}");

    private final Values values;
    private final Map<String, String> environment;
    private final List<String> problems;

    /** @param environment for what is not ours alone: proxies and the region */
    SettingsReader(Map<String, Entry> entries, Map<String, String> environment, List<String> problems) {
        this.environment = environment;
        this.values = new Values(entries, problems);
        this.problems = problems;
    }

    /** The settings; only to be used if no problem was reported. */
    Settings read() {
        refuseWhatIsNotThereYet();
        TopicReader topics = new TopicReader(values);
        Topic presence = topics.presence();
        Topic lastWill = topics.lastWill();
        AskingReader asking = new AskingReader(values);
        Optional<String> queue = asking.queue();
        if (!presence.enabled() && !lastWill.enabled() && queue.isEmpty()) {
            values.complain(
                    "presence.enabled",
                    "presence.enabled, last-will.enabled and queue.enabled are all off, so there would be no input; enable one");
        }
        IncidentReader incidents = new IncidentReader(values);
        SinkReader sinks = new SinkReader(values);
        WaysOut ways = new ProxyReader(values, environment, problems).read();
        WatchReader watch = new WatchReader(values, problems);
        return new Settings(
                mqtt(ways),
                presence,
                lastWill,
                topics.willWords(),
                topics.signOfLife(),
                queue,
                values.number("mqtt.rate-alarm", 0, 0, 1_000_000),
                values.pattern("ignore.clients").orElse(ClientPattern.of("")),
                policy(presence.enabled() || queue.isPresent(), asking),
                values.duration("blind.hold", Duration.ZERO, DAY),
                values.duration("feed.silence-alarm", Duration.ZERO, DAY),
                engine(),
                values.optional("record.folder").map(folder -> path("record.folder", "record")),
                aws(ways),
                asking.logs(),
                asking.check(),
                asking.probe(),
                asking.reconcile(),
                asking.things(),
                incidents.policy(),
                incidents.thingGroups(),
                values.duration("keep-alive.slo", Duration.ofSeconds(1), DAY),
                sinks.dynamoDb(),
                sinks.shadowName(),
                sinks.byName(),
                sinks.others(),
                new WebhookReader(values).read(),
                new MailReader(values).read(),
                new HttpReader(values).http(),
                watch.logging(),
                watch.tracing(),
                ways,
                path("routes.folder", "routes"),
                new ExtensionFolder(
                        values.optional("extensions.folder").map(folder -> path("extensions.folder", "lib/ext"))),
                values.flag("routes.reload"),
                placeholders());
    }

    private void refuseWhatIsNotThereYet() {
        String engine = values.text("engine");
        if (!engine.equals("embedded")) {
            values.report(
                    "engine",
                    engine.equals("kafka")
                            ? "is not available in this version; write embedded"
                            : "is not an engine; write embedded");
        }
    }

    private MqttSettings mqtt(WaysOut ways) {
        checkBroker();
        String clientId = values.required("mqtt.client-id");
        if (!clientId.isEmpty() && !CLIENT_ID.matcher(clientId).matches()) {
            values.report("mqtt.client-id", "is not usable; write up to 100 letters, digits, dots or dashes");
        }
        Optional<Path> certificate = values.file("mqtt.certificate-file");
        Optional<Path> key = values.file("mqtt.key-file");
        if (certificate.isPresent() != key.isPresent()) {
            String missing = certificate.isPresent() ? "mqtt.key-file" : "mqtt.certificate-file";
            String given = certificate.isPresent() ? "mqtt.certificate-file" : "mqtt.key-file";
            values.report(given, "also needs " + missing);
        }
        if (values.isSet("mqtt.password") && !values.isSet("mqtt.username")) {
            values.report("mqtt.password", "also needs mqtt.username");
        }
        values.duration("mqtt.session-expiry", Duration.ofSeconds(1), Duration.ofDays(365));
        values.number("mqtt.receive-maximum", 1, 1, 65_535);
        values.duration("mqtt.keep-alive", Duration.ofSeconds(5), Duration.ofMinutes(20));
        return new MqttSettings(
                values.text("mqtt.url"),
                clientId,
                values.file("mqtt.ca-file"),
                certificate,
                key,
                values.optional("mqtt.username"),
                values.optional("mqtt.password"),
                ways);
    }

    private void checkBroker() {
        String url = values.required("mqtt.url");
        if (url.contains("@")) {
            problems.add("mqtt.url must not contain a user name or password; use mqtt.username and mqtt.password");
            return;
        }
        try {
            URI uri = new URI(url);
            if (url.isEmpty()
                    || uri.getHost() != null
                            && uri.getScheme() != null
                            && BROKER_SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                            && uri.getPort() <= 65_535) {
                return;
            }
        } catch (URISyntaxException notAUrl) {
            // Reported below, like every other text that is no broker's address.
        }
        values.report("mqtt.url", "is not a broker's address; write tcp://host:1883 or ssl://host:8883");
    }

    private Policy policy(boolean presenceEvents, AskingReader asking) {
        Policy defaults = Policy.defaults();
        Duration grace = values.duration("grace.default", Duration.ZERO, DAY);
        Duration settle = values.duration("settle", Duration.ZERO, DAY);
        Policy policy =
                new Policy(defaults.reasons(), grace, settle, presenceEvents, asking.asking(), asking.silence());
        Set<String> names = new TreeSet<>();
        values.entries().keySet().stream()
                .filter(key -> key.startsWith("policy."))
                .forEach(key -> names.add(key.split("\\.", -1)[1]));
        for (String name : names) {
            if (name.isEmpty()) {
                problems.add("policy..* names no reason; write policy.CONNECTION_LOST.grace");
                continue;
            }
            Reason reason = new Reason(name);
            ReasonPolicy before = policy.of(reason);
            String key = "policy." + name + ".";
            policy = policy.with(
                    reason,
                    new ReasonPolicy(
                            values.word(key + "cause", before.cause(), Cause.class, Cause::name),
                            notNegative(values.duration(key + "grace", before.grace(), Duration.ZERO, DAY)),
                            values.word(key + "severity", before.severity(), Severity.class, Severity::word)));
        }
        return policy;
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private EngineSettings engine() {
        Duration least = Duration.ofMinutes(1);
        return new EngineSettings(
                EngineKind.EMBEDDED,
                path("engine.file", "data/connectivity.db"),
                values.duration("engine.history", least, DECADE),
                values.duration("engine.inbox", least, DECADE),
                values.duration("engine.dead-letters", least, DECADE),
                values.duration("settle", Duration.ZERO, DECADE));
    }

    private AwsSettings aws(WaysOut ways) {
        Optional<String> set = values.optional("aws.region");
        if (set.filter(region -> !isRegion(region)).isPresent()) {
            values.report("aws.region", "is not an AWS region; write for example eu-central-1, or leave it empty");
        }
        Optional<RegionLookup.Found> here =
                set.map(region -> new RegionLookup.Found(region, values.where("aws.region"), true));
        Optional<RegionLookup.Found> variable = ofTheEnvironment("AWS_REGION");
        Optional<RegionLookup.Found> usual = ofTheEnvironment("AWS_DEFAULT_REGION");
        Optional<RegionLookup.Found> broker = ofTheBroker();
        return AwsSettings.of(
                // The profile only when it is needed: the SDK makes loggers, and how they look is being read only now.
                RegionLookup.of(
                        List.of(() -> here, () -> variable, () -> usual, RegionLookup::ofTheProfile, () -> broker)),
                values.optional("aws.iot.data-endpoint"),
                ways,
                caBundle());
    }

    /** As the command line of AWS and other SDKs know it. */
    private Optional<Path> caBundle() {
        Optional<Path> file = Optional.ofNullable(environment.get(AwsSettings.CA_BUNDLE))
                .filter(text -> !text.isBlank())
                .map(Path::of);
        try {
            file.ifPresent(bundle -> PemFile.certificates(AwsSettings.CA_BUNDLE, bundle));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage() + " (environment)");
        }
        return file;
    }

    private static boolean isRegion(String text) {
        return REGION.matcher(text).matches();
    }

    /** Of the command line and other SDKs, which people set for all of them. */
    private Optional<RegionLookup.Found> ofTheEnvironment(String variable) {
        Optional<String> region = Optional.ofNullable(environment.get(variable))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        if (region.filter(text -> !isRegion(text)).isPresent()) {
            problems.add(variable + ": \"" + Values.shown(region.get())
                    + "\" is not an AWS region; write for example eu-central-1 (environment)");
        }
        return region.map(name -> new RegionLookup.Found(name, variable, true));
    }

    /** A broker of AWS names its region, and the things are where it is. */
    private Optional<RegionLookup.Found> ofTheBroker() {
        return Settings.brokerRegion(values.text("mqtt.url"))
                .map(region -> new RegionLookup.Found(region, "mqtt.url", true));
    }

    private Path path(String key, String absent) {
        try {
            return Path.of(values.required(key));
        } catch (InvalidPathException e) {
            values.report(key, "is not a path");
            return Path.of(absent);
        }
    }

    /** Without what belongs into no route; MQTT counts in seconds, so these durations are given as numbers of them. */
    private Map<String, String> placeholders() {
        Map<String, String> placeholders = new TreeMap<>();
        values.entries().values().stream()
                .filter(entry -> !KnownKeys.isSecret(entry.key()))
                .forEach(entry -> placeholders.put(entry.key(), entry.value()));
        for (String key : List.of("mqtt.session-expiry", "mqtt.keep-alive")) {
            Durations.parse(values.text(key))
                    .ifPresent(duration -> placeholders.put(key, String.valueOf(Math.max(1, duration.toSeconds()))));
        }
        String queue = values.text(TargetReader.QUEUE);
        placeholders.put("sink.sqs.queue-name", queue.substring(queue.lastIndexOf('/') + 1));
        return placeholders;
    }
}
