package io.iotconnectivity.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.aws.DynamoTables;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** Holds deploy/aws.yaml against what the product makes, asks for and needs. */
class TemplateTest {
    private static final Pattern SETTING = Pattern.compile("setting ([a-z0-9.-]+)");
    private static final Set<String> FUNCTIONS =
            Set.of("Ref", "Fn::GetAtt", "Fn::Sub", "Fn::If", "Fn::Equals", "Fn::Not");

    private final Template template = Template.read(Path.of("deploy/aws.yaml"));

    @Test
    void theTablesAreThoseThatTheProductMakes() {
        List<CreateTableRequest> wanted = DynamoTables.wanted("iot-connectivity-devices", "iot-connectivity-events");

        assertTable(template.properties("DevicesTable"), wanted.get(0));
        assertTable(template.properties("EventsTable"), wanted.get(1));
        JsonNode expiry = template.properties("EventsTable").path("TimeToLiveSpecification");
        assertThat(expiry.path("AttributeName").asText()).isEqualTo(DynamoTables.TTL_ATTRIBUTE);
        assertThat(expiry.path("Enabled").asBoolean()).isTrue();
    }

    @Test
    void theManagedPolicyIsWhatPoliciesPrintsForAllFeatures() {
        Map<String, Statement> wanted = new TreeMap<>();
        for (String verify : List.of("connection", "thing-connectivity")) {
            statements(product(verify)).forEach((sid, statement) -> wanted.merge(sid, statement, Statement::and));
        }

        assertThat(statements(template.properties("ProductPolicy").path("PolicyDocument")))
                .isEqualTo(wanted);
    }

    @Test
    void theCertificatesPolicyIsWhatPoliciesPrints() {
        JsonNode wanted =
                inAccount(PoliciesTest.policies(Map.of()).get("IoT policy for the product's certificate (MQTT)"));

        assertThat(template.properties("CertificatePolicy").path("PolicyDocument"))
                .isEqualTo(wanted);
    }

    @Test
    void theRuleFeedsTheQueueWithAllPresenceEventsAndItsOwnFailures() {
        JsonNode rule = template.properties("PresenceRule").path("TopicRulePayload");

        assertThat(rule.path("Sql").asText()).isEqualTo("SELECT * FROM '$aws/events/presence/#'");
        String queue = "https://sqs.us-east-1.amazonaws.com/123456789012/iot-connectivity-presence";
        assertThat(rule.path("Actions").get(0).path("Sqs").path("QueueUrl").asText())
                .isEqualTo(queue);
        assertThat(rule.path("ErrorAction").path("Sqs").path("QueueUrl").asText())
                .isEqualTo(queue);
        // The product reads the events as they are, not in Base64.
        assertThat(rule.path("Actions").get(0).path("Sqs").path("UseBase64").asBoolean(true))
                .isFalse();
        JsonNode role = template.properties("PresenceRuleRole");
        assertThat(role.at("/Policies/0/PolicyDocument/Statement/0/Action").asText())
                .isEqualTo("sqs:SendMessage");
        assertThat(role.at("/Policies/0/PolicyDocument/Statement/0/Resource").asText())
                .isEqualTo("arn:aws:sqs:us-east-1:123456789012:iot-connectivity-presence");
    }

