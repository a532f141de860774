package io.iotconnectivity.sandbox.aws.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be set for a queue. Values are kept as the text that was sent.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html">Attributes</a>
 */
record QueueAttributes(Map<String, String> given, Optional<Redrive> redrive) {
    static final String REDRIVE_POLICY = "RedrivePolicy";
    static final String VISIBILITY_TIMEOUT = "VisibilityTimeout";
    static final String DELAY = "DelaySeconds";
    static final String WAIT = "ReceiveMessageWaitTimeSeconds";
    static final String MAX_SIZE = "MaximumMessageSize";

    private record Limits(int least, int most, int usual) {}

    private static final Map<String, Limits> NUMBERS = Map.of(
            VISIBILITY_TIMEOUT,
            new Limits(0, 43_200, 30),
            DELAY,
            new Limits(0, 900, 0),
            WAIT,
            new Limits(0, 20, 0),
            MAX_SIZE,
            new Limits(1_024, 1_048_576, 1_048_576),
            "MessageRetentionPeriod",
            new Limits(60, 1_209_600, 345_600));
    /** Accepted, but without effect here. */
    private static final Set<String> OTHERS = Set.of(
            "Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled");

    /**
     * @param target      ARN of the dead-letter queue
     * @param maxReceives how often a message is received before it goes there
     */
    record Redrive(String target, int maxReceives) {}

    /** @throws AwsError for a name or a value that AWS, or the sandbox, does not know */
    static QueueAttributes read(JsonNode attributes) {
        Map<String, String> given = new LinkedHashMap<>();
        attributes.properties().forEach(entry -> {
            String name = entry.getKey();
            String value = entry.getValue().asText();
            Limits limits = NUMBERS.get(name);
            if (limits != null) {
                checkNumber(name, value, limits.least(), limits.most());
            } else if (!name.equals(REDRIVE_POLICY) && !OTHERS.contains(name)) {
                throw new AwsError(400, "InvalidAttributeName", "Unknown Attribute " + name + ".");
            }
            given.put(name, value);
        });
        return new QueueAttributes(
                given, Optional.ofNullable(given.get(REDRIVE_POLICY)).flatMap(QueueAttributes::redrive));
    }

    private static Optional<Redrive> redrive(String policy) {
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.MAPPER.readTree(policy);
            // AWS's own console writes the number as a text.
            int maxReceives = json.path("maxReceiveCount").asInt();
            String target = json.path("deadLetterTargetArn").asText();
            if (maxReceives >= 1 && maxReceives <= 1_000 && !target.isEmpty()) {
                return Optional.of(new Redrive(target, maxReceives));
            }
        } catch (JsonProcessingException e) {
            // told below
        }
        throw invalid(REDRIVE_POLICY, "It needs deadLetterTargetArn and maxReceiveCount from 1 to 1000.");
    }

    private static void checkNumber(String name, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw invalid(name, "Must be from " + least + " to " + most + ".");
    }

    static AwsError invalid(String name, String reason) {
        return new AwsError(
                400, "InvalidAttributeValue", "Invalid value for the parameter " + name + ". Reason: " + reason);
    }

    QueueAttributes changedBy(QueueAttributes change) {
        Map<String, String> all = new LinkedHashMap<>(given);
        all.putAll(change.given);
        return new QueueAttributes(all, change.given.containsKey(REDRIVE_POLICY) ? change.redrive : redrive);
    }

    boolean includes(QueueAttributes others) {
        return given.entrySet().containsAll(others.given.entrySet());
    }

    int number(String name) {
        return Integer.parseInt(all().get(name));
    }

    Duration seconds(String name) {
        return Duration.ofSeconds(number(name));
    }

    /** The attributes that were set, and the defaults of the others. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        NUMBERS.forEach((name, limits) -> all.put(name, String.valueOf(limits.usual())));
        all.put("SqsManagedSseEnabled", "true");
        all.putAll(given);
        all.values().removeIf(String::isEmpty);
        return all;
    }
}
