package io.iotconnectivity.settings;

import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.engine.embedded.EmbeddedSettings;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.mqtt.MqttSettings;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.route.SinkSettings;
import io.iotconnectivity.settings.Settings.DynamoDb;
import io.iotconnectivity.settings.Settings.Logging;
import io.iotconnectivity.settings.Settings.Topic;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.trace.TracingSettings;
import io.iotconnectivity.web.HttpSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes typed settings of entries, and finds everything that is wrong with them. */
final class SettingsReader {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration DECADE = Duration.ofDays(3650);
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");
    private static final Set<String> BROKER_SCHEMES = Set.of("tcp", "mqtt", "ssl", "tls", "mqtts", "ws", "wss");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");
    private static final Pattern TOPIC_ARN =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}");
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
    private static final Pattern NAMESPACE = Pattern.compile("(?!AWS/)[A-Za-z0-9 ._\\-/#:]{1,255}");
    private static final Pattern SHADOW = Pattern.compile("[A-Za-z0-9:_-]{0,64}");
    /** The id of an MQTT client must fit with the ending that its source route adds. */
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x21-\\x7e&&[^+#/]]{1,100}");

    private final Values values;
    private final List<String> problems;

    SettingsReader(Map<String, Entry> entries, List<String> problems) {
        this.values = new Values(entries, problems);
        this.problems = problems;
    }

    /** The settings; only to be used if no problem was reported. */
    Settings read() {
        refuseWhatIsNotThereYet();
        Topic presence = topic("presence");
        Topic lastWill = topic("last-will");
        AskingReader asking = new AskingReader(values);
        Optional<String> queue = asking.queue();
        if (!presence.enabled() && !lastWill.enabled() && queue.isEmpty()) {
            values.report(
                    "presence.enabled",
                    "last-will.enabled and queue.enabled are all off, so nothing could come in; switch one on");
        }
        IncidentReader incidents = new IncidentReader(values);
        SinkSettings otherSinks = sink("");
        return new Settings(
                mqtt(),
                presence,
                lastWill,
                signOfLife(),
                queue,
                values.number("mqtt.rate-alarm", 0, 0, 1_000_000),
                ignoredClients(),
                policy(presence.enabled() || queue.isPresent(), asking),
                values.duration("blind.hold", Duration.ZERO, DAY),
                values.duration("feed.silence-alarm", Duration.ZERO, DAY),
                engine(),
                values.optional("record.folder").map(folder -> path("record.folder", "record")),
                aws(),
                asking.logs(),
                asking.check(),
                asking.probe(),
                asking.reconcile(),
                asking.things(),
                incidents.policy(),
                incidents.thingGroups(),
                values.duration("keep-alive.slo", Duration.ofSeconds(1), DAY),
                dynamoDb(),
                shadowName(),
                sinks(),
                otherSinks,
                new WebhookReader(values).read(),
                http(),
                logging(),
                tracing(),
                path("routes.folder", "routes"),
                values.flag("routes.reload"),
                placeholders());
    }

    private void refuseWhatIsNotThereYet() {
        if (!values.text("engine").equals("embedded")) {
            values.report(
                    "engine",
                    values.text("engine").equals("kafka")
                            ? "is not available in this version; write embedded"
                            : "is not an engine; write embedded");
        }
    }

    private MqttSettings mqtt() {
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
            values.report(given, "needs " + missing + " beside it");
        }
        if (values.isSet("mqtt.password") && !values.isSet("mqtt.username")) {
            values.report("mqtt.password", "needs mqtt.username beside it");
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
                values.optional("mqtt.password"));
    }

    private void checkBroker() {
        String url = values.required("mqtt.url");
        if (url.contains("@")) {
            problems.add("mqtt.url must hold no user name or password; write them to mqtt.username and mqtt.password");
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

    private Topic topic(String source) {
        boolean enabled = values.flag(source + ".enabled");
        String key = source + ".topic";
        String filter = values.required(key);
        if (!filter.isEmpty() && !isFilter(filter)) {
            values.report(
                    key, "is not a topic filter; '+' stands for one whole level, '#' for the rest and only at the end");
        }
        return new Topic(enabled, filter);
    }

    /** The topic has no default: which traffic proves life is known to the user only. */
    private Topic signOfLife() {
        return values.flag("sign-of-life.enabled") ? topic("sign-of-life") : new Topic(false, "");
    }

    private static boolean isFilter(String filter) {
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean wildcard = levels[i].equals("+") || levels[i].equals("#") && i == levels.length - 1;
            if (!wildcard && (levels[i].contains("+") || levels[i].contains("#"))) {
                return false;
            }
        }
        return filter.chars().noneMatch(Character::isISOControl)
                && (!levels[0].equals("$share") || levels.length > 2 && !levels[1].isEmpty() && !levels[1].equals("+"));
    }

    private Pattern ignoredClients() {
        try {
            return Pattern.compile(values.text("ignore.clients"), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            values.report("ignore.clients", "is not a regular expression: " + e.getDescription());
            return Pattern.compile("");
        }
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
                .forEach(key -> names.add(key.split("\\.")[1]));
        for (String name : names) {
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

    private EmbeddedSettings engine() {
        Duration least = Duration.ofMinutes(1);
        return new EmbeddedSettings(
                path("engine.file", "data/connectivity.db"),
                values.duration("engine.history", least, DECADE),
                values.duration("engine.inbox", least, DECADE),
                values.duration("engine.dead-letters", least, DECADE),
                values.duration("settle", Duration.ZERO, DECADE));
    }

    private AwsSettings aws() {
        String region = values.required("aws.region");
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            values.report("aws.region", "is not an AWS region; write for example eu-central-1");
        }
        return AwsSettings.of(region, values.optional("aws.iot.data-endpoint"));
    }

    private DynamoDb dynamoDb() {
        matches(
                "sink.dynamodb.devices-table",
                TABLE,
                "is not a table name; write 3 to 255 letters, digits, '.', '_', '-'");
        matches(
                "sink.dynamodb.events-table",
                TABLE,
                "is not a table name; write 3 to 255 letters, digits, '.', '_', '-'");
        return new DynamoDb(
                values.flag("sink.dynamodb.enabled"),
                values.text("sink.dynamodb.devices-table"),
                values.text("sink.dynamodb.events-table"),
                values.flag("sink.dynamodb.create-tables"),
                values.duration("sink.dynamodb.events-ttl", Duration.ofMinutes(1), DECADE));
    }

    private String shadowName() {
        matches("sink.shadow.name", SHADOW, "is not a shadow name; write up to 64 letters, digits, ':', '_', '-'");
        return values.text("sink.shadow.name");
    }

    private void matches(String key, Pattern form, String otherwise) {
        if (!form.matcher(values.text(key)).matches()) {
            values.report(key, otherwise);
        }
    }

    private Map<String, SinkSettings> sinks() {
        if (values.flag("sink.sns.enabled") || values.isSet("sink.sns.topic-arn")) {
            matches(
                    "sink.sns.topic-arn",
                    TOPIC_ARN,
                    "is not the ARN of a standard topic; write arn:aws:sns:<region>:<account>:<topic>");
        }
        matches("sink.metrics.namespace", NAMESPACE, "is not a namespace that CloudWatch lets us use");
        Set<String> names = new TreeSet<>();
        for (String key : values.entries().keySet()) {
            if (key.startsWith("sink.")) {
                names.add(key.split("\\.")[1]);
            }
        }
        Map<String, SinkSettings> sinks = new LinkedHashMap<>();
        names.forEach(name -> sinks.put(name, sink(name)));
        return sinks;
    }

    private SinkSettings sink(String name) {
        String interval = key(name, "interval");
        return new SinkSettings(
                values.flag(key(name, "enabled"), true),
                events(values, key(name, "events"), List.of("*"), Severity.NONE),
                values.number(key(name, "max-attempts"), 10_000, 1, Integer.MAX_VALUE),
                values.number(key(name, "concurrency"), 8, 1, 256),
                values.isSet(interval)
                        ? Optional.of(values.duration(interval, Duration.ofSeconds(1), DAY))
                        : Optional.empty(),
                values.rate(key(name, "max-per-second")),
                fallback(name));
    }

    private Optional<String> fallback(String name) {
        String key = key(name, "fallback");
        Optional<String> fallback = values.optional(key);
        if (fallback.filter(name::equals).isPresent()) {
            values.report(key, "is the sink itself");
        }
        return fallback;
    }

    private String key(String sink, String ending) {
        String own = "sink." + sink + "." + ending;
        return values.entries().containsKey(own) ? own : "sink." + Settings.family(sink) + "." + ending;
    }

    static EventFilter events(Values values, String key, List<String> absent, Severity least) {
        List<String> patterns = values.list(key);
        try {
            return EventFilter.of(patterns.isEmpty() ? absent : patterns, least);
        } catch (IllegalArgumentException e) {
            values.report(key, "does not fit: " + e.getMessage());
            return EventFilter.of(List.of("*"), least);
        }
    }

    private Logging logging() {
        String format = values.text("logging.format");
        if (!format.equals("text") && !format.equals("json")) {
            values.report("logging.format", "is not a format; write text or json");
        }
        String level = values.text("logging.level");
        if (!LEVELS.contains(level)) {
            values.report("logging.level", "is not a level; write error, warn, info or debug");
        }
        return new Logging(format.equals("json"), level);
    }

    private Optional<TracingSettings> tracing() {
        double ratio = ratio("tracing.ratio");
        boolean clientIds = values.flag("tracing.client-ids");
        Optional<String> endpoint = values.optional("tracing.endpoint");
        if (endpoint.filter(url -> url.contains("@")).isPresent()) {
            problems.add("tracing.endpoint must hold no user name or password");
            return Optional.empty();
        }
        if (endpoint.filter(url -> !isWeb(url)).isPresent()) {
            values.report("tracing.endpoint", "is not an address; write for example http://localhost:4318/v1/traces");
            return Optional.empty();
        }
        return endpoint.map(url -> new TracingSettings(URI.create(url), ratio, clientIds));
    }

    private double ratio(String key) {
        try {
            double ratio = Double.parseDouble(values.text(key));
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, like a number out of range.
        }
        values.report(key, "is not a share; write a number from 0 to 1, such as 0.01");
        return 0;
    }

    private static boolean isWeb(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private HttpSettings http() {
        String host = values.required("http.host");
        Optional<String> token = values.optional("http.token");
        boolean loopback = false;
        try {
            loopback = InetAddress.getByName(host).isLoopbackAddress();
            if (!loopback && token.isEmpty()) {
                values.report(
                        "http.host", "lets other machines in, which needs http.token; set one, or write 127.0.0.1");
            }
        } catch (UnknownHostException e) {
            values.report("http.host", "is not an address of this machine; write 127.0.0.1 or 0.0.0.0");
        }
        if (token.filter(text -> !text.chars().allMatch(c -> c > 0x20 && c < 0x7f))
                .isPresent()) {
            values.report("http.token", "holds spaces or letters that no HTTP header can carry");
        }
        return new HttpSettings(
                host,
                values.number("http.port", 8080, 0, 65_535),
                loopback,
                token,
                values.number("http.max-requests-per-second", 50, 1, 1_000_000));
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
        return placeholders;
    }
}
