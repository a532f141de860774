package io.iotconnectivity.settings;

import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.ThingSettings;
import io.iotconnectivity.aws.connectivity.CheckSettings;
import io.iotconnectivity.aws.connectivity.ProbeSettings;
import io.iotconnectivity.aws.fleet.ReconcileSettings;
import io.iotconnectivity.aws.fleet.ThingGroupSettings;
import io.iotconnectivity.aws.logs.LogSettings;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.mail.MailSettings;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.route.SinkSettings;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.DeviceTopic;
import io.iotconnectivity.signal.WillWords;
import io.iotconnectivity.source.mqtt.MqttSettings;
import io.iotconnectivity.trace.TracingSettings;
import io.iotconnectivity.web.HttpSettings;
import io.iotconnectivity.webhook.WebhookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that can be set, checked. The text form holds no secret.
 *
 * @param keepAliveSlo devices whose loss may go unnoticed for longer are listed
 * @param incidents what makes an incident; its groups are those by client id and address
 * @param recordFolder where what comes in is kept for the command replay; absent: it is not
 * @param sinks the sinks that settings speak of, by name; see {@link #sink}
 * @param webhooks one for each name that settings speak of
 * @param mail absent: no mails are sent
 * @param ways the proxies on the way out
 * @param routesFolder where the user's own routes are looked for; may not exist
 * @param extensions where the jars are that users add
 * @param reloadRoutes whether what changes there is taken over while the application runs
 * @param placeholders what routes may refer to as <code>{{key}}</code>, and Camel's own keys; no secrets among them
 */
public record Settings(
        MqttSettings mqtt,
        Sources sources,
        Policy policy,
        EngineSettings engine,
        Optional<Path> recordFolder,
        AwsSettings aws,
        Lookups lookups,
        IncidentPolicy incidents,
        Duration keepAliveSlo,
        DynamoDb dynamoDb,
        String shadowName,
        Map<String, SinkSettings> sinks,
        SinkSettings otherSinks,
        List<WebhookSettings> webhooks,
        Optional<MailSettings> mail,
        HttpSettings http,
        Logging logging,
        Optional<TracingSettings> tracing,
        WaysOut ways,
        Path routesFolder,
        ExtensionFolder extensions,
        boolean reloadRoutes,
        Map<String, String> placeholders) {

    private static final Pattern AWS_BROKER =
            Pattern.compile("\\.iot\\.([a-z]{2,}(?:-[a-z]++)++-\\d+)\\.amazonaws\\.com");

    /**
     * How the log looks.
     *
     * @param json whether each line is a JSON object
     * @param level of our own lines: {@code error}, {@code warn}, {@code info} or {@code debug}
     */
    public record Logging(boolean json, String level) {}

    /**
     * Where it is heard of devices.
     *
     * @param willWords what payloads on the topic of the wills mean
     * @param queueUrl an SQS queue that an IoT rule feeds; absent: none is read
     * @param messageRateAlarm from how many messages a second a connection to the broker counts as near its limit; 0: never
     * @param ignoredClients client ids that match as a whole are no devices
     * @param blindHold how long verdicts wait for a source that is away
     * @param silenceAlarm how long a source of presence events may be quiet before it is put to the proof; zero: for ever
     */
    public record Sources(
            Topic presence,
            Topic lastWill,
            WillWords willWords,
            Topic signOfLife,
            Optional<String> queueUrl,
            int messageRateAlarm,
            ClientPattern ignoredClients,
            Duration blindHold,
            Duration silenceAlarm) {
        /** Whether any of them brings AWS's presence events. */
        public boolean bringPresenceEvents() {
            return presence.enabled() || queueUrl.isPresent();
        }
    }

    /**
     * What AWS, and the devices, are asked.
     *
     * @param logs the IoT log, for causes
     * @param check whether a device is connected, before an alert
     * @param probe a device that is silent, whether it is alive
     * @param reconcile the fleet index, what it knows of all devices
     * @param things which thing a device is
     * @param thingGroups groups that the fleet index tells of, which come before the others; absent: it is not asked
     */
    public record Lookups(
            LogSettings logs,
            CheckSettings check,
            ProbeSettings probe,
            ReconcileSettings reconcile,
            ThingSettings things,
            Optional<ThingGroupSettings> thingGroups) {
        /** Whether any is made. */
        public boolean any() {
            return logs.enabled()
                    || check.method() != CheckSettings.Method.OFF
                    || things.askConnection()
                    || probe.enabled()
                    || reconcile.enabled()
                    || thingGroups.isPresent();
        }

        /** Those that a verdict waits for. */
        Asking beforeAVerdict() {
            return new Asking(
                    Optional.of(check.patience()).filter(wait -> check.enabled()),
                    Optional.of(logs.patience()).filter(wait -> logs.enabled()),
                    // The answer has a way to go besides.
                    Optional.of(probe.timeout().plus(check.patience())).filter(wait -> probe.enabled()));
        }
    }

    /**
     * One source of MQTT messages.
     *
     * @param devices what is subscribed to, and which device a topic names; presence events name theirs themselves
     */
    public record Topic(boolean enabled, DeviceTopic devices) {
        /** The topic filter. */
        public String filter() {
            return devices.filter();
        }
    }

    /**
     * The tables of the DynamoDB sinks.
     *
     * @param createTables whether to make those that are missing
     * @param eventsTtl how long DynamoDB keeps an event
     */
    public record DynamoDb(
            boolean enabled, String devicesTable, String eventsTable, boolean createTables, Duration eventsTtl) {}

    /**
     * How to treat a sink, also one that no setting speaks of.
     *
     * @param name without the {@code sink-} of its route
     */
    public SinkSettings sink(String name) {
        SinkSettings own = sinks.get(name);
        return own != null ? own : sinks.getOrDefault(family(name), otherSinks);
    }

    /** The region that the address of a broker of AWS IoT Core names. */
    public Optional<String> brokerRegion() {
        return brokerRegion(mqtt.url());
    }

    static Optional<String> brokerRegion(String url) {
        return Optional.of(AWS_BROKER.matcher(url)).filter(Matcher::find).map(host -> host.group(1));
    }

    /** Whether AWS is called at all; MQTT is not. */
    public boolean usesAws() {
        return dynamoDb.enabled()
                || Stream.of("sns", "shadow", "metrics", "sqs", "kinesis", "eventbridge", "s3")
                        .anyMatch(sink -> sink(sink).enabled())
                || sources.queueUrl().isPresent()
                || lookups.any();
    }

    /** The sinks of one kind are set together: {@code sink.webhook.*} holds for all webhooks that have nothing of their own. */
    static String family(String sinkName) {
        if (sinkName.startsWith("webhook-")) {
            return "webhook";
        }
        return sinkName.equals("dynamodb-devices") || sinkName.equals("dynamodb-events") ? "dynamodb" : sinkName;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "Settings[%s, %s, %s, %s]", mqtt, sources.presence(), sources.lastWill(), http);
    }
}
