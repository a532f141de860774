package io.iotconnectivity.doctor;

import static io.iotconnectivity.doctor.Finding.Status.ERROR;
import static io.iotconnectivity.doctor.Finding.Status.OK;
import static io.iotconnectivity.doctor.Finding.Status.UNKNOWN;
import static io.iotconnectivity.doctor.Finding.Status.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.doctor.Finding.Status;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.iot.Indexing;
import io.iotconnectivity.source.mqtt.ScriptedBroker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.iot.model.Field;
import software.amazon.awssdk.services.iot.model.LogEventConfiguration;
import software.amazon.awssdk.services.iot.model.LogLevel;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A correct setup passes, and everything broken on purpose is found, together with its fix. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountCheckIT {
    private static final int NOT_AUTHORIZED = 0x87;

    @TempDir
    Path directory;

    @AutoClose
    private Broker broker;

    @AutoClose
    private Account account;

    @BeforeAll
    void startBroker() {
        broker = Broker.builder().refuse(id -> id.startsWith("refused-")).start();
    }

    @BeforeEach
    void setUp() {
        account = new Account(directory, broker.url());
    }

    @Test
    void aSetUpThatIsRightIsGreen() {
        account.settings.put("deaf.subscriptions", "cmd/${clientId}");
        Report report = account.check().run();

        assertThat(report.items()).allSatisfy(item -> assertThat(item.status()).isEqualTo(OK));
        assertThat(report.hasErrors()).isFalse();
        assertThat(report.notUsed()).containsExactly("kafka", "kafka source", "extensions.folder", "network files");
        assertThat(report.items())
                .extracting(Finding::check)
                .contains(
                        "AWS credentials",
                        "clock",
                        "TLS",
                        "MQTT connection",
                        "presence.topic",
                        "last-will.topic",
                        "own client ids",
                        "devices without events",
                        "engine.file",
                        "IoT data endpoint",
                        "subscriptions",
                        "SQS queue",
                        "SQS queue, dead letters",
                        "rule of the queue",
                        "DynamoDB table " + Account.DEVICES,
                        "DynamoDB table " + Account.EVENTS,
                        "DynamoDB table " + Account.EVENTS + ", expiry",
                        "SNS topic",
                        "IoT logging",
                        "log group AWSIotLogsV2",
                        "fleet index",
                        "things and client ids",
                        "event configurations");
    }

    @Test
    void whatIsSwitchedOffIsNotLookedAt() {
        account.settings.keySet().retainAll(List.of("mqtt.url", "engine.file"));

        Report report = account.check().run();

        assertThat(report.items())
                .extracting(Finding::check)
                .containsExactly(
                        "TLS",
                        "MQTT connection",
                        "presence.topic",
                        "last-will.topic",
                        "devices without events",
                        "engine.file");
        assertThat(report.notUsed()).contains("AWS credentials", "SQS queue", "DynamoDB tables", "SNS topic");
        assertThat(account.aws.faults().calls("sts", "GetCallerIdentity")).isZero();
    }

    /** @param fix a part of what mends it */
    private record Breakage(String what, Break how, String check, Status status, String fix) {
        @Override
        public String toString() {
            return what;
        }
    }

    @FunctionalInterface
    private interface Break {
        void in(Account account);
    }

    static Stream<Breakage> breakages() {
        return Stream.of(
                new Breakage(
                        "wrong port",
                        account -> account.settings.put("mqtt.url", "tcp://127.0.0.1:9"),
                        "MQTT connection",
                        ERROR,
                        "iot:Connect on arn:aws:iot:us-east-1:ACCOUNT_ID:client/iot-connectivity-*"),
                new Breakage(
                        "refused client id",
                        account -> account.settings.put("mqtt.client-id", "refused-ones"),
                        "MQTT connection",
                        ERROR,
                        "client/refused-ones-*"),
                new Breakage(
                        "unknown host",
                        account -> account.settings.put("mqtt.url", "ssl://broker.invalid:8883"),
                        "TLS",
                        ERROR,
                        "mqtt.url"),
                new Breakage(
                        "another copy of the product",
                        account -> account.aws.connections().connected("iot-connectivity-presence", Instant.now()),
                        "own client ids",
                        WARNING,
                        "mqtt.client-id"),
                new Breakage(
                        "no GetConnection",
                        account -> account.aws
                                .faults()
                                .next(
                                        "iotdata",
                                        "GetConnection",
                                        Fault.refuse(403, "ForbiddenException", "no"),
                                        Integer.MAX_VALUE),
                        "own client ids",
                        UNKNOWN,
                        "allow iot:GetConnection"),
                new Breakage(
                        "filter without slashes",
                        account -> account.settings.put("presence.topic", "$aws/events/presence/+/+"),
                        "presence.topic",
                        WARNING,
                        "presence.topic = $aws/events/presence/#"),
                new Breakage(
                        "store that is a directory",
                        account -> account.settings.put(
                                "engine.file",
                                Path.of("target").toAbsolutePath().toString()),
                        "engine.file",
                        ERROR,
                        "engine.file"),
                new Breakage(
                        "other account's endpoint",
                        account -> account.settings.put("aws.iot.data-endpoint", "localhost:9"),
                        "IoT data endpoint",
                        ERROR,
                        "port 9"),
                new Breakage(
                        "missing table",
                        account ->
                                account.clients.dynamoDb().deleteTable(request -> request.tableName(Account.DEVICES)),
                        "DynamoDB table " + Account.DEVICES,
                        ERROR,
                        "aws --region us-east-1 dynamodb create-table --table-name iot-connectivity-devices"),
                new Breakage(
                        "wrong key",
                        account -> replaceEventsTable(account, "eventId"),
                        "DynamoDB table " + Account.EVENTS,
                        ERROR,
                        "create-table"),
                new Breakage(
                        "missing index",
                        account -> account.settings.put("sink.dynamodb.devices-table", withoutIndex(account)),
                        "DynamoDB table plain",
                        WARNING,
                        "--global-secondary-index-updates '[{\"Create\":{\"IndexName\":\"state-since\""),
                new Breakage(
                        "expiry off",
                        account -> account.expire(false, "expiresAt"),
                        "DynamoDB table " + Account.EVENTS + ", expiry",
                        WARNING,
                        "Enabled=true,AttributeName=expiresAt"),
                new Breakage(
                        "missing topic",
                        account -> account.settings.put(
                                "sink.sns.topic-arn", "arn:aws:sns:us-east-1:123456789012:nowhere"),
                        "SNS topic",
                        ERROR,
                        "aws --region us-east-1 sns create-topic --name nowhere"),
                new Breakage(
                        "wrong password of the mail server",
                        account -> account.mail.answers("AUTH", "535 5.7.8 Authentication credentials invalid"),
                        "mail server",
                        ERROR,
                        "sink.mail.*"),
                new Breakage(
                        "mail server without STARTTLS",
                        account -> account.settings.put("sink.mail.security", "starttls"),
                        "mail server",
                        ERROR,
                        "sink.mail.*"),
                new Breakage(
                        "missing queue",
                        account -> account.settings.put("queue.url", account.aws.uri() + "/123456789012/nowhere"),
                        "SQS queue",
                        ERROR,
                        "create-queue --queue-name nowhere"),
                new Breakage(
                        "queue without redrive policy",
                        account -> account.settings.put(
                                "queue.url", account.aws.sqs().createQueue("plain")),
                        "SQS queue, dead letters",
                        WARNING,
                        "RedrivePolicy"),
                new Breakage(
                        "missing dead-letter queue",
                        account -> account.clients
                                .sqs()
                                .deleteQueue(
                                        request -> request.queueUrl(account.aws.uri() + "/123456789012/presence-dead")),
                        "SQS queue, dead letters",
                        ERROR,
                        "create-queue --queue-name presence-dead"),
                new Breakage(
                        "no rule for the queue",
                        account -> account.clients.iot().deleteTopicRule(request -> request.ruleName("presence")),
                        "rule of the queue",
                        ERROR,
                        "deploy/aws.yaml"),
                new Breakage(
                        "rule switched off",
                        account -> account.clients.iot().disableTopicRule(request -> request.ruleName("presence")),
                        "rule of the queue",
                        ERROR,
                        "enable-topic-rule --rule-name presence"),
                new Breakage(
                        "rule for disconnects only",
                        account -> account.rule("SELECT * FROM '$aws/events/presence/disconnected/+'", true),
                        "rule of the queue",
                        WARNING,
                        "$aws/events/presence/#"),
                new Breakage(
                        "rule without error action",
                        account -> account.rule("SELECT * FROM '$aws/events/presence/#'", false),
                        "rule of the queue",
                        WARNING,
                        "error action"),
                new Breakage(
                        "short retention",
                        account -> attribute(account, QueueAttributeName.MESSAGE_RETENTION_PERIOD, "600"),
                        "SQS queue",
                        ERROR,
                        "MessageRetentionPeriod=1209600"),
                new Breakage(
                        "short visibility time-out",
                        account -> attribute(account, QueueAttributeName.VISIBILITY_TIMEOUT, "2"),
                        "SQS queue",
                        WARNING,
                        "VisibilityTimeout=60"),
                new Breakage(
                        "logging never switched on",
                        account -> account.aws.logging().unconfigure(),
                        "IoT logging",
                        WARNING,
                        "set-v2-logging-options --role-arn ROLE_ARN"),
                new Breakage(
                        "logging off",
                        account -> account.clients.iot().setV2LoggingOptions(request -> request.disableAllLogs(true)),
                        "IoT logging",
                        WARNING,
                        "--no-disable-all-logs"),
                new Breakage(
                        "logging at ERROR",
                        account -> account.clients
                                .iot()
                                .setV2LoggingOptions(request -> request.defaultLogLevel(LogLevel.ERROR)),
                        "IoT logging",
                        WARNING,
                        "--default-log-level ERROR --event-configurations eventType=Disconnect,logLevel=INFO"),
                new Breakage(
                        "disconnects in another group",
                        account -> account.clients
                                .iot()
                                .setV2LoggingOptions(
                                        request -> request.eventConfigurations(LogEventConfiguration.builder()
                                                .eventType("Disconnect")
                                                .logLevel(LogLevel.INFO)
                                                .logDestination("disconnects")
                                                .build())),
                        "IoT logging",
                        WARNING,
                        "enrichment.log-group = disconnects"),
                new Breakage(
                        "missing log group",
                        account -> account.settings.put("enrichment.log-group", "elsewhere"),
                        "log group elsewhere",
                        WARNING,
                        "create-log-group --log-group-name elsewhere"),
                new Breakage(
                        "index off",
                        account -> account.aws.indexing().set("OFF", "OFF"),
                        "fleet index",
                        ERROR,
                        "\"thingIndexingMode\":\"REGISTRY\",\"thingConnectivityIndexingMode\":\"STATUS\""),
                new Breakage(
                        "connectivity index off",
                        account -> account.aws.indexing().set("REGISTRY_AND_SHADOW", "OFF"),
                        "fleet index",
                        ERROR,
                        "\"thingIndexingMode\":\"REGISTRY_AND_SHADOW\",\"thingConnectivityIndexingMode\":\"STATUS\""),
                new Breakage(
                        "index BUILDING",
                        account -> account.aws.indexing().status(Indexing.Status.BUILDING),
                        "fleet index",
                        WARNING,
                        "wait"),
                new Breakage(
                        "client ids that are no thing names",
                        account -> account.aws.connections().forget("sensor-1"),
                        "things and client ids",
                        WARNING,
                        "their thing name as client id"),
                new Breakage(
                        "clock that is slow",
                        account -> account.clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10)),
                        "clock",
                        ERROR,
                        "set-ntp"),
                new Breakage(
                        "clock that is a little fast",
                        account -> account.clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)),
                        "clock",
                        WARNING,
                        "set-ntp"),
                new Breakage(
                        "throttled",
                        account -> account.aws.faults().next("sns", "*", Fault.throttle(), Integer.MAX_VALUE),
                        "SNS topic",
                        UNKNOWN,
                        "again in a minute"),
                new Breakage(
                        "server error",
                        account -> account.aws
                                .faults()
                                .next("dynamodb", "DescribeTable", Fault.serverError(), Integer.MAX_VALUE),
                        "DynamoDB tables",
                        UNKNOWN,
                        "run the check again"),
                new Breakage(
                        "access denied",
                        account -> account.aws
                                .faults()
                                .next(
                                        "iot",
                                        "GetV2LoggingOptions",
                                        Fault.refuse(403, "AccessDeniedException", "User is not authorized"),
                                        Integer.MAX_VALUE),
                        "IoT logging",
                        UNKNOWN,
                        "allow iot:GetV2LoggingOptions"),
                new Breakage(
                        "credentials that are not accepted",
                        account -> account.aws
                                .faults()
                                .next(
                                        "sts",
                                        "*",
                                        Fault.refuse(403, "InvalidClientTokenId", "The token is invalid"),
                                        Integer.MAX_VALUE),
                        "AWS credentials",
                        ERROR,
                        "renew them"));
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void whatIsBrokenIsFound(Breakage breakage) {
        breakage.how().in(account);

        Report report = account.check().run();

        assertThat(report.items())
                .filteredOn(item -> item.check().equals(breakage.check()) && item.status() == breakage.status())
                .singleElement()
                .satisfies(item -> assertThat(item.fix().orElseThrow()).contains(breakage.fix()));
        if (breakage.status() == ERROR) {
            assertThat(report.hasErrors()).isTrue();
        }
    }

    @Test
    void whoMayNotListSubscriptionsIsToldTheRight() {
        account.settings.put("deaf.subscriptions", "cmd/${clientId}");
        assertThat(status(account.check().run(), "subscriptions")).isEqualTo(OK);

        account.aws
                .faults()
                .next("iotdata", "ListSubscriptions", Fault.refuse(403, "ForbiddenException", "no"), Integer.MAX_VALUE);
        assertThat(only(account.check().run(), "subscriptions").fix().orElseThrow())
                .contains("allow iot:ListSubscriptions");
    }

    @Test
    void aRefusedSubscriptionNamesTheStatementThatMendsIt() {
        try (ScriptedBroker refusing = new ScriptedBroker().answerSubscribeWith(NOT_AUTHORIZED)) {
            account.settings.put("mqtt.url", refusing.url());

            Report report = account.check().run();

            assertThat(status(report, "MQTT connection")).isEqualTo(OK);
            Finding refused = only(report, "presence.topic");
            assertThat(refused.status()).isEqualTo(ERROR);
            assertThat(refused.finding()).contains("not authorized (0x87)");
            assertThat(refused.fix().orElseThrow())
                    .contains(
                            "iot:Subscribe on arn:aws:iot:us-east-1:ACCOUNT_ID:topicfilter/$aws/events/presence/#",
                            "iot:Receive on arn:aws:iot:us-east-1:ACCOUNT_ID:topic/$aws/events/presence/*");
            assertThat(status(report, "last-will.topic")).isEqualTo(ERROR);
        }
    }

    @Test
    void anEndpointThatHangsHoldsUpNothingElse() {
        account.aws.faults().next("iot", "GetIndexingConfiguration", Fault.hang(Duration.ofMinutes(1)), 9);

        Report report = account.check().run();

        Finding hanging = only(report, "fleet index");
        assertThat(hanging.status()).isEqualTo(UNKNOWN);
        assertThat(hanging.finding()).isEqualTo("no response to iot:GetIndexingConfiguration in time");
        assertThat(report.items())
                .filteredOn(item -> item.status() != OK)
                .extracting(Finding::check)
                .containsExactly("fleet index");
    }

    @Test
    void theProductThatRunsHereIsNoOther() throws Exception {
        account.aws.connections().connected("iot-connectivity-presence", Instant.now());
        HttpServer product = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        product.start();
        try {
            account.settings.put(
                    "http.port", Integer.toString(product.getAddress().getPort()));

            assertThat(status(account.check().run(), "own client ids")).isEqualTo(OK);
        } finally {
            product.stop(0);
        }
    }

    @Test
    void fixSwitchesEventConfigurationsOnAndNothingElse() {
        assertThat(only(account.check().run(), "event configurations").finding())
                .contains("THING and CERTIFICATE are off", "do not depend on them");

        List<Finding> mended = account.check().mend();

        assertThat(mended).singleElement().satisfies(item -> assertThat(item.finding())
                .startsWith("enabled: THING, CERTIFICATE"));
        assertThat(account.aws.eventConfigurations().isEnabled("THING")).isTrue();
        assertThat(account.aws.eventConfigurations().isEnabled("CERTIFICATE")).isTrue();
        assertThat(account.aws.eventConfigurations().isEnabled("JOB")).isFalse();
        assertThat(account.aws.faults().calls("iot", "UpdateIndexingConfiguration"))
                .isZero();
        assertThat(account.check().mend()).isEmpty();
        assertThat(only(account.check().run(), "event configurations").fix()).isEmpty();
    }

    @Test
    void fixThatIsNotAllowedSaysSo() {
        account.aws
                .faults()
                .next("iot", "UpdateEventConfigurations", Fault.refuse(403, "AccessDeniedException", "no"), 9);

        assertThat(account.check().mend()).singleElement().satisfies(item -> {
            assertThat(item.status()).isEqualTo(UNKNOWN);
            assertThat(item.finding()).contains("iot:UpdateEventConfigurations");
        });
    }

    @Test
    void groupsOfThingsNeedTheIndexButNothingOfConnectionsInIt() {
        account.settings.put("reconcile.enabled", "false");
        account.settings.put("group.attribute", "site");
        account.aws.indexing().set("REGISTRY", "OFF");

        Report groups = account.check().run();

        assertThat(only(groups, "fleet index").status()).isEqualTo(OK);
        assertThat(groups.items()).noneMatch(item -> item.check().equals("things and client ids"));

        account.aws.indexing().set("OFF", "OFF");
        Finding off = only(account.check().run(), "fleet index");

        assertThat(off.status()).isEqualTo(WARNING);
        assertThat(off.finding()).contains("group.attribute and group.thing-group find no groups");
        assertThat(off.fix().orElseThrow())
                .contains("\"thingIndexingMode\":\"REGISTRY\"")
                .doesNotContain("\"STATUS\"");
    }

    @Test
    void theCommandForTheIndexKeepsCustomFieldsAndFilters() {
        account.clients
                .iot()
                .updateIndexingConfiguration(request ->
                        request.thingIndexingConfiguration(things -> things.thingIndexingMode("REGISTRY_AND_SHADOW")
                                .customFields(Field.builder()
                                        .name("attributes.site")
                                        .type("String")
                                        .build())
                                .filter(filter -> filter.namedShadowNames("it's"))));

        assertThat(only(account.check().run(), "fleet index").fix().orElseThrow())
                .contains("\"customFields\":[{", "attributes.site", "\"namedShadowNames\":[\"it'\\''s\"]")
                .doesNotContain("managedFields");
    }

    @Test
    void runningTwiceLeavesNothingBehindAtTheBroker() {
        account.check().run();

        assertThat(account.check().run().items())
                .allSatisfy(item -> assertThat(item.status()).isEqualTo(OK));
    }

    private static void replaceEventsTable(Account account, String hash) {
        account.clients.dynamoDb().deleteTable(request -> request.tableName(Account.EVENTS));
        create(account, Account.EVENTS, hash);
    }

    private static String withoutIndex(Account account) {
        create(account, "plain", "clientId");
        return "plain";
    }

    private static void create(Account account, String table, String hash) {
        account.clients.dynamoDb().createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(hash)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName(hash)
                        .keyType(KeyType.HASH)
                        .build()));
    }

    private static void attribute(Account account, QueueAttributeName name, String value) {
        account.clients.sqs().setQueueAttributes(request -> request.queueUrl(account.settings.get("queue.url"))
                .attributes(Map.of(name, value)));
    }

    private static Finding only(Report report, String check) {
        return report.items().stream()
                .filter(item -> item.check().equals(check))
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + one + ", " + other);
                })
                .orElseThrow();
    }

    private static Status status(Report report, String check) {
        return only(report, check).status();
    }
}
