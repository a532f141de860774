package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.enrich.EnrichSettings;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.ExtraChoice;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Names;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Escalation;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.IncidentPolicy.Flapping;
import io.iotconnectivity.incident.Suppression;
import io.iotconnectivity.incident.Suppressions;
import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.signal.Hours;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.source.kafka.KafkaSourceSettings;
import io.iotconnectivity.webhook.RoutingSettings;
import io.iotconnectivity.webhook.WebhookSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final String SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final Properties system = new Properties();

    @Test
    void shippedFileIsValidByItself() throws Exception {
        Settings settings = load();

        assertThat(settings.mqtt().url()).isEqualTo("tcp://localhost:1883");
        assertThat(settings.sources().presence().filter()).isEqualTo("$aws/events/presence/#");
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.engine().inbox()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.webhooks()).isEmpty();
    }

    @Test
    void tracesAndLogsAreCheckedAndOffOrPlainWhereNothingIsSaid() throws Exception {
        assertThat(load().tracing()).isEmpty();
        assertThat(load().logging().json()).isFalse();
        assertThat(load().sources().silenceAlarm()).isEqualTo(Duration.ofMinutes(15));

        write("tracing.endpoint = http://collector:4318/v1/traces", "tracing.ratio = 0.5", "logging.format = json");
        assertThat(load().tracing().orElseThrow().ratio()).isEqualTo(0.5);
        assertThat(load().logging().json()).isTrue();

        write(
                "tracing.endpoint = http://us:secret@collector/",
                "tracing.ratio = 2",
                "logging.format = xml",
                "logging.level = loud");
        assertThat(problems())
                .hasSize(4)
                .anyMatch(problem -> problem.startsWith("tracing.endpoint"))
                .noneMatch(problem -> problem.contains("secret"))
                .anyMatch(problem -> problem.startsWith("tracing.ratio"))
                .anyMatch(problem -> problem.startsWith("logging.format"))
                .anyMatch(problem -> problem.startsWith("logging.level"));
    }

    @Test
    void shippedPolicyIsTheOneOfTheCore() throws Exception {
        assertThat(load().policy()).isEqualTo(Policy.defaults());
    }

    @Test
    void laterPlacesWinOverEarlierOnes() throws Exception {
        write("http.port = 1", "http.host = 127.0.0.2", "mqtt.client-id = file", "aws.region = eu-west-1");
        Path named = Files.writeString(
                directory.resolve("named"), "http.port = 2\nhttp.host = 127.0.0.3\nmqtt.client-id = n");
        environment.putAll(Map.of("IOTC_HTTP_PORT", "3", "IOTC_HTTP_HOST", "127.0.0.4"));
        system.setProperty("http.port", "4");

        Settings settings = loader().load(Optional.of(named));

        assertThat(settings.http().port()).isEqualTo(4);
        assertThat(settings.http().host()).isEqualTo("127.0.0.4");
        assertThat(settings.mqtt().clientId()).isEqualTo("n");
        assertThat(settings.aws().region()).isEqualTo("eu-west-1");
    }

    @Test
    void variablesOfOthersDoNotStopTheStart() throws Exception {
        environment.putAll(Map.of(
                "HTTP_PORT", "tcp://10.0.0.5:80",
                "HTTP_SERVICE_HOST", "10.0.0.5",
                "HTTP_HOST", "a host that nobody knows",
                "ENGINE", "docker",
                "VERIFY", "1",
                "GROUP_PATTERN", "([",
                "LOGGING_LEVEL", "LOUD",
                "WEBHOOK_CI_URL", "https://example.com/of-somebody-else"));
        environment.putAll(Map.of(
                "IOTC_SERVICE_HOST", "10.0.0.6",
                "IOTC_PORT", "tcp://10.0.0.6:8080",
                "IOTC_HTTP_PORT", "tcp://10.0.0.6:8080",
                "IOTC_PORT_8080_TCP_ADDR", "10.0.0.6"));

        Settings settings = load();

        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.webhooks()).isEmpty();
        assertThat(warnings())
                .contains("WEBHOOK_CI_URL in the environment is ignored: no file defines webhook.ci."
                        + " If it is meant for iot-connectivity, name it IOTC_WEBHOOK_CI_URL")
                .contains("GROUP_PATTERN in the environment is ignored: its value is not valid for group.pattern."
                        + " If it is meant for iot-connectivity, name it IOTC_GROUP_PATTERN")
                .noneMatch(warning -> warning.startsWith("HTTP_PORT") || warning.startsWith("ENGINE "));
    }

    @Test
    void formerNamesAreUnderstoodWhereTheyCanMeanNothingElseAndWarnedOf() throws Exception {
        environment.putAll(Map.of(
                "MQTT_URL", "tcp://broker:1883",
                "MQTT_USERNAME", "monitor",
                "MQTT_PASSWORD", "hush",
                "HTTP_TOKEN", "hush-hush",
                "HTTP_PORT", "8081",
                "IOTC_HTTP_PORT", "8082",
                "SETTLE", "1s"));

        Settings settings = load();

        assertThat(settings.mqtt().url()).isEqualTo("tcp://broker:1883");
        assertThat(settings.mqtt().password()).contains("hush");
        assertThat(settings.http().token()).contains("hush-hush");
        assertThat(settings.http().port()).isEqualTo(8082);
        assertThat(settings.engine().settle()).isEqualTo(Duration.ofSeconds(5));
        assertThat(warnings())
                .contains("HTTP_TOKEN in the environment is read as http.token; name it IOTC_HTTP_TOKEN, which no other"
                        + " program uses")
                .contains("SETTLE in the environment is ignored, because any program may use that name. If it is"
                        + " meant for iot-connectivity, name it IOTC_SETTLE")
                .noneMatch(warning -> warning.contains("hush\"") || warning.startsWith("HTTP_PORT"));
    }

    @Test
    void variableUnderOurPrefixThatIsNoSettingIsToldOfWithTheNearest() {
        environment.put("IOTC_MQTT_ULR", "tcp://broker:1883");
        environment.put("IOTC_ENGINE", "docker");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "IOTC_MQTT_ULR in the environment is not a setting; did you mean IOTC_MQTT_URL?",
                        "engine: \"docker\" is not one of embedded, kafka (IOTC_ENGINE)");
    }

    @Test
    void variableWithANameThatNoKeyCanHaveIsRefused() {
        environment.put("IOTC_STALE_SITE.A_AFTER", "5m");
        environment.put("IOTC_POLICY_._GRACE", "5m");

        assertThat(problems()).hasSize(2).allMatch(problem -> problem.contains(" in the environment is not a setting"));
    }

    @Test
    void systemPropertyOfAFamilyWithAnUnknownEndingIsRefused() {
        system.setProperty("stale.meters.afterr", "5m");

        assertThat(problems()).singleElement().asString().startsWith("stale.meters.afterr is not a setting");
    }

    @Test
    void webhooksAndSinksNeedNoFile() throws Exception {
        environment.putAll(Map.of(
                "IOTC_WEBHOOK_OPS_URL", "https://example.com/ops",
                "IOTC_WEBHOOK_ON_CALL_URL", "https://example.com/on-call",
                "IOTC_WEBHOOK_ON_CALL_MIN_SEVERITY", "critical",
                "IOTC_WEBHOOK_ON_CALL_HEADERS_X_TEAM", "night",
                "IOTC_SINK_WEBHOOK_MAX_ATTEMPTS", "7",
                "IOTC_SINK_MINE_TABLE_NAME", "devices"));

        Settings settings = load();

        assertThat(settings.webhooks()).extracting(webhook -> webhook.name()).containsExactly("on-call", "ops");
        assertThat(settings.webhooks().get(0).minSeverity()).isEqualTo(Severity.CRITICAL);
        assertThat(settings.webhooks().get(0).headers()).containsEntry("x-team", "night");
        assertThat(settings.sink("webhook-ops").maxAttempts()).isEqualTo(7);
        assertThat(settings.placeholders()).containsEntry("sink.mine.table-name", "devices");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void patternWithASingleBackslashIsRefusedAndAFileWithAByteOrderMarkIsRead() throws Exception {
        write("\uFEFFhttp.port = 8099\r", "group.pattern = (?<group>site\\d+)-.*");
        assertThat(problems())
                .containsExactly(
                        "group.pattern: a backslash must be doubled here; write \\\\d" + " (application.properties:2)");

        write("\uFEFFhttp.port = 8099\r", "group.pattern = (?<group>site\\\\d+)-.*\r");
        assertThat(load().http().port()).isEqualTo(8099);
    }

    @Test
    void theRegionIsThatOfTheSettingsElseOfTheEnvironmentElseOfTheBroker() throws Exception {
        write("mqtt.url = ssl://abc-ats.iot.eu-north-1.amazonaws.com:8883");
        assertThat(load().aws().foundRegion().region()).isEqualTo("eu-north-1");
        assertThat(load().aws().foundRegion().from()).isEqualTo("mqtt.url");

        environment.put("AWS_DEFAULT_REGION", "eu-west-1");
        assertThat(load().aws().foundRegion().region()).isEqualTo("eu-west-1");
        assertThat(load().aws().foundRegion().from()).isEqualTo("AWS_DEFAULT_REGION");

        environment.put("AWS_REGION", "eu-west-2");
        assertThat(load().aws().region()).isEqualTo("eu-west-2");

        environment.remove("AWS_REGION");
        write("aws.region = eu-south-1");
        assertThat(load().aws().region()).isEqualTo("eu-south-1");
        assertThat(load().aws().foundRegion().from()).isEqualTo("aws.region (application.properties:1)");

        environment.put("AWS_DEFAULT_REGION", "Frankfurt");
        assertThat(problems()).singleElement().asString().startsWith("AWS_DEFAULT_REGION: \"Frankfurt\" is not");
    }

    @Test
    void proxiesAreThoseOfTheSettingsElseOfTheEnvironment() throws Exception {
        write("");
        assertThat(load().ways().isDirect()).isTrue();

        environment.put("HTTPS_PROXY", "http://user:secret@proxy:3128");
        environment.put("no_proxy", "inside.example.com");
        assertThat(way("https://example.com/").port()).isEqualTo(3128);
        assertThat(load().ways().to(URI.create("https://a.inside.example.com/")))
                .isEmpty();
        assertThat(load().ways().to(URI.create("http://example.com/"))).isEmpty();

        write("proxy.url = http://other:8080", "proxy.none = 10.0.0.0/8");
        assertThat(way("https://example.com/").host()).isEqualTo("other");
        assertThat(way("http://a.inside.example.com/").host()).isEqualTo("other");
        assertThat(load().ways().to(URI.create("https://10.1.1.1/"))).isEmpty();
        assertThat(load().placeholders()).doesNotContainKey("proxy.url");

        write("proxy.url = none");
        assertThat(load().ways().isDirect()).isTrue();

        write("proxy.url = socks5://user:secret@proxy:1080");
        environment.clear();
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("proxy.url: the value is not")
                .doesNotContain("secret");

        write("");
        environment.put("https_proxy", "https://user:secret@proxy:443");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("HTTPS_PROXY: the value")
                .doesNotContain("secret");
    }

    private HttpProxy way(String url) throws Exception {
        return load().ways().to(URI.create(url)).orElseThrow();
    }

    @Test
    void aWebhookMayTrustAPrivateAuthority() throws Exception {
        write("webhook.desk.url = https://example.com/", "webhook.desk.ca-file = missing.pem");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("webhook.desk.ca-file")
                .contains("does not exist");

        Files.writeString(directory.resolve("empty.pem"), "nothing");
        write("webhook.desk.url = https://example.com/", "webhook.desk.ca-file = " + directory.resolve("empty.pem"));
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("webhook.desk.ca-file")
                .contains("no PEM certificate");
    }

    @Test
    void severityRisesAfterTimesThatAscend() throws Exception {
        assertThat(load().incidents().escalation()).isEqualTo(Escalation.NEVER);

        write("escalate.after = 1h, 4h");
        assertThat(load().incidents().escalation().after()).containsExactly(Duration.ofHours(1), Duration.ofHours(4));

        write(
                "escalate.after = 1h",
                "class.trucks.clients = truck-.*",
                "class.trucks.escalate.after = 8h",
                "class.meters.clients = meter-.*",
                "class.meters.escalate.after = never",
                "class.pumps.clients = pump-.*");
        assertThat(load().incidents().classEscalations())
                .containsOnly(
                        Map.entry("trucks", new Escalation(List.of(Duration.ofHours(8)))),
                        Map.entry("meters", Escalation.NEVER));

        write("escalate.after = 4h, 1h");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("escalate.after")
                .contains("ascend");

        write("escalate.after = soon");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("escalate.after")
                .contains("write 1h");
    }

    @Test
    void aWebhookMayBeToldOfSomeIncidentsAtSomeHours() throws Exception {
        write(
                "webhook.desk.url = https://example.com/",
                "webhook.desk.format = teams",
                "webhook.desk.kinds = device, group",
                "webhook.desk.groups = oslo-*, fleet",
                "class.trucks.clients = truck-.*",
                "webhook.desk.classes = truck*, default",
                "webhook.desk.extra.sites.site = Oslo, Trond*",
                "webhook.desk.hours = Mon-Fri 08:00-18:00 Europe/Oslo",
                "webhook.desk.repeat-every = 4h");

        RoutingSettings routing = load().webhooks().get(0).routing();

        assertThat(routing.kinds()).containsExactlyInAnyOrder(IncidentKind.DEVICE, IncidentKind.GROUP);
        assertThat(routing.groups().patterns()).containsExactly("oslo-*", "fleet");
        assertThat(routing.classes().patterns()).containsExactly("truck*", "default");
        ExtraField site = new ExtraField("sites", "site");
        assertThat(routing.extra()).containsExactly(new ExtraChoice(site, new Names(List.of("Oslo", "Trond*"))));
        assertThat(load().incidents().routed()).containsExactly(site);
        assertThat(routing.hours()).contains(Hours.of("Mon-Fri 08:00-18:00 Europe/Oslo"));
        assertThat(routing.repeatEvery()).contains(Duration.ofHours(4));
        assertThat(load().webhooks().get(0).wants().kinds()).hasSize(2);
    }

    @ParameterizedTest(name = "{0} = {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "teams|kinds|devices|write device, group",
                "teams|events|report.monthly|of which the format teams makes nothing",
                "teams|classes|trucks|names no class in trucks; write default",
                "cloudevents|classes|default|write webhook.desk.events = incident.*",
                "teams|hours|9 to 5|write for example Mon-Fri 08:00-18:00 Europe/Berlin",
                "teams|repeat-every|often|is not a duration",
                "teams|repeat-every|1s|is out of range",
                "cloudevents|kinds|device|write webhook.desk.events = incident.*",
                "cloudevents|groups|oslo|write webhook.desk.events = incident.*",
                "cloudevents|extra.sites.site|Oslo|write webhook.desk.events = incident.*",
                "teams|extra.site|Oslo|names no field of an enrich route; write webhook.desk.extra.sites.site",
                "cloudevents|repeat-every|4h|write webhook.desk.events = incident.*",
                "alertmanager|repeat-every|4h|set its repeat_interval"
            })
    void whatAWebhookCannotBeToldByIsRefused(String format, String key, String value, String message) throws Exception {
        write(
                "webhook.desk.url = https://example.com/",
                "webhook.desk.format = " + format,
                "webhook.desk." + key + " = " + value);

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("webhook.desk." + key)
                .contains(message);
    }

    @Test
    void allProblemsAreToldTogetherEachWithItsPlace() throws Exception {
        write("# a comment", "grace.default = 3O s", "http.port = 99999", "presence.enabled = yes");
        environment.put("IOTC_SETTLE", "soon");
        system.setProperty("mqtt.url", "localhost");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "grace.default: \"3O s\" is not a duration; write 30s, 5m or 500ms (application.properties:2)",
                        "http.port: \"99999\" is not a whole number from 0 to 65535 (application.properties:3)",
                        "presence.enabled: \"yes\" is neither true nor false (application.properties:4)",
                        "settle: \"soon\" is not a duration; write 30s, 5m or 500ms (IOTC_SETTLE)",
                        "mqtt.url: \"localhost\" is not a broker's address; write tcp://host:1883 or ssl://host:8883 (-D)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grace.default = 30 | is not a duration",
                "grace.default = -5s | is not a duration",
                "grace.default = 2d | out of range; write 0s to 1d",
                "engine.inbox = 1s | out of range",
                "mqtt.url = http://x:1 | is not a broker's address",
                "mqtt.url = | must not be empty",
                "mqtt.client-id = a/b | is not usable",
                "mqtt.ca-file = missing.pem | names a file that does not exist",
                "mqtt.receive-maximum = 0 | is not a whole number from 1 to 65535",
                "mqtt.password = x | also needs mqtt.username",
                "presence.topic = | must not be empty",
                "presence.topic = a/#/b | is not a topic filter",
                "presence.topic = $share/g | is not a topic filter",
                "last-will.topic = lwt/x+ | is not a topic filter",
                "last-will.topic = site/+/dev/+/lwt | last-will.client has to say which of the 2 wildcards",
                "last-will.client = 2 | does not say which of the 1 wildcards of \"lwt/+\"",
                "last-will.speaks-for-others = lwt/gw, a/#/b | \"a/#/b\" is not a topic filter",
                "last-will.speaks-for-others = $share/g/a | \"$share/g/a\" is not a topic filter",
                "last-will.gone = true | \"true\" is also in last-will.gone; keep it in only one of them",
                "last-will.here = a=b= c, *, | \"*\" is neither a word of up to 64 characters",
                "last-will.ignore = .x=y | is not a path into JSON",
                "last-will.path = state, a..b | \"a..b\" is not a path into JSON",
                "last-will.unknown = alarm | is not one of keep, gone, ignore",
                "presence.topic = $share/g/$aws/events/presence/# | write $aws/events/presence/#, and",
                "last-will.topic = $share/g/lwt/+ | is a shared subscription",
                "ignore.clients = ( | is not a regular expression",
                "policy.X.grace = x | is not a duration",
                "policy.X.severity = high | is not one of none, info, warning, critical",
                "policy.X.cause = GREMLINS | is not one of NETWORK, POWER",
                "engine = kafka | needs kafka.bootstrap-servers; write host:port",
                "engine = mysql | is not one of embedded, kafka",
                "kafka.bootstrap-servers = broker | is not a list of brokers; write host:port",
                "kafka.application-id = a b | is not a name for topics and consumer groups",
                "kafka.instance = node 1 | is not a name; write letters, digits, dots",
                "kafka.shard.pattern = (a)(b) | must have exactly one group in parentheses",
                "kafka.shard.pattern = region.* | must have exactly one group in parentheses",
                "kafka.view = perhaps | is neither true nor false",
                "kafka.brokers = a:1 | kafka.brokers is not a setting",
                "kafka.properties.acks = 1 | is set by the engine, whose guarantees depend on it; remove it",
                "source.kafka.enabled = true | source.kafka.brokers names no brokers, and neither does kafka.bootstrap-servers",
                "source.kafka.enabled = true | source.kafka.topic is not a topic name",
                "source.kafka.brokers = broker | is not a list of brokers; write host:port",
                "source.kafka.group = a b | is not the name of a consumer group",
                "source.kafka.properties.enable.auto.commit = true | is set by the source, whose guarantees depend on it",
                "kafka.properties.producer.acks = 1 | is set by the engine, whose guarantees depend on it; remove it",
                "queue.enabled = true | must not be empty",
                "verify = maybe | is not one of off, connection, thing-connectivity",
                "verify.wait = 0s | is out of range; write 1s to 1m",
                "enrichment.log-group = a b | is not a log group name",
                "enrichment.max-calls-per-second = 0 | is not a whole number from 1 to 1000",
                "enrichment.insights = yes | is not one of auto, never, always",
                "sign-of-life.enabled = true | must not be empty",
                "stale.after = soon | is not a duration",
                "stale.pumps.after = 5m | must not be empty",
                "stale.pumps.clients = ( | is not a regular expression",
                "probe.topic = a/# | is not a topic that can be published to",
                "probe.timeout = 20s | is out of range; write 1s to 15s",
                "thing.pattern = dev-(.*) | has no group named thing",
                "thing.table = no-such-file | names a file that does not exist",
                "reconcile.every = 1s | is out of range",
                "never-connected.after = 7d | never-connected.after: \"7d\" needs reconcile.enabled=true",
                "forget.after = 10ms | is out of range",
                "forget.after = 47h | is out of range",
                "retire.attribute = stage=old | needs reconcile.enabled=true",
                "group.pattern = x | has no part named group",
                "group.pattern = ( | is not a regular expression",
                "group.ip-prefix = 7 | is not a whole number from 8 to 32",
                "group.attribute = a b | is not a valid thing attribute name",
                "group.thing-group = [ | is not a regular expression",
                "group.refresh = 1s | is out of range; write 1m to 1d",
                "storm.threshold = 1 | is not a whole number from 2",
                "storm.window = 0s | is out of range; write 1s to 1d",
                "storm.exempt = ( | is not a regular expression",
                "flapping.clear = 5 | is not below flapping.threshold",
                "flapping.threshold = 1 | is not a whole number from 2",
                "conflict.threshold = 0 | is not a whole number from 1",
                "credentials.window = soon | is not a duration",
                "incident.update-every = 2d | is out of range; write 0s to 1d",
                "maintenance.a.clients = .* | needs either from and until, or cron and for",
                "maintenance.a.cron = 0 2 * * * | maintenance.a.for must not be empty",
                "maintenance.a.cron = 0 2 * * * | maintenance.a.clients must not be empty",
                "maintenance.a.from = tomorrow | is not a time; write 2026-12-24T18:00:00Z",
                "maintenance.a.from = 2026-01-01T00:00 | maintenance.a.until must not be empty",
                "maintenance.a.zone = Mars/Olympus | is not a time zone",
                "maintenance.a.clients = ( | is not a regular expression",
                "dependency.( = gw | is not a regular expression",
                "dependency.a-.* = | names no parent",
                "dependency.a-.* = group: | names no parent",
                "dependency.a-.* = gw-$1 | refers to a group that the pattern does not have",
                "dependency.a-.* = gw-${site} | refers to a group that the pattern does not have",
                "aws.region = Ireland | is not an AWS region",
                "sink.sns.enabled = true | is not the ARN of a topic",
                "sink.sns.topic-arn = arn:aws:sns:us-east-1:1:x | is not the ARN of a topic",
                "sink.sqs.enabled = true | sink.sqs.queue-url is not the URL of a queue",
                "sink.kinesis.enabled = true | sink.kinesis.stream is not a stream name",
                "sink.s3.enabled = true | sink.s3.bucket is not a bucket name",
                "sink.kafka.enabled = true | sink.kafka.brokers is not a list of brokers",
                "sink.dynamodb.events-ttl = never | is not a duration",
                "sink.dynamodb.devices-table = a | is not a table name",
                "sink.metrics.namespace = AWS/IoT | is not a valid CloudWatch namespace",
                "sink.metrics.interval = x | is not a duration",
                "sink.mine.max-attempts = 0 | is not a whole number",
                "sink.mine.max-per-second = 0 | is not a number from 0.001",
                "sink.mine.max-per-second = NaN | is not a number from 0.001",
                "sink.mine.fallback = mine | is the sink itself",
                "sink.mine.concurrency = 1000 | is not a whole number from 1 to 256",
                "sink.mine.events = device.gone | 'device.gone' matches no event",
                "sink.mine.enabled = maybe | is neither true nor false",
                "enrich.sites.enabled = maybe | is neither true nor false",
                "enrich.sites.keep = 0s | is out of range; write 1s to",
                "enrich.sites.batch = 1001 | is not a whole number from 1 to 1000",
                "enrich.sites.max-calls-per-second = 0 | is not a whole number from 1 to 1000",
                "enrich.sites.timeout = 10m | is out of range",
                "http.host = 0.0.0.0 | needs http.token",
                "http.host = no.such.host.invalid | is not an address of this machine",
                "webhook.a.url = ftp://example.com | write an address such as https://example.com/hook",
                "webhook.a.url = | write an address",
                "webhook.a.format = mine.jq | payload file mine.jq: does not exist",
                "webhook.a.format = xml | is not a format",
                "webhook.a.min-severity = high | is not one of none, info, warning, critical",
                "sink.mine.min-severity = high | is not one of none, info, warning, critical",
                "sink.mail.host = smtp.example.com:587 | is not a host name",
                "sink.mail.security = ssl | is not one of starttls, tls, none",
                "sink.mail.port = 0 | is not a whole number from 1 to 65535",
                "sink.mail.to = ops, x | is not an address; write ops@example.com",
                "sink.mail.from = a@example.com,b@example.com | is more than one address",
                "sink.mail.username = me | also needs sink.mail.password",
                "sink.mail.enabled = true | must not be empty",
                "webhook.a.events = device.gone | 'device.gone' matches no event",
                "webhook.a.allow-private = 1 | is neither true nor false",
                "webhook.a!b.url = https://example.com | is not a valid route name",
            })
    void wrongValuesAreRefusedWithWhatIsAllowed(String line, String words) throws Exception {
        write(line);

        assertThat(problems())
                .anySatisfy(problem ->
                        assertThat(problem).startsWith(line.split("[.!= ]")[0]).contains(words));
    }

    @Test
    void unknownKeysAreRefusedWithTheNearestKnownOne() throws Exception {
        write("mqtt.ulr = tcp://x:1", "nonsense.for.nobody = 1");
        system.setProperty("presence.topics", "x");
        system.setProperty("http.proxyHost", "proxy");
        system.setProperty("java.something", "x");

        assertThat(problems())
                .containsExactly(
                        "mqtt.ulr is not a setting; did you mean mqtt.url? (application.properties:1)",
                        "nonsense.for.nobody is not a setting; remove it (keys of your own go under sink.<name>.)"
                                + " (application.properties:2)",
                        "presence.topics is not a setting; did you mean presence.topic? (-D)");
    }

    @ParameterizedTest
    @CsvSource({"http.host, 0.0.0.0", "http.host, '::'", "http.public-url, https://ops.example.com/"})
    void tokenThatOthersCouldGuessIsRefused(String key, String value) throws Exception {
        for (String token : List.of("x", "123456789012345")) {
            write(key + " = " + value, "http.token = " + token);

            assertThat(problems())
                    .singleElement()
                    .asString()
                    .contains("http.token", "16", "openssl rand -hex 32")
                    .doesNotContain("\"" + token);
        }
        write(key + " = " + value, "http.token = 1234567890123456");
        assertThat(load().http().token()).contains("1234567890123456");

        write("http.token = x");
        assertThat(load().http().token()).as("nobody else reaches it").contains("x");
    }

    @Test
    void keyThatIsSetTwiceIsRefused() throws Exception {
        write("http.port = 1", "http.port = 2");

        assertThat(problems()).singleElement().asString().contains("http.port is set twice", ":1 ", ":2");
    }

    @Test
    void namedFileThatIsMissingIsRefused() {
        InvalidSettings invalid = catchThrowableOfType(
                InvalidSettings.class, () -> loader().load(Optional.of(Path.of("no-such-file.properties"))));

        assertThat(invalid.problems()).containsExactly("no-such-file.properties does not exist; name a settings file");
    }

    @Test
    void certificateNeedsItsKey() throws Exception {
        Path pem = Files.writeString(directory.resolve("a.pem"), "");
        write("mqtt.certificate-file = " + pem);

        assertThat(problems()).singleElement().asString().contains("also needs mqtt.key-file");
    }

    @Test
    void bothSourcesOffIsRefused() throws Exception {
        write("presence.enabled = false", "last-will.enabled = false");

        assertThat(problems())
                .containsExactly(
                        "presence.enabled, last-will.enabled, queue.enabled and source.kafka.enabled are all off, so"
                                + " there would be no input; enable one (application.properties:1)");
    }

    @Test
    void noSecretStandsInAnErrorTextOrATextForm() throws Exception {
        write(
                "mqtt.username = u",
                "mqtt.password = hush-1",
                "http.token = hush-2 with-space",
                "sink.mail.password = hush-8",
                "webhook.a.url = https://hush-3@example.com/hush-4",
                "webhook.a.secret = hush-5",
                "webhook.a.headers.Host = hush-6",
                "webhook.b.url = https://[hush-7");

        assertThat(problems()).hasSizeGreaterThanOrEqualTo(5).noneMatch(problem -> problem.contains("hush"));

        write(
                "mqtt.username = u",
                "mqtt.password = hush-1",
                "http.token = hush-2",
                "sink.mail.enabled = true",
                "sink.mail.host = smtp.example.com",
                "sink.mail.username = monitor",
                "sink.mail.password = hush-8",
                "sink.mail.from = monitor@example.com",
                "sink.mail.to = ops@example.com",
                "webhook.a.url = https://example.com/hush-4",
                "webhook.a.secret = " + SECRET,
                "webhook.a.headers.Authorization = hush-6");
        Settings settings = load();
        assertThat(settings.toString() + settings.webhooks() + settings.mail() + settings.http() + settings.mqtt())
                .doesNotContain("hush", "whsec");
        assertThat(settings.placeholders().toString()).doesNotContain("hush", "whsec");
    }

    @Test
    void receiversOfSomeWebhooksMayReportToUs() throws Exception {
        write(
                "webhook.on-call.format = pagerduty",
                "webhook.on-call.options.routing-key = r",
                "webhook.on-call.inbound-secret = hush-0123456789abcdef, hush-fedcba9876543210",
                "webhook.chat.format = slack",
                "webhook.chat.options.channel = C123",
                "webhook.chat.headers.Authorization = hush-6");
        Settings settings = load();

        assertThat(settings.webhooks())
                .filteredOn(webhook -> webhook.inbound().isPresent())
                .extracting(WebhookSettings::name)
                .containsExactly("on-call");
        assertThat(settings.toString() + settings.webhooks() + settings.placeholders())
                .doesNotContain("hush");

        write(
                "webhook.a.url = https://example.com/",
                "webhook.a.inbound-secret = hush-0123456789abcdef",
                "webhook.b.format = slack",
                "webhook.b.inbound-secret = hush");
        assertThat(problems())
                .noneMatch(problem -> problem.contains("hush"))
                .anyMatch(
                        problem -> problem.contains(
                                "webhook.a.inbound-secret: works with the formats jsm, opsgenie, pagerduty, slack; remove it, or set one of these"))
                .anyMatch(problem ->
                        problem.contains("webhook.b.inbound-secret: a secret has 16 to 256 visible ASCII characters"));
    }

    @Test
    void mailGetsIncidentsAndItsPasswordMayStandInTheEnvironment() throws Exception {
        environment.put("IOTC_SINK_MAIL_PASSWORD", "hush-8");
        write(
                "sink.mail.enabled = true",
                "sink.mail.host = smtp.example.com",
                "sink.mail.username = monitor",
                "sink.mail.min-severity = critical",
                "sink.mail.from = Monitor <monitor@example.com>",
                "sink.mail.to = ops@example.com, chief@example.com");

        Settings settings = load();

        assertThat(settings.mail().orElseThrow().password()).contains("hush-8");
        assertThat(settings.mail().orElseThrow().to()).hasSize(2);
        assertThat(settings.sink("mail").wants()).isEqualTo(EventFilter.of(List.of("incident.*"), Severity.CRITICAL));
        assertThat(settings.sink("mail").maxPerSecond()).contains(1.0);
    }

    @Test
    void clusterIsReadWithItsPropertiesAndItsSecretsStayOutOfSight() throws Exception {
        environment.put("IOTC_KAFKA_PROPERTIES_SSL_TRUSTSTORE_PASSWORD", "hush-9");
        write(
                "engine = kafka",
                "kafka.bootstrap-servers = b-1.example.com:9098, b-2.example.com:9098",
                "kafka.properties.security.protocol = SASL_SSL",
                "kafka.properties.sasl.jaas.config = hush-10 required;",
                "kafka.instance = node-1",
                "kafka.view = false",
                "kafka.shard.pattern = (region[0-9])-.*");

        Settings settings = load();

        ClusterSettings cluster = settings.cluster().orElseThrow();
        assertThat(cluster.bootstrapServers()).isEqualTo("b-1.example.com:9098, b-2.example.com:9098");
        assertThat(cluster.applicationId()).isEqualTo("iot-connectivity");
        assertThat(cluster.instance()).isEqualTo("node-1");
        assertThat(cluster.view()).isFalse();
        assertThat(cluster.shards()).isPresent();
        assertThat(cluster.history()).isEqualTo(settings.engine().history());
        assertThat(cluster.properties())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.jaas.config", "hush-10 required;"),
                        Map.entry("ssl.truststore.password", "hush-9"));
        assertThat(settings.toString() + cluster + settings.placeholders()).doesNotContain("hush");
    }

    @Test
    void instanceIsCalledAsItsHostUnlessItHasAName() throws Exception {
        write("engine = kafka", "kafka.bootstrap-servers = localhost:9092");

        assertThat(load().cluster().orElseThrow().instance()).matches("[A-Za-z0-9._-]{1,100}");
    }

    @Test
    void clusterIsAbsentWithTheEmbeddedEngine() throws Exception {
        write("kafka.bootstrap-servers = localhost:9092");

        assertThat(load().cluster()).isEmpty();
    }

    @Test
    void topicIsReadFromTheClusterOfTheEngineUnlessItHasBrokersOfItsOwn() throws Exception {
        environment.put("IOTC_SOURCE_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "hush-11 required;");
        write(
                "presence.enabled = false",
                "kafka.bootstrap-servers = b-1.example.com:9098",
                "kafka.application-id = north",
                "kafka.properties.security.protocol = SASL_SSL",
                "source.kafka.enabled = true",
                "source.kafka.topic = presence");

        KafkaSourceSettings shared = load().sources().kafka().orElseThrow();
        assertThat(shared.brokers()).isEqualTo("b-1.example.com:9098");
        assertThat(shared.group()).isEqualTo("north-source");
        assertThat(shared.properties()).containsOnly(Map.entry("security.protocol", "SASL_SSL"));

        write(
                "presence.enabled = false",
                "kafka.bootstrap-servers = b-1.example.com:9098",
                "source.kafka.enabled = true",
                "source.kafka.brokers = other.example.com:9092",
                "source.kafka.topic = presence",
                "source.kafka.group = readers");

        Settings settings = load();
        KafkaSourceSettings own = settings.sources().kafka().orElseThrow();
        assertThat(own.brokers()).isEqualTo("other.example.com:9092");
        assertThat(own.group()).isEqualTo("readers");
        assertThat(own.properties()).containsOnly(Map.entry("sasl.jaas.config", "hush-11 required;"));
        assertThat(settings.toString() + own + settings.placeholders()).doesNotContain("hush");
        assertThat(settings.sources().bringPresenceEvents()).isTrue();
    }

    @Test
    void brokersAddressMustHoldNoPassword() throws Exception {
        write("mqtt.url = tcp://me:hush@host:1883");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("mqtt.username")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "slack, https://hooks.slack.com/triggers/T1/2/hush, starts a Slack workflow",
        "slack, https://hooks.slack.com/workflows/T1/2/hush, starts a Slack workflow",
        "slack, https://discord.com/api/webhooks/1/hush/slack, write format = discord",
        "slack, https://chat.example.com/hooks/hush, write format = mattermost",
        "discord, https://discord.com/api/webhooks/1/hush/slack, remove what follows the token"
    })
    void addressThatItsFormatCannotPostToStopsTheStartWithTheWayOut(String format, String url, String words)
            throws Exception {
        write("webhook.a.format = " + format, "webhook.a.url = " + url);

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("webhook.a.url", words)
                .doesNotContain("hush");
    }

    @Test
    void addressOfASlackWebhookNeedsNoOtherFormatAndNoChannel() throws Exception {
        write("webhook.a.format = slack", "webhook.a.url = https://hooks.slack.com/services/T1/B2/x");

        assertThat(load().webhooks()).singleElement().satisfies(webhook -> assertThat(webhook.format())
                .isEqualTo("slack-webhook"));
    }

    @Test
    void webhooksAreReadWithTheirSecretsFromTheEnvironment() throws Exception {
        write("webhook.field-ops.url = https://example.com/hook", "webhook.field-ops.min-severity = warning");
        environment.put("IOTC_WEBHOOK_FIELD_OPS_SECRET", SECRET + "," + SECRET);

        assertThat(load().webhooks()).singleElement().satisfies(webhook -> {
            assertThat(webhook.name()).isEqualTo("field-ops");
            assertThat(webhook.secrets()).containsExactly(SECRET, SECRET);
            assertThat(webhook.minSeverity()).isEqualTo(Severity.WARNING);
            assertThat(webhook.eventPatterns()).containsExactly("device.offline", "device.stale", "device.online");
        });
    }

    @Test
    void reasonsOfOnesOwnGetAPolicy() throws Exception {
        write("policy.NEW_REASON.grace = 1h30m", "policy.NEW_REASON.cause = DEVICE");
        environment.put("IOTC_POLICY_CONNECTION_LOST_GRACE", "500ms");

        Policy policy = load().policy();

        assertThat(policy.of(new Reason("NEW_REASON")))
                .isEqualTo(new ReasonPolicy(Cause.DEVICE, Duration.ofMinutes(90), Severity.WARNING));
        assertThat(policy.of(Reason.CONNECTION_LOST).grace()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void sinksOfOnesOwnHaveWhatEverySinkHas() throws Exception {
        write(
                "sink.mine.max-attempts = 3",
                "sink.mine.interval = 10s",
                "sink.mine.max-per-second = 0.5",
                "sink.mine.fallback = other",
                "sink.mine.anything.at.all = free");
        environment.put("IOTC_SINK_MINE_CONCURRENCY", "2");

        Settings settings = load();

        assertThat(settings.sink("mine").maxAttempts()).isEqualTo(3);
        assertThat(settings.sink("mine").concurrency()).isEqualTo(2);
        assertThat(settings.sink("mine").interval()).contains(Duration.ofSeconds(10));
        assertThat(settings.sink("mine").maxPerSecond()).contains(0.5);
        assertThat(settings.sink("mine").fallback()).contains("other");
        assertThat(settings.sink("other").maxPerSecond()).isEmpty();
        assertThat(settings.sink("other").maxAttempts()).isEqualTo(10_000);
        assertThat(settings.placeholders()).containsEntry("sink.mine.anything.at.all", "free");
    }

    @Test
    void enrichRoutesHaveSettingsOfTheirOwn() throws Exception {
        write("enrich.sites.keep = 7d", "enrich.sites.folder = data");
        environment.put("IOTC_ENRICH_SITES_BATCH", "1");

        Settings settings = load();

        EnrichSettings sites = settings.lookups().enrich("sites");
        assertThat(sites.keep()).isEqualTo(Duration.ofDays(7));
        assertThat(sites.batch()).isEqualTo(1);
        assertThat(settings.placeholders()).containsEntry("enrich.sites.folder", "data");
        assertThat(settings.lookups().enrich("others"))
                .isEqualTo(new EnrichSettings(true, Duration.ofDays(1), 100, 5, Duration.ofSeconds(10)));
    }

    @Test
    void sinksOfOneKindAreSetTogether() throws Exception {
        write("sink.webhook.max-attempts = 5", "sink.webhook-a.concurrency = 1", "sink.dynamodb.max-attempts = 7");

        Settings settings = load();

        assertThat(settings.sink("webhook-a").maxAttempts()).isEqualTo(5);
        assertThat(settings.sink("webhook-a").concurrency()).isEqualTo(1);
        assertThat(settings.sink("webhook-b").maxAttempts()).isEqualTo(5);
        assertThat(settings.sink("dynamodb-events").maxAttempts()).isEqualTo(7);
    }

    @Test
    void onlyRowsOfDevicesAndShadowsGetTheLatestStateAlone() throws Exception {
        Settings settings = load();

        assertThat(List.of("dynamodb-devices", "shadow"))
                .allMatch(name -> settings.sink(name).supersedes().isPresent());
        assertThat(List.of("dynamodb-events", "sns", "webhook-a", "mine"))
                .allMatch(name -> settings.sink(name).supersedes().isEmpty());
    }

    @Test
    void keysOfCamelAreHandedOn() throws Exception {
        write("camel.main.routesReloadEnabled = true");

        assertThat(load().placeholders()).containsEntry("camel.main.routesReloadEnabled", "true");
    }

    @Test
    void shippedIncidentPolicyIsTheOneOfTheCore() throws Exception {
        Settings settings = load();

        assertThat(settings.incidents()).usingRecursiveComparison().isEqualTo(IncidentPolicy.defaults());
        assertThat(settings.lookups().thingGroups()).isEmpty();
    }

    @Test
    void whatMakesAnIncidentIsRead() throws Exception {
        write(
                "storm.exempt = core-.*",
                "flapping.threshold = 7",
                "flapping.clear = 2",
                "incident.update-every = 0s",
                "group.thing-group = site-.*",
                "group.refresh = 1h");
        environment.put("IOTC_STORM_THRESHOLD", "50");

        Settings settings = load();

        assertThat(settings.incidents().storms().threshold()).isEqualTo(50);
        assertThat(settings.incidents().storms().exempt().orElseThrow()).hasToString("core-.*");
        assertThat(settings.incidents().flapping()).isEqualTo(new Flapping(7, 2, Duration.ofMinutes(10)));
        assertThat(settings.incidents().updateEvery()).isZero();
        assertThat(settings.lookups().thingGroups().orElseThrow().refresh()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.lookups().thingGroups().orElseThrow().thingGroups().orElseThrow())
                .hasToString("site-.*");
    }

    @Test
    void maintenanceWindowsAndDependenciesAreRead() throws Exception {
        write(
                "maintenance.night-shift.group = north",
                "maintenance.night-shift.cron = 0 22 * * *",
                "maintenance.night-shift.for = 8h",
                "maintenance.night-shift.zone = Europe/Berlin",
                "maintenance.move.clients = pump-.*",
                "maintenance.move.from = 2026-01-10T08:00",
                "maintenance.move.until = 2026-01-10T10:00:00+01:00",
                "dependency.(?<site>[a-z]+)-(?\\:sensor|valve)-\\\\d+ = ${site}-gateway");
        environment.put("IOTC_MAINTENANCE_NIGHT_SHIFT_COMMENT", "night run");
        Suppressions suppressions = load().incidents().suppressions();

        assertThat(suppressed(suppressions, "x", "north", "2026-01-10T01:00:00Z"))
                .map(Suppression::text)
                .contains("the maintenance window night-shift is open until 2026-01-10T05:00:00Z: night run");
        assertThat(suppressed(suppressions, "pump-1", "south", "2026-01-10T08:30:00Z"))
                .map(Suppression::name)
                .contains("move");
        assertThat(suppressed(suppressions, "pump-1", "south", "2026-01-10T09:30:00Z"))
                .isEmpty();
        assertThat(suppressed(suppressions, "oslo-valve-17", "south", "2026-01-10T09:30:00Z"))
                .map(Suppression::name)
                .contains("oslo-gateway");
    }

    private static Optional<Suppression> suppressed(
            Suppressions suppressions, String client, String group, String now) {
        return suppressions.of(
                new ClientId(client),
                Optional.of(group),
                Instant.parse(now),
                List.of(),
                parent -> parent.value().endsWith("-gateway"),
                parent -> false);
    }

    @Test
    void incidentsGoOnlyToSinksThatCanTellOfThem() throws Exception {
        Settings settings = load();

        assertThat(List.of("log", "sns", "mine"))
                .allMatch(sink -> wanted(settings, sink).contains(EventType.INCIDENT_OPENED));
        assertThat(List.of("dynamodb-devices", "dynamodb-events", "shadow", "metrics"))
                .allMatch(sink -> wanted(settings, sink).contains(EventType.DEVICE_CONFLICT))
                .noneMatch(sink -> wanted(settings, sink).contains(EventType.INCIDENT_OPENED));
    }

    private static Set<EventType> wanted(Settings settings, String sink) {
        return ((EventFilter) settings.sink(sink).wants()).types();
    }

    private List<String> warnings() throws InvalidSettings {
        List<String> warnings = new ArrayList<>();
        loader().load(Optional.empty(), warnings);
        return warnings;
    }

    private void write(String... lines) throws IOException {
        Files.write(directory.resolve("application.properties"), List.of(lines));
    }

    private SettingsLoader loader() {
        return new SettingsLoader(directory, environment, system);
    }

    private Settings load() throws InvalidSettings {
        return loader().load(Optional.empty());
    }

    private List<String> problems() {
        InvalidSettings invalid = catchThrowableOfType(InvalidSettings.class, this::load);
        assertThat(invalid).as("the settings are refused").isNotNull();
        return invalid.problems();
    }
}
