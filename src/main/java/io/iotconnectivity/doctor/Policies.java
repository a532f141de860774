package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.logs.LogSettings.Insights;
import io.iotconnectivity.doctor.Features.Source;
import io.iotconnectivity.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The permissions that the product needs for the features in use, and no others.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html">Actions of AWS
 *     IoT</a>
 */
public final class Policies {
    private static final List<String> ALL = List.of("*");
    private static final String THING = "${iot:Connection.Thing.ThingName}";
    private static final Pattern QUEUE_URL =
            Pattern.compile("https?://(?:sqs\\.([a-z0-9-]+)\\.|([a-z0-9-]+)\\.queue\\.)?[^/]*/([0-9]{12})/([^/]+)");

    private final Features features;
    private final Settings settings;
    private final IotStatements names;

    private Policies(Settings settings) {
        this.features = new Features(settings);
        this.settings = settings;
        this.names = new IotStatements(settings.aws().region());
    }

    /**
     * A policy, ready to paste after replacing {@code ACCOUNT_ID} and, if there is one, {@code CLUSTER_NAME}.
     *
     * @param heading whom it is for
     * @param json the policy
     */
    public record Document(String heading, String json) {}

    /** Those that are not empty, in setup order. */
    public static List<Document> of(Settings settings) {
        Policies policies = new Policies(settings);
        List<Document> documents = new ArrayList<>();
        add(documents, "IoT policy for the product's certificate (MQTT)", policies.certificate());
        add(documents, "IAM policy for the running product", policies.product());
        add(documents, "IAM policy for running 'doctor', in addition to the product's", policies.doctor());
        add(
                documents,
                "IAM policy for running 'fleet', and for the product if /api/fleet is to work",
                policies.fleet());
        add(documents, "IoT policy for the devices, in addition to their own", policies.devices());
        return List.copyOf(documents);
    }

    private static void add(List<Document> documents, String heading, PolicyDocument policy) {
        if (!policy.isEmpty()) {
            documents.add(new Document(heading, policy.json()));
        }
    }

    private PolicyDocument certificate() {
        PolicyDocument policy = new PolicyDocument();
        List<Source> sources = features.sources();
        if (!sources.isEmpty()) {
            policy.allow(
                            "",
                            List.of("iot:Connect"),
                            names.clients(settings.mqtt().clientId()))
                    .allow(
                            "",
                            List.of("iot:Subscribe"),
                            sources.stream()
                                    .flatMap(source -> names.filters(source).stream())
                                    .distinct()
                                    .toList())
                    .allow(
                            "",
                            List.of("iot:Receive"),
                            sources.stream()
                                    .flatMap(source -> names.topics(source).stream())
                                    .distinct()
                                    .toList());
        }
        return policy;
    }

    private PolicyDocument product() {
        PolicyDocument policy = new PolicyDocument();
        if (features.dynamoDb()) {
            tables(policy);
        }
        if (features.sns()) {
            policy.allow("Topic", List.of("sns:Publish", "sns:GetTopicAttributes"), List.of(features.topicArn()));
        }
        if (features.metrics()) {
            policy.allow(
                    "Metrics",
                    List.of("cloudwatch:PutMetricData"),
                    ALL,
                    "StringEquals",
                    "cloudwatch:namespace",
                    features.namespace());
        }
        targets(policy);
        features.queue()
                .map(this::queueArn)
                .ifPresent(
                        arn -> policy.allow("Queue", List.of("sqs:ReceiveMessage", "sqs:DeleteMessage"), List.of(arn)));
        if (features.log()) {
            log(policy);
        }
        connectivity(policy);
        kafka(policy);
        return policy;
    }

    private void kafka(PolicyDocument policy) {
        MskStatements msk = new MskStatements(names);
        settings.cluster()
                .filter(cluster -> MskStatements.areNeeded(cluster.properties()))
                .ifPresent(cluster -> msk.engine(policy, cluster.applicationId()));
        settings.sources()
                .kafka()
                .filter(source -> MskStatements.areNeeded(source.properties()))
                .ifPresent(source -> msk.source(policy, source.topic(), source.group()));
    }

    private void targets(PolicyDocument policy) {
        if (settings.sink("sqs").enabled()) {
            policy.allow("SqsSink", List.of("sqs:SendMessage"), List.of(queueArn(told("sink.sqs.queue-url"))));
        }
        if (settings.sink("kinesis").enabled()) {
            String stream = names.arn("kinesis", "stream/" + told("sink.kinesis.stream"));
            policy.allow("KinesisSink", List.of("kinesis:PutRecord"), List.of(stream));
        }
        if (settings.sink("eventbridge").enabled()) {
            String bus = told("sink.eventbridge.bus");
            policy.allow(
                    "EventBridgeSink",
                    List.of("events:PutEvents"),
                    List.of(bus.startsWith("arn:") ? bus : names.arn("events", "event-bus/" + bus)));
        }
        if (settings.sink("s3").enabled()) {
            String objects = told("sink.s3.bucket") + "/" + told("sink.s3.prefix") + "*";
            policy.allow("S3Sink", List.of("s3:PutObject"), List.of(names.arn("s3", "", "", objects)));
        }
    }

    private String told(String key) {
        return settings.placeholders().getOrDefault(key, "");
    }

