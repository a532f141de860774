package io.iotconnectivity.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.settings.InvalidSettings;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theShippedSettingsNeedMqttOnly() {
        Map<String, JsonNode> policies = policies(Map.of());

        assertThat(policies.keySet()).allMatch(heading -> heading.startsWith("IoT policy"));
        JsonNode certificate = policies.get("IoT policy for the product's certificate (MQTT)");
        assertThat(resources(certificate, "iot:Connect"))
                .containsExactly("arn:aws:iot:us-east-1:ACCOUNT_ID:client/iot-connectivity-*");
        assertThat(resources(certificate, "iot:Subscribe"))
                .containsExactly(
                        "arn:aws:iot:us-east-1:ACCOUNT_ID:topicfilter/$aws/events/presence/#",
                        "arn:aws:iot:us-east-1:ACCOUNT_ID:topicfilter/lwt/+");
        assertThat(resources(certificate, "iot:Receive"))
                .containsExactly(
                        "arn:aws:iot:us-east-1:ACCOUNT_ID:topic/$aws/events/presence/*",
                        "arn:aws:iot:us-east-1:ACCOUNT_ID:topic/lwt/*");
        assertThat(resources(policies.get("IoT policy for the devices, in addition to their own"), "iot:Publish"))
                .containsExactly("arn:aws:iot:us-east-1:ACCOUNT_ID:topic/lwt/${iot:Connection.Thing.ThingName}");
    }

    @ParameterizedTest
    @CsvSource({
        "tele/+/LWT, '', tele/${iot:Connection.Thing.ThingName}/LWT",
        "lwt/#, '', lwt/${iot:Connection.Thing.ThingName}",
        "site/+/dev/+/lwt, 2, site/*/dev/${iot:Connection.Thing.ThingName}/lwt",
    })
    void deviceMayPublishItsOwnWillOnly(String filter, String client, String topic) {
        JsonNode devices = policies(Map.of("last-will.topic", filter, "last-will.client", client))
                .get("IoT policy for the devices, in addition to their own");

        assertThat(resources(devices, "iot:Publish"))
                .containsExactly("arn:aws:iot:us-east-1:ACCOUNT_ID:topic/" + topic);
    }

    @Test
    void aSharedSubscriptionIsNamedAsSuch() {
        IotStatements names = new IotStatements("us-east-1");
        Features.Source shared = new Features.Source("presence", "$share/us/$aws/events/presence/#");

        assertThat(names.filters(shared))
                .containsExactly("arn:aws:iot:us-east-1:ACCOUNT_ID:topicfilter/$share/us/$aws/events/presence/#");
        assertThat(names.topics(shared))
                .containsExactly(
                        "arn:aws:iot:us-east-1:ACCOUNT_ID:topic/$aws/events/presence/*",
                        "arn:aws:iot:us-east-1:ACCOUNT_ID:topic/$share/us/$aws/events/presence/*");
    }

    @Test
    void subscriptionsThatAreRequiredAreListed() {
        assertThat(product(Map.of("deaf.subscriptions", "cmd/${clientId}")))
                .containsExactly("iot:DescribeEndpoint", "iot:ListSubscriptions");
    }

    @Test
    void eachFeatureNeedsItsOwnActionsAndNoMore() {
        assertThat(product(Map.of("sink.dynamodb.enabled", "true")))
                .containsExactly(
                        "dynamodb:BatchWriteItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:DescribeTimeToLive",
                        "dynamodb:PartiQLUpdate",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem");
        assertThat(product(Map.of("sink.dynamodb.enabled", "true", "sink.dynamodb.create-tables", "true")))
                .contains("dynamodb:CreateTable", "dynamodb:UpdateTimeToLive");
        assertThat(product(Map.of(
                        "sink.sns.enabled", "true", "sink.sns.topic-arn", "arn:aws:sns:us-east-1:123456789012:t")))
                .containsExactly("sns:GetTopicAttributes", "sns:Publish");
        assertThat(product(Map.of("sink.metrics.enabled", "true"))).containsExactly("cloudwatch:PutMetricData");
        assertThat(product(Map.of("sink.shadow.enabled", "true")))
                .containsExactly("iot:DescribeEndpoint", "iot:DescribeThing", "iot:UpdateThingShadow");
        assertThat(product(Map.of("sink.shadow.enabled", "true", "aws.iot.data-endpoint", "x.amazonaws.com")))
                .doesNotContain("iot:DescribeEndpoint");
        assertThat(product(Map.of("enrichment.enabled", "true")))
                .containsExactly("logs:FilterLogEvents", "logs:GetQueryResults", "logs:StartQuery", "logs:StopQuery");
        assertThat(product(Map.of("enrichment.enabled", "true", "enrichment.insights", "never")))
                .containsExactly("logs:FilterLogEvents");
        assertThat(product(Map.of("verify", "connection")))
                .containsExactly("iot:DescribeEndpoint", "iot:GetConnection");
        assertThat(product(Map.of("verify", "thing-connectivity")))
                .containsExactly("iot:DescribeThing", "iot:GetThingConnectivityData");
        assertThat(product(Map.of("reconcile.enabled", "true"))).containsExactly("iot:SearchIndex");
        assertThat(product(Map.of("group.attribute", "site"))).containsExactly("iot:SearchIndex");
        assertThat(product(Map.of("group.thing-group", "site-.*"))).containsExactly("iot:SearchIndex");
    }

    @Test
    void resourcesAreNamedNotGuessed() {
        Map<String, JsonNode> policies = policies(Map.of(
                "aws.region",
                "cn-north-1",
                "queue.enabled",
                "true",
                "queue.url",
                "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/presence",
                "sink.metrics.enabled",
                "true"));

        JsonNode product = policies.get("IAM policy for the running product");
        assertThat(resources(product, "sqs:DeleteMessage"))
                .containsExactly("arn:aws-cn:sqs:cn-north-1:123456789012:presence");
        assertThat(product.toString()).contains("{\"StringEquals\":{\"cloudwatch:namespace\":\"IoTConnectivity\"}}");
    }

    @Test
    void sinksMayOnlyAddToWhatTheyAreToldOf() {
        Map<String, String> given = new HashMap<>(Map.of("aws.region", "eu-central-1"));
        for (String sink : List.of("sqs", "kinesis", "eventbridge", "s3")) {
            given.put("sink." + sink + ".enabled", "true");
        }
        given.put("sink.sqs.queue-url", "https://sqs.eu-central-1.amazonaws.com/123456789012/events.fifo");
        given.put("sink.kinesis.stream", "events");
        given.put("sink.s3.bucket", "lake");

        JsonNode product = policies(given).get("IAM policy for the running product");

        assertThat(resources(product, "sqs:SendMessage"))
                .containsExactly("arn:aws:sqs:eu-central-1:123456789012:events.fifo");
        assertThat(resources(product, "kinesis:PutRecord"))
                .singleElement()
                .asString()
                .startsWith("arn:aws:kinesis:eu-central-1:")
                .endsWith(":stream/events");
        assertThat(resources(product, "events:PutEvents"))
                .singleElement()
                .asString()
                .endsWith(":event-bus/default");
        assertThat(resources(product, "s3:PutObject")).containsExactly("arn:aws:s3:::lake/iot-connectivity/*");
    }

    @Test
    void kafkaWithIamNeedsTopicsGroupsAndTransactionsOfTheApplicationOnly() {
        Map<String, String> given = new HashMap<>(
                Map.of("engine", "kafka", "kafka.bootstrap-servers", "b-1.x:9098", "kafka.application-id", "watch"));
        assertThat(policies(given)).doesNotContainKey("IAM policy for the running product");

        given.put("kafka.properties.sasl.mechanism", "AWS_MSK_IAM");

        JsonNode product = policies(given).get("IAM policy for the running product");
        String arn = "arn:aws:kafka:us-east-1:ACCOUNT_ID:";
        assertThat(resources(product, "kafka-cluster:WriteDataIdempotently"))
                .containsExactly(arn + "cluster/CLUSTER_NAME/*");
        assertThat(resources(product, "kafka-cluster:WriteData")).containsExactly(arn + "topic/CLUSTER_NAME/*/watch*");
        assertThat(resources(product, "kafka-cluster:AlterGroup")).containsExactly(arn + "group/CLUSTER_NAME/*/watch*");
        assertThat(resources(product, "kafka-cluster:AlterTransactionalId"))
                .containsExactly(arn + "transactional-id/CLUSTER_NAME/*/watch*");
    }

    @Test
    void aTopicThatIsReadWithIamNeedsNoMoreThanReading() {
        JsonNode product = policies(Map.of(
                        "source.kafka.enabled", "true",
                        "source.kafka.brokers", "b-1.x:9098",
                        "source.kafka.topic", "presence",
                        "source.kafka.properties.sasl.mechanism", "AWS_MSK_IAM"))
                .get("IAM policy for the running product");

        assertThat(actions(product))
                .containsExactly(
                        "kafka-cluster:AlterGroup",
                        "kafka-cluster:Connect",
                        "kafka-cluster:DescribeGroup",
                        "kafka-cluster:DescribeTopic",
                        "kafka-cluster:DescribeTopicDynamicConfiguration",
                        "kafka-cluster:ReadData");
        assertThat(resources(product, "kafka-cluster:ReadData"))
                .containsExactly("arn:aws:kafka:us-east-1:ACCOUNT_ID:topic/CLUSTER_NAME/*/presence");
    }

    @Test
    void disconnectingIsAllowedOnlyWhereItIsSwitchedOn() {
        assertThat(policies(Map.of()).toString()).doesNotContain("iot:DeleteConnection");
        assertThat(policies(Map.of("disconnect.enabled", "true")).toString()).contains("iot:DeleteConnection");
    }

    @Test
    void aProbeIsBoundToItsTopicAtBothEnds() {
        Map<String, JsonNode> policies = policies(Map.of(
                "probe.enabled",
                "true",
                "probe.topic",
                "are-you/there",
                "stale.after",
                "5m",
                "sign-of-life.enabled",
                "true",
                "sign-of-life.topic",
                "data/+/up/#",
                "sign-of-life.client",
                "1"));

        assertThat(policies.get("IAM policy for the running product").toString())
                .contains("{\"StringEquals\":{\"iot:Topic\":\"are-you/there\"}}");
        assertThat(resources(policies.get("IoT policy for the devices, in addition to their own"), "iot:Receive"))
                .containsExactly("arn:aws:iot:us-east-1:ACCOUNT_ID:topic/are-you/there");
        assertThat(resources(policies.get("IoT policy for the product's certificate (MQTT)"), "iot:Receive"))
                .contains("arn:aws:iot:us-east-1:ACCOUNT_ID:topic/data/*/up/*");
    }

    private static Set<String> product(Map<String, String> settings) {
        return actions(policies(settings).get("IAM policy for the running product"));
    }

    static Set<String> actions(JsonNode policy) {
        Set<String> actions = new TreeSet<>();
        policy.path("Statement").forEach(statement -> statement.path("Action").forEach(it -> actions.add(it.asText())));
        return actions;
    }

    private static List<String> resources(JsonNode policy, String action) {
        Set<String> resources = new LinkedHashSet<>();
        for (JsonNode statement : policy.path("Statement")) {
            for (JsonNode allowed : statement.path("Action")) {
                if (allowed.asText().equals(action)) {
                    statement.path("Resource").forEach(it -> resources.add(it.asText()));
                }
            }
        }
        return List.copyOf(resources);
    }

    static Map<String, JsonNode> policies(Map<String, String> overrides) {
        return Policies.of(settings(overrides)).stream()
                .collect(Collectors.toMap(
                        Policies.Document::heading, document -> read(document.json()), (a, b) -> b, TreeMap::new));
    }

    static Settings settings(Map<String, String> overrides) {
        Properties properties = new Properties();
        properties.putAll(overrides);
        try {
            return new SettingsLoader(Path.of("no-such-directory"), Map.of(), properties).load(Optional.empty());
        } catch (InvalidSettings e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }

    private static JsonNode read(String json) {
        try {
            JsonNode policy = JSON.readTree(json);
            assertThat(policy.path("Version").asText()).isEqualTo("2012-10-17");
            return policy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
