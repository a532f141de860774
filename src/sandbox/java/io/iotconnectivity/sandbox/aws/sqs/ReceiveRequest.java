package io.iotconnectivity.sandbox.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameters of a ReceiveMessage.
 *
 * @param most       how many messages, 1 to 10
 * @param waiting    how long to wait for the first; absent for the queue's default
 * @param visibility how long they stay invisible to others; absent for the queue's default
 * @param system     the names of the system attributes to tell, or {@code All}
 * @param attributes the names of the message attributes to tell, or {@code All}
 */
record ReceiveRequest(
        int most,
        Optional<Duration> waiting,
        Optional<Duration> visibility,
        Set<String> system,
        Set<String> attributes) {
    private static final int MAX_WAIT_SECONDS = 20;
    private static final int MAX_VISIBILITY_SECONDS = 43_200;

    static ReceiveRequest read(ObjectNode input) {
        Set<String> system = names(input.path("MessageSystemAttributeNames"));
        // The older name of the same member.
        system.addAll(names(input.path("AttributeNames")));
        return new ReceiveRequest(
                within(input, "MaxNumberOfMessages", 1, 10).orElse(1),
                within(input, "WaitTimeSeconds", 0, MAX_WAIT_SECONDS).map(Duration::ofSeconds),
                visibility(input),
                system,
                names(input.path("MessageAttributeNames")));
    }

    /** The {@code VisibilityTimeout} of this or another request. */
    static Optional<Duration> visibility(ObjectNode input) {
        return within(input, "VisibilityTimeout", 0, MAX_VISIBILITY_SECONDS).map(Duration::ofSeconds);
    }

    static Optional<Integer> within(ObjectNode input, String name, int least, int most) {
        if (!input.hasNonNull(name)) {
            return Optional.empty();
        }
        int value = input.get(name).asInt();
        if (value < least || value > most) {
            throw new AwsError(
                    400,
                    "InvalidParameterValue",
                    "Value " + value + " for parameter " + name + " is invalid. Reason: Must be >= " + least
                            + " and <= " + most + ", if provided.");
        }
        return Optional.of(value);
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new TreeSet<>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }

    boolean wantsSystem(String name) {
        return system.contains(name) || system.contains("All");
    }

    boolean wantsAttribute(String name) {
        return attributes.contains(name) || attributes.contains("All") || attributes.contains(".*");
    }
}