    @Test
    void theQueueIsOneThatTheAccountCheckFindsRight() {
        JsonNode queue = template.properties("PresenceQueue");

        assertThat(queue.path("MessageRetentionPeriod").asLong()).isGreaterThanOrEqualTo(86_400);
        assertThat(queue.path("VisibilityTimeout").asLong()).isGreaterThanOrEqualTo(30);
        assertThat(queue.path("RedrivePolicy").path("maxReceiveCount").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(queue.path("RedrivePolicy").path("deadLetterTargetArn").asText())
                .isEqualTo("arn:aws:sqs:us-east-1:123456789012:iot-connectivity-presence-dead");
        assertThat(template.properties("DeadLetterQueue")
                        .path("MessageRetentionPeriod")
                        .asLong())
                .isGreaterThanOrEqualTo(queue.path("MessageRetentionPeriod").asLong());
    }

    @Test
    void theOutputsNameSettingsThatThereAreAndWhatTheyAre() throws IOException {
        Properties known = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("application.properties"))) {
            known.load(file);
        }
        Map<String, String> settings = new HashMap<>();
        template.outputs().forEach(output -> {
            Matcher named = SETTING.matcher(output.path("Description").asText());
            if (named.find()) {
                settings.put(named.group(1), output.path("Value").asText());
            }
        });

