package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.cloudwatch.LogGroup.Entry;
import io.iotconnectivity.sandbox.aws.cloudwatch.LogGroup.Place;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Logs Insights: starts, polls and stops queries. A query sees what had been ingested when it was started. It is
 * {@code Scheduled} when first polled, then {@code Running}, then {@code Complete}, so that callers have to poll.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html">StartQuery</a>
 */
final class Insights {
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_QUERY = 10_000;
    private static final int MAX_UNDER_WAY = 100;
    private static final int KEPT = 1_000;
    private static final List<String> WAY = List.of("Scheduled", "Running", "Complete");

    private static final class Query {
        final InsightsQuery.Result result;
        final int scanned;
        final long bytes;
        int asked;
        boolean stopped;

        Query(InsightsQuery.Result result, int scanned, long bytes) {
            this.result = result;
            this.scanned = scanned;
            this.bytes = bytes;
        }

        boolean isUnderWay() {
            return !stopped && asked < WAY.size();
        }

        String nextStatus() {
            asked++;
            return stopped ? "Cancelled" : WAY.get(Math.min(asked, WAY.size()) - 1);
        }
    }

    private final Map<String, Query> queries = new LinkedHashMap<>();

    /** Times are seconds, unlike those of FilterLogEvents. */
    JsonNode start(Map<String, LogGroup> groups, ObjectNode input, Instant now) {
        long from = input.path("startTime").asLong();
        long to = input.path("endTime").asLong();
        int limit = input.path("limit").asInt(MAX_ROWS);
        String text = input.path("queryString").asText();
        if (from > to) {
            throw Logs.invalid("endTime is before startTime");
        }
        if (limit < 1 || limit > MAX_ROWS) {
            throw Logs.invalid("limit");
        }
        if (text.length() > MAX_QUERY) {
            throw Logs.invalid("queryString is longer than " + MAX_QUERY + " characters");
        }
        InsightsQuery query = InsightsQuery.read(text);
        List<InsightsRow> rows = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, LogGroup> group : groups.entrySet()) {
            List<Entry> entries = group.getValue()
                    .between(Place.before(millis(from)), Place.after(millis(to)), now)
                    .toList();
            entries.forEach(entry -> rows.add(InsightsRow.of(group.getKey(), entry)));
            bytes += entries.stream().mapToLong(Entry::size).sum();
        }
        return Json.object().put("queryId", add(new Query(query.run(rows, limit), rows.size(), bytes)));
    }

    private static long millis(long seconds) {
        return Math.max(0, Math.min(seconds, Long.MAX_VALUE / 1000) * 1000);
    }

    private synchronized String add(Query query) {
        if (queries.values().stream().filter(Query::isUnderWay).count() >= MAX_UNDER_WAY) {
            throw new AwsError(400, "LimitExceededException", "Account maximum query concurrency limit reached.");
        }
        if (queries.size() == KEPT) {
            queries.remove(queries.keySet().iterator().next());
        }
        String id = UUID.randomUUID().toString();
        queries.put(id, query);
        return id;
    }

    synchronized JsonNode results(ObjectNode input) {
        Query query = query(input);
        String status = query.nextStatus();
        ObjectNode reply = Json.object().put("queryLanguage", "CWLI").put("status", status);
        ArrayNode results = reply.putArray("results");
        boolean complete = status.equals("Complete");
        if (complete) {
            query.result.rows().forEach(row -> {
                ArrayNode fields = results.addArray();
                row.forEach(
                        (field, value) -> fields.addObject().put("field", field).put("value", value));
            });
        }
        reply.putObject("statistics")
                .put("recordsMatched", complete ? (double) query.result.matched() : 0)
                .put("recordsScanned", complete ? (double) query.scanned : 0)
                .put("bytesScanned", complete ? (double) query.bytes : 0);
        return reply;
    }

    synchronized JsonNode stop(ObjectNode input) {
        Query query = query(input);
        if (!query.isUnderWay()) {
            throw new AwsError(400, "InvalidParameterException", "The specified query has ended already.");
        }
        query.stopped = true;
        return Json.object().put("success", true);
    }

    private Query query(ObjectNode input) {
        Query query = queries.get(input.path("queryId").asText());
        if (query == null) {
            throw new AwsError(400, "ResourceNotFoundException", "The specified query does not exist.");
        }
        return query;
    }
}