    private void tables(PolicyDocument policy) {
        List<String> devices =
                new ArrayList<>(List.of("dynamodb:UpdateItem", "dynamodb:PartiQLUpdate", "dynamodb:DescribeTable"));
        List<String> events = new ArrayList<>(List.of(
                "dynamodb:PutItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:DescribeTable",
                "dynamodb:DescribeTimeToLive"));
        if (settings.dynamoDb().createTables()) {
            devices.add("dynamodb:CreateTable");
            events.addAll(List.of("dynamodb:CreateTable", "dynamodb:UpdateTimeToLive"));
        }
        policy.allow(
                        "DevicesTable",
                        devices,
                        List.of(names.arn(
                                "dynamodb", "table/" + settings.dynamoDb().devicesTable())))
                .allow(
                        "EventsTable",
                        events,
                        List.of(names.arn(
                                "dynamodb", "table/" + settings.dynamoDb().eventsTable())));
    }

    /** Such as {@code https://sqs.eu-west-1.amazonaws.com/123456789012/name}; anything else gets placeholders. */
    private String queueArn(String url) {
        Matcher parts = QUEUE_URL.matcher(url);
        if (!parts.matches()) {
            return names.arn("sqs", url.substring(url.lastIndexOf('/') + 1));
        }
        String region = parts.group(1) != null ? parts.group(1) : parts.group(2);
        return names.arn("sqs", region == null ? settings.aws().region() : region, parts.group(3), parts.group(4));
    }

    private void log(PolicyDocument policy) {
        String group =
                names.arn("logs", "log-group:" + settings.lookups().logs().logGroup());
        List<String> actions = new ArrayList<>(List.of("logs:FilterLogEvents"));
        boolean insights = settings.lookups().logs().insights() != Insights.NEVER;
        if (insights) {
            actions.add("logs:StartQuery");
        }
        policy.allow("Log", actions, List.of(group, group + ":*"));
        if (insights) {
            policy.allow("LogQueries", List.of("logs:GetQueryResults", "logs:StopQuery"), ALL);
        }
    }

    private void connectivity(PolicyDocument policy) {
        List<String> things = new ArrayList<>();
        if (features.shadow()) {
            things.add("iot:UpdateThingShadow");
        }
        if (features.shadow() || features.thingConnectivity()) {
            things.add("iot:DescribeThing");
        }
        if (features.thingConnectivity()) {
            things.add("iot:GetThingConnectivityData");
        }
        policy.allow("Things", things, List.of(names.arn("iot", "thing/*")));
        if (features.getConnection()) {
            policy.allow("Connections", List.of("iot:GetConnection"), List.of(names.arn("iot", "client/*")));
        }
        if (features.disconnect()) {
            policy.allow("Disconnect", List.of("iot:DeleteConnection"), List.of(names.arn("iot", "client/*")));
        }
        if (features.probe()) {
            policy.allow(
                    "Probe",
                    List.of("iot:SendDirectMessage"),
                    List.of(names.arn("iot", "client/*")),
                    "StringEquals",
                    "iot:Topic",
                    settings.lookups().probe().topic());
        }
        if (features.listing()) {
            policy.allow("Subscriptions", List.of("iot:ListSubscriptions"), List.of(names.arn("iot", "client/*")));
        }
        if (features.reconcile() || features.thingGroups()) {
            policy.allow("FleetIndex", List.of("iot:SearchIndex"), List.of(index()));
        }
        if (features.dataPlane() && settings.aws().dataEndpoint().isEmpty()) {
            policy.allow("DataEndpoint", List.of("iot:DescribeEndpoint"), ALL);
        }
    }

    private PolicyDocument doctor() {
        PolicyDocument policy = new PolicyDocument();
        if (!features.aws()) {
            return policy;
        }
        List<String> looks = new ArrayList<>(
                List.of("iot:DescribeEventConfigurations", "iot:UpdateEventConfigurations", "iot:DescribeEndpoint"));
        if (features.log()) {
            looks.addAll(List.of("iot:GetV2LoggingOptions", "logs:DescribeLogGroups"));
        }
        if (features.fleetIndex()) {
            looks.add("iot:GetIndexingConfiguration");
            policy.allow("Index", List.of("iot:DescribeIndex", "iot:SearchIndex"), List.of(index()));
        }
        if (features.queue().isPresent()) {
            looks.addAll(List.of("iot:ListTopicRules", "iot:GetTopicRule"));
        }
        policy.allow("Account", looks, ALL);
        policy.allow(
                "OwnConnections",
                List.of("iot:GetConnection"),
                names.clients(settings.mqtt().clientId()));
        if (features.queue().isPresent()) {
            policy.allow(
                    "DeadLetterQueue",
                    List.of("sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
                    List.of(features.queue().map(this::queueArn).orElseThrow() + "*"));
        }
        return policy;
    }

    private PolicyDocument fleet() {
        PolicyDocument policy = new PolicyDocument();
        if (features.aws()) {
            policy.allow(
                    "Fleet",
                    List.of("iot:SearchIndex", "iot:GetStatistics", "iot:GetBucketsAggregation"),
                    List.of(index()));
        }
        return policy;
    }

    private PolicyDocument devices() {
        PolicyDocument policy = new PolicyDocument();
        if (settings.sources().lastWill().enabled()) {
            // The device may name itself there, and nobody else.
            String wills = settings.sources().lastWill().devices().topicsOf(THING);
            policy.allow("", List.of("iot:Publish"), List.of(names.arn("iot", "topic/" + wills)));
        }
        if (features.probe()) {
            policy.allow(
                    "",
                    List.of("iot:Receive"),
                    List.of(names.arn(
                            "iot", "topic/" + settings.lookups().probe().topic())));
        }
        return policy;
    }

    private String index() {
        return names.arn("iot", "index/" + FleetIndexCheck.INDEX);
    }
}
