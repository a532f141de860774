package io.iotconnectivity.settings;

import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.ThingSettings;
import io.iotconnectivity.aws.connectivity.CheckSettings;
import io.iotconnectivity.aws.connectivity.DisconnectSettings;
import io.iotconnectivity.aws.connectivity.ListingSettings;
import io.iotconnectivity.aws.connectivity.ProbeSettings;
import io.iotconnectivity.aws.fleet.ReconcileSettings;
import io.iotconnectivity.aws.fleet.ThingGroupSettings;
import io.iotconnectivity.aws.logs.LogSettings;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.enrich.EnrichSettings;
import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.mail.MailSettings;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.network.NetworkSettings;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.report.BreakdownSettings;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.report.SloSettings;
import io.iotconnectivity.route.SinkSettings;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.DeviceTopic;
import io.iotconnectivity.signal.WillWords;
import io.iotconnectivity.source.kafka.KafkaSourceSettings;
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
 * All settings, validated. The text form contains no secret.
 *
 * @param disconnect whether people may have connections of devices ended
 * @param forgetAfter how long nothing must have been heard of a device before it is forgotten; absent: it never is
 * @param keepAliveSlo devices whose loss may go unnoticed for longer are listed
 * @param classes how disconnects become verdicts; the groups of devices are not known to them yet
 * @param reports what is kept for reports on availability, and how it is counted
 * @param slos the objectives for the availability of classes
 * @param breakdown by what devices are compared
 * @param networks how the networks of devices are named, and which files tell more of them
 * @param incidents what makes an incident; its groups are those by client id and address
 * @param cluster absent if the engine needs no Kafka
 * @param recordFolder where incoming messages are recorded for the command replay; absent: they are not
 * @param sinks the sinks that have settings, by name; see {@link #sink}
 * @param webhooks one for each name that has settings
 * @param mail absent: no mail is sent
 * @param ways the outgoing proxies
 * @param routesFolder the folder of the user's own routes; need not exist
 * @param extensions the folder of the jars that users add
 * @param reloadRoutes whether changes there are applied while the application runs
 * @param placeholders what routes may refer to as <code>{{key}}</code>, and Camel's own keys; contains no secrets
 */
public record Settings(
        MqttSettings mqtt,
        Sources sources,
        DeviceClasses classes,
        EngineSettings engine,
        Optional<ClusterSettings> cluster,
        Optional<Path> recordFolder,
        AwsSettings aws,
        Lookups lookups,
        DisconnectSettings disconnect,
        IncidentPolicy incidents,
        Optional<Duration> forgetAfter,
        Duration keepAliveSlo,
        ReportSettings reports,
        SloSettings slos,
        BreakdownSettings breakdown,
        NetworkSettings networks,
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
     * The format and level of the log.
     *
     * @param json whether each line is a JSON object
     * @param level of our own lines: {@code error}, {@code warn}, {@code info} or {@code debug}
     */
    public record Logging(boolean json, String level) {}

    /**
     * Where device signals come from.
     *
     * @param willWords the meaning of payloads on the last-will topic
     * @param queueUrl an SQS queue fed by an IoT rule; absent: none is read
     * @param kafka a topic of Kafka fed by an IoT rule; absent: none is read
     * @param messageRateAlarm from how many messages a second on a broker connection counts as near its limit; 0: never
     * @param ignoredClients client ids that match as a whole are not devices
     * @param blindHold how long verdicts wait for a disconnected source
     * @param silenceAlarm how long a source of presence events may be quiet before it is tested; zero: forever
     */
    public record Sources(
            Topic presence,
            Topic lastWill,
            WillWords willWords,
            Topic signOfLife,
            Optional<String> queueUrl,
            Optional<KafkaSourceSettings> kafka,
            int messageRateAlarm,
            ClientPattern ignoredClients,
            Duration blindHold,
            Duration silenceAlarm) {
        /** Whether any of them delivers AWS's presence events. */
        public boolean bringPresenceEvents() {
            return presence.enabled() || queueUrl.isPresent() || kafka.isPresent();
        }
    }

    /**
     * What AWS, and the devices, are queried for.
     *
     * @param logs the IoT log, for causes
     * @param check whether a device is connected, before an alert
     * @param probe whether a silent device is alive
     * @param listing what connected devices are subscribed to
     * @param reconcile what the fleet index knows of all devices
     * @param things which thing a device is
     * @param thingGroups groups from the fleet index, which take precedence over the others, and what classes of devices
     *     depend on; absent: it is not queried
     * @param enrich the enrich routes that have settings, by name; see {@link #enrich(String)}
     * @param otherEnrich the settings of the others
     */
    public record Lookups(
            LogSettings logs,
            CheckSettings check,
            ProbeSettings probe,
            ListingSettings listing,
            ReconcileSettings reconcile,
            ThingSettings things,
            Optional<ThingGroupSettings> thingGroups,
            Map<String, EnrichSettings> enrich,
            EnrichSettings otherEnrich) {
        /** Whether devices are grouped by the fleet index. */
        public boolean hasThingGroups() {
            return thingGroups.filter(ThingGroupSettings::grouping).isPresent();
        }

        /** The settings of an enrich route, even if none are written for it. */
        public EnrichSettings enrich(String name) {
            return enrich.getOrDefault(name, otherEnrich);
        }

        /** Whether any query is made. */
        public boolean any() {
            return logs.enabled()
                    || check.method() != CheckSettings.Method.OFF
                    || things.askConnection()
                    || probe.enabled()
                    || listing.required()
                    || reconcile.enabled()
                    || thingGroups.isPresent();
        }

        /** The queries that a verdict waits for. */
        Asking beforeAVerdict() {
            return beforeAVerdict(probe.byDefault());
        }

        /** The same, also if a silent device is probed, or is not. */
        Asking beforeAVerdict(boolean probed) {
            return new Asking(
                    Optional.of(check.patience()).filter(wait -> check.enabled()),
                    Optional.of(logs.patience()).filter(wait -> logs.enabled()),
                    // The response needs time to travel as well.
                    Optional.of(probe.timeout().plus(check.patience())).filter(wait -> probed));
        }
    }

    /**
     * One source of MQTT messages.
     *
     * @param devices what is subscribed to, and which device a topic names; presence events name theirs in the payload
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
     * @param createTables whether to create missing ones
     * @param eventsTtl how long DynamoDB keeps an event
     */
    public record DynamoDb(
            boolean enabled, String devicesTable, String eventsTable, boolean createTables, Duration eventsTtl) {}

    /**
     * The settings of a sink, even if none are written for it.
     *
     * @param name without the {@code sink-} of its route
     */
    public SinkSettings sink(String name) {
        SinkSettings own = sinks.get(name);
        return own != null ? own : sinks.getOrDefault(family(name), otherSinks);
    }

    /** The policy of the default class. */
    public Policy policy() {
        return classes.otherwise();
    }

    /** The file with the key to what webhooks have answered; absent without webhooks. */
    public Optional<Path> ticketKey() {
        return webhooks.isEmpty() ? Optional.empty() : Optional.of(engine.keyFile());
    }

    /** The region in the address of an AWS IoT Core broker. */
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
                || lookups.any()
                || disconnect.enabled();
    }

    /**
     * Sinks of one kind share settings: {@code sink.webhook.*} applies to all webhooks without settings of their own.
     */
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