        assertThat(known.stringPropertyNames()).containsAll(settings.keySet());
        assertThat(settings)
                .containsEntry(
                        "queue.url", "https://sqs.us-east-1.amazonaws.com/123456789012/iot-connectivity-presence")
                .containsEntry("sink.sns.topic-arn", "arn:aws:sns:us-east-1:123456789012:iot-connectivity");
        settings.forEach((key, value) -> {
            // With the defaults on both sides, there is nothing to copy.
            if (!known.getProperty(key).isEmpty()) {
                assertThat(value).as(key).isEqualTo(known.getProperty(key));
            }
        });
        assertThat(PoliciesTest.settings(settings).mqtt().clientId()).isEqualTo("iot-connectivity");
    }

    @Test
    void parametersForSettingsHaveTheirDefaults() throws IOException {
        Properties known = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("application.properties"))) {
            known.load(file);
        }
        template.raw().path("Parameters").forEach(parameter -> {
            Matcher named = SETTING.matcher(parameter.path("Description").asText());
            if (named.find()) {
                assertThat(parameter.path("Default").asText()).isEqualTo(known.getProperty(named.group(1)));
            }
        });
    }

    @Test
    void everyReferenceIsToSomethingAndEveryParameterIsUsed() {
        Set<String> used = new TreeSet<>();
        collect(template.raw(), used);
        template.raw().path("Resources").fieldNames().forEachRemaining(template::properties);
        template.resolved(template.raw().path("Conditions"));
        template.outputs();

        template.raw().path("Parameters").fieldNames().forEachRemaining(name -> assertThat(used)
                .contains(name));
        template.raw().path("Resources").forEach(resource -> {
            if (resource.has("Condition")) {
                assertThat(template.raw()
                                .path("Conditions")
                                .has(resource.path("Condition").asText()))
                        .isTrue();
            }
        });
    }

    @Test
    void theDashboardIsJson() {
        String body = template.properties("Dashboard").path("DashboardBody").asText();

        assertThat(Template.json(body).path("widgets")).hasSize(3);
        assertThat(body).contains("iot-connectivity-presence-dead").doesNotContain("${");
    }

    private static void assertTable(JsonNode table, CreateTableRequest wanted) {
        assertThat(table.path("TableName").asText()).isEqualTo(wanted.tableName());
        assertThat(table.path("BillingMode").asText()).isEqualTo(wanted.billingModeAsString());
        assertThat(schema(table.path("KeySchema"))).isEqualTo(schema(wanted.keySchema()));
        Map<String, String> types = new HashMap<>();
        table.path("AttributeDefinitions")
                .forEach(attribute -> types.put(
                        attribute.path("AttributeName").asText(),
                        attribute.path("AttributeType").asText()));
        Map<String, String> wantedTypes = new HashMap<>();
        wanted.attributeDefinitions()
                .forEach(attribute -> wantedTypes.put(attribute.attributeName(), attribute.attributeTypeAsString()));
        assertThat(types).isEqualTo(wantedTypes);
        assertThat(table.path("GlobalSecondaryIndexes"))
                .hasSize(wanted.globalSecondaryIndexes().size());
        for (int i = 0; i < wanted.globalSecondaryIndexes().size(); i++) {
            JsonNode index = table.path("GlobalSecondaryIndexes").get(i);
            assertThat(index.path("IndexName").asText())
                    .isEqualTo(wanted.globalSecondaryIndexes().get(i).indexName());
            assertThat(schema(index.path("KeySchema")))
                    .isEqualTo(schema(wanted.globalSecondaryIndexes().get(i).keySchema()));
            assertThat(index.path("Projection").path("ProjectionType").asText())
                    .isEqualTo(
                            wanted.globalSecondaryIndexes().get(i).projection().projectionTypeAsString());
        }
    }

    private static List<String> schema(JsonNode keys) {
        Set<String> schema = new LinkedHashSet<>();
        keys.forEach(key -> schema.add(
                key.path("KeyType").asText() + " " + key.path("AttributeName").asText()));
        return List.copyOf(schema);
    }

    private static List<String> schema(List<KeySchemaElement> keys) {
        return keys.stream()
                .map(key -> key.keyTypeAsString() + " " + key.attributeName())
                .toList();
    }

    /** @param condition as JSON; absent: none */
    private record Statement(Set<String> actions, Set<String> resources, Optional<String> condition) {
        Statement and(Statement other) {
            Set<String> all = new TreeSet<>(actions);
            all.addAll(other.actions);
            assertThat(other.resources).isEqualTo(resources);
            assertThat(other.condition).isEqualTo(condition);
            return new Statement(all, resources, condition);
        }
    }

    private static Map<String, Statement> statements(JsonNode policy) {
        Map<String, Statement> statements = new TreeMap<>();
        for (JsonNode statement : policy.path("Statement")) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            statements.put(
                    statement.path("Sid").asText(),
                    new Statement(
                            texts(statement.path("Action")),
                            texts(statement.path("Resource")),
                            Optional.ofNullable(statement.get("Condition")).map(JsonNode::toString)));
        }
        return statements;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode product(String verify) {
        Map<String, String> settings = new HashMap<>();
        settings.put("verify", verify);
        settings.put("sink.dynamodb.enabled", "true");
        settings.put("sink.sns.enabled", "true");
        settings.put("sink.sns.topic-arn", "arn:aws:sns:us-east-1:123456789012:iot-connectivity");
        settings.put("sink.shadow.enabled", "true");
        settings.put("sink.metrics.enabled", "true");
        settings.put("queue.enabled", "true");
        settings.put("queue.url", "https://sqs.us-east-1.amazonaws.com/123456789012/iot-connectivity-presence");
        settings.put("enrichment.enabled", "true");
        settings.put("reconcile.enabled", "true");
        settings.put("sign-of-life.enabled", "true");
        settings.put("sign-of-life.topic", "telemetry/+");
        settings.put("stale.after", "5m");
        settings.put("probe.enabled", "true");
        settings.put("deaf.subscriptions", "cmd/${clientId}");
        return inAccount(PoliciesTest.policies(settings).get("IAM policy for the running product"));
    }

    private static JsonNode inAccount(JsonNode policy) {
        return Template.json(policy.toString().replace(IotStatements.ACCOUNT, "123456789012"));
    }

    private static void collect(JsonNode node, Set<String> used) {
        node.properties().forEach(entry -> {
            if (entry.getKey().startsWith("Fn::")) {
                assertThat(FUNCTIONS).contains(entry.getKey());
            }
            if (entry.getKey().equals("Ref")) {
                used.add(entry.getValue().asText());
            } else if (entry.getKey().equals("Fn::Sub")) {
                Matcher names = Pattern.compile("\\$\\{([A-Za-z]+)[.}]")
                        .matcher(entry.getValue().asText());
                while (names.find()) {
                    used.add(names.group(1));
                }
            }
            collect(entry.getValue(), used);
        });
        if (node.isArray()) {
            node.forEach(item -> collect(item, used));
        }
    }
}
