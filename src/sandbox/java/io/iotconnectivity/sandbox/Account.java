package io.iotconnectivity.sandbox;

import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.cloudwatch.IotLog;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The simulated AWS account, set up as an operator would: things for all devices, logging and fleet indexing enabled, a
 * queue for presence events, and a topic for the product to publish to.
 */
final class Account {
    static final String REGION = "us-east-1";
    /** The table that knows the devices. */
    static final String INVENTORY = "things";

    private static final String QUEUE = "iot-connectivity-events";
    private static final String DEAD_LETTERS = QUEUE + "-dead-letters";
    private static final int RECEIVES_BEFORE_DEAD = 5;
    private static final double SHARE_OF_RULE_FAILURES = 0.05;
    private static final String OWN_CLIENTS = "iot-connectivity";
    /** Thing names are more restricted than client ids. */
    private static final Pattern THING_NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");

    private final AwsEndpoint aws;
    private final Broker broker;
    private final String queueUrl;

    /** @param ingestion how long it takes until the log can be searched for an entry */
    Account(AwsEndpoint aws, Broker broker, Duration ingestion) {
        this.aws = aws;
        this.broker = broker;
        this.queueUrl = aws.sqs().createQueue(QUEUE, DEAD_LETTERS, RECEIVES_BEFORE_DEAD);
        aws.things().create(FleetSettings.SPARE);
        broker.onLifecycle(this::registerThing);
        broker.onLifecycle(new IotLog(aws.logs(), aws.logging(), ingestion));
        IotCore.join(broker, aws);
    }

    private void registerThing(LifecycleEvent event) {
        if (event.type() == Type.CONNECTED
                && !isOwn(event)
                && THING_NAME.matcher(event.clientId()).matches()) {
            aws.things().create(event.clientId());
        }
    }

    /** Whether it is about the product itself. */
    static boolean isOwn(LifecycleEvent event) {
        return event.clientId().startsWith(OWN_CLIENTS);
    }

    String queueUrl() {
        return queueUrl;
    }

    /** Starts a rule that sends presence events to the queue until it is closed. */
    PresenceRule feedQueue(long seed) {
        Mischief mischief = new Mischief(0.05, 0, 0.1, 0.05, Duration.ofSeconds(2), seed);
        PresenceRule rule = new PresenceRule(aws.sqs(), QUEUE, this::isRuleEnabled, SHARE_OF_RULE_FAILURES, mischief);
        aws.topicRules().put(PresenceRule.NAME, PresenceRule.definition(queueUrl));
        broker.onLifecycle(rule);
        return rule;
    }

    private boolean isRuleEnabled() {
        return aws.topicRules().rules().stream()
                .anyMatch(rule -> rule.name().equals(PresenceRule.NAME) && rule.enabled());
    }

    /** A table that knows where devices are, and what runs on them. */
    void keepInventory(List<String> clientIds) {
        aws.dynamoDb().createTable(INVENTORY, "clientId");
        clientIds.forEach(clientId -> aws.dynamoDb().putItem(INVENTORY, FleetSettings.inventory(clientId)));
    }

    /** The topic that the product publishes to, with the inbox as its subscriber; returns its ARN. */
    String openTopic(URI inbox) {
        try (SnsClient sns = SnsClient.builder()
                .endpointOverride(aws.uri())
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("sandbox", "sandbox")))
                .build()) {
            String arn =
                    sns.createTopic(topic -> topic.name("iot-connectivity")).topicArn();
            sns.subscribe(to -> to.topicArn(arn)
                    .protocol("http")
                    .endpoint(inbox.resolve("/sns").toString()));
            return arn;
        }
    }
}
