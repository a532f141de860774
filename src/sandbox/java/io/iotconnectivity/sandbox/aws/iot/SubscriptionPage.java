package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which part of a client's subscriptions ListSubscriptions answers. They are sorted by filter, and a page's token names the last filter of it, so
 * that subscriptions which come and go between two pages neither hide nor repeat another.
 *
 * @param size  how many at most
 * @param after the filter after which the page begins; empty for the first page
 */
record SubscriptionPage(int size, String after) {
    private static final int DEFAULT_SIZE = 20;
    private static final int MAX_SIZE = 200;

    /** @throws AwsError {@code InvalidRequestException} for a size outside 1 to 200, and for a token that is none */
    static SubscriptionPage of(ObjectNode input) {
        int size = input.has("maxResults") ? input.path("maxResults").asInt() : DEFAULT_SIZE;
        if (size < 1 || size > MAX_SIZE) {
            throw invalid("maxResults must be 1 to " + MAX_SIZE);
        }
        return new SubscriptionPage(size, decoded(input.path("nextToken").asText()));
    }

    JsonNode answer(Collection<ClientSubscription> all) {
        List<ClientSubscription> rest = all.stream()
                .filter(subscription -> subscription.topicFilter().compareTo(after) > 0)
                .sorted(Comparator.comparing(ClientSubscription::topicFilter))
                .toList();
        ObjectNode page = Json.object();
        ArrayNode listed = page.putArray("subscriptions");
        rest.stream().limit(size).forEach(subscription -> listed.addObject()
                .put("topicFilter", subscription.topicFilter())
                .put("qos", subscription.qos()));
        if (rest.size() > size) {
            page.put("nextToken", encoded(rest.get(size - 1).topicFilter()));
        }
        return page;
    }

    private static String encoded(String filter) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(filter.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("nextToken is not one that ListSubscriptions returned");
        }
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRequestException", message);
    }
}
