package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * CloudWatch Logs in memory: log groups, streams, and the search through one group. No Logs Insights.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html">API reference</a>
 */
public final class Logs implements Service {
    private static final String ARN = "arn:aws:logs:us-east-1:123456789012:log-group:";
    private static final int MAX_PAGE = 10_000;
    /** A page also ends after so many entries searched, so that pages may be empty while there is more, as at AWS. */
    private static final int SEARCHED_PER_PAGE = 10_000;

    private static final int DESCRIBED_PER_PAGE = 50;
    /** The oldest entries of a group are forgotten beyond this number. */
    private static final int KEPT = 100_000;

    /** Orders the entries of a group: by time, then by arrival. */
    private record Place(long millis, long arrival) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return Comparator.comparingLong(Place::millis)
                    .thenComparingLong(Place::arrival)
                    .compare(this, other);
        }
    }

    private record Entry(String stream, String message, long ingestedMillis) {}

    private record Group(Set<String> streams, ConcurrentSkipListMap<Place, Entry> entries, long createdMillis) {
        static Group empty() {
            return new Group(new ConcurrentSkipListSet<>(), new ConcurrentSkipListMap<>(), System.currentTimeMillis());
        }
    }

    private final NavigableMap<String, Group> groups = new ConcurrentSkipListMap<>();
    private final AtomicLong arrivals = new AtomicLong();

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateLogGroup" -> createGroup(input);
            case "CreateLogStream" -> createStream(input);
            case "PutLogEvents" -> put(input);
            case "DescribeLogGroups" -> describe(input);
            case "FilterLogEvents" -> filter(input);
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** Writes one entry; its group and stream come to be if they have to. */
    public void put(String group, String stream, Instant at, String message) {
        Group target = groups.computeIfAbsent(group, name -> Group.empty());
        target.streams().add(stream);
        write(target, stream, at.toEpochMilli(), message);
    }

    /** The messages of a group in the order of their time. */
    public List<String> messages(String group) {
        return Optional.ofNullable(groups.get(group)).stream()
                .flatMap(found -> found.entries().values().stream().map(Entry::message))
                .toList();
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        groups.forEach((name, group) -> {
            ArrayNode entries = all.putArray(name);
            group.entries().forEach((place, entry) -> entries.addObject()
                    .put("at", Instant.ofEpochMilli(place.millis()).toString())
                    .put("stream", entry.stream())
                    .put("message", entry.message()));
        });
        return all;
    }

    @Override
    public AwsError broken() {
        return new AwsError(500, "ServiceUnavailableException", "The sandbox was asked to fail");
    }

    private JsonNode createGroup(ObjectNode input) {
        String name = input.path("logGroupName").asText();
        if (!name.matches("[.\\-_/#A-Za-z0-9]{1,512}")) {
            throw invalid("logGroupName");
        }
        if (groups.putIfAbsent(name, Group.empty()) != null) {
            throw new AwsError(400, "ResourceAlreadyExistsException", "The specified log group already exists");
        }
        return Json.object();
    }

    private JsonNode createStream(ObjectNode input) {
        if (!group(input).streams().add(input.path("logStreamName").asText())) {
            throw new AwsError(400, "ResourceAlreadyExistsException", "The specified log stream already exists");
        }
        return Json.object();
    }

    private JsonNode put(ObjectNode input) {
        Group group = group(input);
        String stream = input.path("logStreamName").asText();
        if (!group.streams().contains(stream)) {
            throw new AwsError(400, "ResourceNotFoundException", "The specified log stream does not exist.");
        }
        long last = Long.MIN_VALUE;
        for (JsonNode event : input.path("logEvents")) {
            long millis = event.path("timestamp").asLong();
            if (millis < last) {
                throw new AwsError(
                        400,
                        "InvalidParameterException",
                        "Log events in a single PutLogEvents request must be in chronological order.");
            }
            last = millis;
        }
        for (JsonNode event : input.path("logEvents")) {
            write(
                    group,
                    stream,
                    event.path("timestamp").asLong(),
                    event.path("message").asText());
        }
        return Json.object().put("nextSequenceToken", String.valueOf(arrivals.get()));
    }

    private void write(Group group, String stream, long millis, String message) {
        Place place = new Place(millis, arrivals.incrementAndGet());
        group.entries().put(place, new Entry(stream, message, System.currentTimeMillis()));
        if (group.entries().size() > KEPT) {
            group.entries().pollFirstEntry();
        }
    }

    private JsonNode describe(ObjectNode input) {
        String prefix = input.path("logGroupNamePrefix").asText("");
        int limit = input.path("limit").asInt(DESCRIBED_PER_PAGE);
        List<String> names = groups.tailMap(input.path("nextToken").asText(""), false).keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .limit(limit)
                .toList();
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("logGroups");
        for (String name : names) {
            list.addObject()
                    .put("logGroupName", name)
                    .put("arn", ARN + name + ":*")
                    .put("logGroupArn", ARN + name)
                    .put("creationTime", groups.get(name).createdMillis())
                    .put("storedBytes", 0);
        }
        if (names.size() == limit) {
            result.put("nextToken", names.get(limit - 1));
        }
        return result;
    }

    private JsonNode filter(ObjectNode input) {
        Group group = group(input);
        int limit = input.path("limit").asInt(MAX_PAGE);
        if (limit < 1 || limit > MAX_PAGE) {
            throw invalid("limit");
        }
        Predicate<String> wanted = LogPattern.read(input.path("filterPattern").asText(""));
        Set<String> streams = new TreeSet<>();
        input.path("logStreamNames").forEach(name -> streams.add(name.asText()));
        ObjectNode result = Json.object();
        ArrayNode found = result.putArray("events");
        result.putArray("searchedLogStreams");
        int searched = 0;
        for (var candidate : range(group, input).entrySet()) {
            Entry entry = candidate.getValue();
            if ((streams.isEmpty() || streams.contains(entry.stream())) && wanted.test(entry.message())) {
                found.add(event(candidate.getKey(), entry));
            }
            if (found.size() == limit || ++searched == SEARCHED_PER_PAGE) {
                return result.put(
                        "nextToken",
                        candidate.getKey().millis() + "-" + candidate.getKey().arrival());
            }
        }
        return result;
    }

    private static NavigableMap<Place, Entry> range(Group group, ObjectNode input) {
        Place from = new Place(input.path("startTime").asLong(0), 0);
        Place to = new Place(input.path("endTime").asLong(Long.MAX_VALUE), Long.MAX_VALUE);
        if (from.compareTo(to) > 0) {
            throw invalid("startTime is later than endTime");
        }
        if (!input.has("nextToken")) {
            return group.entries().subMap(from, true, to, true);
        }
        try {
            List<Long> numbers = new ArrayList<>();
            for (String part : input.get("nextToken").asText().split("-")) {
                numbers.add(Long.valueOf(part));
            }
            return group.entries().subMap(new Place(numbers.get(0), numbers.get(1)), false, to, true);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new AwsError(400, "InvalidParameterException", "The specified nextToken is invalid.");
        }
    }

    private static ObjectNode event(Place place, Entry entry) {
        return Json.object()
                .put("logStreamName", entry.stream())
                .put("timestamp", place.millis())
                .put("message", entry.message())
                .put("ingestionTime", entry.ingestedMillis())
                .put("eventId", String.valueOf(place.arrival()));
    }

    private Group group(ObjectNode input) {
        String given = input.has("logGroupName")
                ? input.get("logGroupName").asText()
                : input.path("logGroupIdentifier").asText();
        String name = given.startsWith(ARN) ? given.substring(ARN.length()) : given;
        return Optional.ofNullable(groups.get(name))
                .orElseThrow(() ->
                        new AwsError(400, "ResourceNotFoundException", "The specified log group does not exist."));
    }

    private static AwsError invalid(String what) {
        return new AwsError(400, "InvalidParameterException", "Invalid parameter: " + what);
    }
}
