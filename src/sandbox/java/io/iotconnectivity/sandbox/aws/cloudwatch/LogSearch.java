package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.cloudwatch.LogGroup.Entry;
import io.iotconnectivity.sandbox.aws.cloudwatch.LogGroup.Place;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * FilterLogEvents: one page of what matches in one group, oldest first. Times are milliseconds.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html">FilterLogEvents</a>
 */
final class LogSearch {
    private static final int MAX_PAGE = 10_000;
    private static final int MAX_PAGE_BYTES = 1024 * 1024;
    /** The most entries searched per page, so that pages may be empty while there is more, as with AWS. */
    private static final int SEARCHED_PER_PAGE = 10_000;

    private final AtomicInteger emptyPages = new AtomicInteger();

    void answerEmptyPages(int pages) {
        emptyPages.set(pages);
    }

    JsonNode filter(LogGroup group, ObjectNode input, Instant now) {
        int limit = input.path("limit").asInt(MAX_PAGE);
        if (limit < 1 || limit > MAX_PAGE) {
            throw Logs.invalid("limit");
        }
        Predicate<String> wanted = LogPattern.read(input.path("filterPattern").asText(""));
        Set<String> streams = new TreeSet<>();
        input.path("logStreamNames").forEach(name -> streams.add(name.asText()));
        Place first = Place.before(input.path("startTime").asLong(0));
        Place last = Place.after(input.path("endTime").asLong(Long.MAX_VALUE));
        if (first.compareTo(last) > 0) {
            throw Logs.invalid("startTime is later than endTime");
        }
        Place after =
                input.has("nextToken") ? Place.ofToken(input.get("nextToken").asText()) : first;

        ObjectNode result = Json.object();
        ArrayNode found = result.putArray("events");
        result.putArray("searchedLogStreams");
        if (emptyPages.getAndUpdate(pages -> Math.max(0, pages - 1)) > 0) {
            return result.put("nextToken", after.token());
        }
        int searched = 0;
        int bytes = 0;
        Place end = after;
        for (Iterator<Entry> entries = group.between(after, last, now).iterator(); entries.hasNext(); ) {
            Entry entry = entries.next();
            if ((streams.isEmpty() || streams.contains(entry.stream())) && wanted.test(entry.message())) {
                bytes += entry.size();
                if (bytes > MAX_PAGE_BYTES && !found.isEmpty()) {
                    return result.put("nextToken", end.token());
                }
                found.add(event(entry));
            }
            end = entry.place();
            if (found.size() == limit || ++searched == SEARCHED_PER_PAGE) {
                return result.put("nextToken", end.token());
            }
        }
        return result;
    }

    private static ObjectNode event(Entry entry) {
        return Json.object()
                .put("logStreamName", entry.stream())
                .put("timestamp", entry.place().millis())
                .put("message", entry.message())
                .put("ingestionTime", entry.ingested().toEpochMilli())
                .put("eventId", entry.place().token());
    }
}
