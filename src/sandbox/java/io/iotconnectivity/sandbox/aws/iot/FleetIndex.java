package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.index.Document;
import io.iotconnectivity.sandbox.aws.index.Query;
import io.iotconnectivity.sandbox.aws.index.Statistics;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The queries of fleet indexing over what the registry, the connections and the shadows hold this moment. Only a connection whose client id is
 * the name of a registered thing is found.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/iot-indexing.html">Fleet indexing</a>
 */
final class FleetIndex {
    private static final String NAME = "AWS_Things";
    private static final int MAX_PAGE = 100;
    private static final int DEFAULT_BUCKETS = 10;
    private static final int MAX_BUCKETS = 10_000;
    private static final Pattern FIELD = Pattern.compile("(thingName|thingId|thingTypeName|thingGroupNames"
            + "|registry\\.version|attributes\\.\\S+|shadow\\.\\S+|connectivity\\.\\S+)");

    private final Indexing indexing;
    private final Things things;
    private final ThingView view;

    FleetIndex(Indexing indexing, Things things, ThingView view) {
        this.indexing = indexing;
        this.things = things;
        this.view = view;
    }

    JsonNode list() {
        ObjectNode result = Json.object();
        ArrayNode names = result.putArray("indexNames");
        if (indexing.hasIndex()) {
            names.add(NAME);
        }
        return result;
    }

    JsonNode describe(ObjectNode input) {
        requireIndex(input);
        return Json.object()
                .put("indexName", NAME)
                .put("indexStatus", indexing.status().name())
                .put("schema", "MULTI_INDEXING_MODE");
    }

    JsonNode search(ObjectNode input) {
        Query query = query(input);
        int limit = input.path("maxResults").asInt(MAX_PAGE);
        if (limit < 1 || limit > MAX_PAGE) {
            throw invalid("maxResults must be 1 to " + MAX_PAGE);
        }
        List<Things.Thing> page = things.after(lastOfPageBefore(input))
                .filter(thing -> query.matches(view.document(thing)))
                .limit(limit + 1L)
                .toList();
        ObjectNode result = Json.object();
        ArrayNode found = result.putArray("things");
        page.stream().limit(limit).forEach(thing -> found.add(view.describe(thing)));
        if (page.size() > limit) {
            result.put("nextToken", token(page.get(limit - 1).name()));
        }
        return result;
    }

    JsonNode statistics(ObjectNode input) {
        Query query = query(input);
        String field = aggregationField(input, "registry.version");
        ObjectNode result = Json.object();
        result.set("statistics", Statistics.of(field, matching(query)));
        return result;
    }

    JsonNode buckets(ObjectNode input) {
        Query query = query(input);
        String field = aggregationField(input, "");
        JsonNode type = input.path("bucketsAggregationType").path("termsAggregation");
        int limit = type.path("maxBuckets").asInt(DEFAULT_BUCKETS);
        if (type.isMissingNode() || limit < 1 || limit > MAX_BUCKETS) {
            throw invalid("termsAggregation.maxBuckets must be 1 to " + MAX_BUCKETS);
        }
        List<Document> found = matching(query).toList();
        ObjectNode result = Json.object().put("totalCount", found.size());
        ArrayNode buckets = result.putArray("buckets");
        Statistics.buckets(field, found.stream()).stream().limit(limit).forEach(bucket -> buckets.addObject()
                .put("keyValue", bucket.getKey())
                .put("count", bucket.getValue()));
        return result;
    }

    JsonNode cardinality(ObjectNode input) {
        Query query = query(input);
        List<Map.Entry<String, Integer>> values =
                Statistics.buckets(aggregationField(input, "registry.version"), matching(query));
        return Json.object().put("cardinality", values.size());
    }

    JsonNode connectivity(ObjectNode input) {
        String name = input.path("thingName").asText();
        if (!indexing.hasConnectivity() || indexing.status() == Indexing.Status.BUILDING) {
            throw new AwsError(400, "IndexNotReadyException", "Connectivity indexing is off, or not ready yet");
        }
        Things.Thing thing = things.find(name);
        return view.connectivity(
                thing,
                indexing.tellsSockets()
                        && input.path("includeSocketInformation").asBoolean());
    }

    private Stream<Document> matching(Query query) {
        return things.after("").map(view::document).filter(query::matches);
    }

    private Query query(ObjectNode input) {
        requireIndex(input);
        if (indexing.status() == Indexing.Status.BUILDING) {
            throw new AwsError(400, "IndexNotReadyException", "Index " + NAME + " is not ready for queries yet");
        }
        String text = input.path("queryString").asText();
        if (text.isBlank()) {
            throw invalid("queryString is required");
        }
        return Query.parse(text);
    }

    private void requireIndex(ObjectNode input) {
        String name = input.path("indexName").asText(NAME);
        if (!indexing.hasIndex() || !name.equals(NAME)) {
            throw new AwsError(
                    404,
                    "ResourceNotFoundException",
                    "Index " + name + " does not exist. Please enable index by calling UpdateIndexingConfiguration");
        }
    }

    private String aggregationField(ObjectNode input, String byDefault) {
        String field = input.path("aggregationField").asText(byDefault);
        boolean indexed = FIELD.matcher(field).matches()
                && (indexing.hasConnectivity() || !field.startsWith("connectivity."))
                && (indexing.hasShadows() || !field.startsWith("shadow."));
        if (!indexed) {
            throw new AwsError(400, "InvalidAggregationException", "The field " + field + " is not indexed");
        }
        return field;
    }

    private static String token(String lastName) {
        return Base64.getUrlEncoder().encodeToString(lastName.getBytes(StandardCharsets.UTF_8));
    }

    private static String lastOfPageBefore(ObjectNode input) {
        try {
            return new String(
                    Base64.getUrlDecoder().decode(input.path("nextToken").asText("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("nextToken is not one that was given out");
        }
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRequestException", message);
    }
}
