package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.DynamoTables;
import io.iotconnectivity.mail.ScriptedSmtp;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.settings.InvalidSettings;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.iot.model.Action;

/** A sandbox account that is set up right, with settings that use all of it, for tests to break. */
final class Account implements AutoCloseable {
    static final String DEVICES = "iot-connectivity-devices";
    static final String EVENTS = "iot-connectivity-events";
    private static final String ENDPOINT = "aws.endpointUrl";

    final AwsEndpoint aws = AwsEndpoint.start(0);
    final Map<String, String> settings = new TreeMap<>();
    final AwsClients clients;
    final ScriptedSmtp mail = ScriptedSmtp.start();
    private final String endpointBefore = System.getProperty(ENDPOINT);
    Clock clock = Clock.systemUTC();

    Account(Path directory, String mqttUrl) {
        System.setProperty(ENDPOINT, aws.uri().toString());
        settings.put("mqtt.url", mqttUrl);
        settings.put("aws.region", "us-east-1");
        settings.put("http.port", "1");
        settings.put("engine.file", directory.resolve("data/connectivity.db").toString());
        settings.put("sink.dynamodb.enabled", "true");
        settings.put("sink.sns.enabled", "true");
        settings.put("sink.sns.topic-arn", aws.sns().createTopic("connectivity"));
        settings.put("sink.shadow.enabled", "true");
        settings.put("sink.metrics.enabled", "true");
        settings.put("sink.mail.enabled", "true");
        settings.put("sink.mail.host", "localhost");
        settings.put("sink.mail.port", String.valueOf(mail.port()));
        settings.put("sink.mail.security", "none");
        settings.put("sink.mail.username", "monitor");
        settings.put("sink.mail.password", "hush-7");
        settings.put("sink.mail.from", "monitor@example.com");
        settings.put("sink.mail.to", "ops@example.com");
        settings.put("queue.enabled", "true");
        aws.sqs().createQueue("presence-dead");
        settings.put("queue.url", aws.uri() + "/123456789012/presence");
        settings.put("enrichment.enabled", "true");
        settings.put("verify", "connection");
        settings.put("reconcile.enabled", "true");
        clients = new AwsClients(load().aws());
        aws.sqs().createQueue("presence", "presence-dead", 10);
        rule("SELECT * FROM '$aws/events/presence/#'", true);
        clients.logs().createLogGroup(group -> group.logGroupName("AWSIotLogsV2"));
        DynamoTables.wanted(DEVICES, EVENTS).forEach(clients.dynamoDb()::createTable);
        expire(true, DynamoTables.TTL_ATTRIBUTE);
        aws.things().create("sensor-1");
        aws.connections().connected("sensor-1", Instant.now());
    }

    /** The one rule that feeds the queue. */
    void rule(String sql, boolean withErrorAction) {
        clients.iot().deleteTopicRule(request -> request.ruleName("presence"));
        Action toQueue = Action.builder()
                .sqs(sqs -> sqs.queueUrl(settings.get("queue.url")).roleArn("arn:aws:iam::123456789012:role/rule"))
                .build();
        clients.iot().createTopicRule(request -> request.ruleName("presence").topicRulePayload(payload -> {
            payload.sql(sql).actions(toQueue);
            if (withErrorAction) {
                payload.errorAction(toQueue);
            }
        }));
    }

    void expire(boolean on, String attribute) {
        clients.dynamoDb().updateTimeToLive(request -> request.tableName(EVENTS)
                .timeToLiveSpecification(TimeToLiveSpecification.builder()
                        .enabled(on)
                        .attributeName(attribute)
                        .build()));
    }

    /** As the product loads them. */
    Settings load() {
        Properties properties = new Properties();
        properties.putAll(settings);
        try {
            return new SettingsLoader(Path.of("no-such-directory"), Map.of(), properties).load(Optional.empty());
        } catch (InvalidSettings e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }

    AccountCheck check() {
        return new AccountCheck(load(), clients, clock);
    }

    @Override
    public void close() {
        mail.close();
        clients.close();
        aws.close();
        if (endpointBefore == null) {
            System.clearProperty(ENDPOINT);
        } else {
            System.setProperty(ENDPOINT, endpointBefore);
        }
    }
}
