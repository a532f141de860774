package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.cloudwatch.LogGroup.Entry;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * CloudWatch Logs in memory: log groups, streams, the search through one group, and Logs Insights. The retention
 * setting is stored but has no effect.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html">API reference</a>
 */
public final class Logs implements Service {
    private static final String ARN = "arn:aws:logs:us-east-1:123456789012:log-group:";
    private static final int DESCRIBED_PER_PAGE = 50;
    private static final Set<Integer> RETENTIONS = Set.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    private final InstantSource clock;
    private final NavigableMap<String, LogGroup> groups = new ConcurrentSkipListMap<>();
    private final LogSearch search = new LogSearch();
    private final Insights insights = new Insights();

    public Logs() {
        this(InstantSource.system());
    }

    /** @param clock determines what has been ingested by now */
    public Logs(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateLogGroup" -> createGroup(input);
            case "CreateLogStream" -> createStream(input);
            case "PutRetentionPolicy" -> retain(input, OptionalInt.of(days(input)));
            case "DeleteRetentionPolicy" -> retain(input, OptionalInt.empty());
            case "PutLogEvents" -> put(input);
            case "DescribeLogGroups" -> describe(input);
            case "FilterLogEvents" -> search.filter(group(input), input, clock.instant());
            case "StartQuery" -> insights.start(groupsToQuery(input), input, clock.instant());
            case "GetQueryResults" -> insights.results(input);
            case "StopQuery" -> insights.stop(input);
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** Writes one entry that is searchable immediately; creates its group and stream if missing. */
    public void put(String group, String stream, Instant at, String message) {
        put(group, stream, at, message, Duration.ZERO);
    }

    /** Writes one entry that becomes searchable only after a delay. */
    public void put(String group, String stream, Instant at, String message, Duration ingestion) {
        groups.computeIfAbsent(group, name -> new LogGroup(clock.instant()))
                .write(stream, at.toEpochMilli(), message, clock.instant().plus(ingestion));
    }

    /** The messages of a group in the order of their time, also those that searches do not find yet. */
    public List<String> messages(String group) {
        return Optional.ofNullable(groups.get(group)).stream()
                .flatMap(found -> found.all().stream().map(Entry::message))
                .toList();
    }

    /** Makes the next pages of FilterLogEvents empty, with a token for more, as AWS's sometimes are. */
    public void answerEmptyPages(int pages) {
        search.answerEmptyPages(pages);
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        groups.forEach((name, group) -> {
            ArrayNode entries = all.putArray(name);
            group.all().forEach(entry -> entries.addObject()
                    .put("at", Instant.ofEpochMilli(entry.place().millis()).toString())
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
        if (groups.putIfAbsent(name, new LogGroup(clock.instant())) != null) {
            throw new AwsError(400, "ResourceAlreadyExistsException", "The specified log group already exists");
        }
        return Json.object();
    }

    private JsonNode createStream(ObjectNode input) {
        if (!group(input).addStream(input.path("logStreamName").asText())) {
            throw new AwsError(400, "ResourceAlreadyExistsException", "The specified log stream already exists");
        }
        return Json.object();
    }

    private static int days(ObjectNode input) {
        int days = input.path("retentionInDays").asInt();
        if (!RETENTIONS.contains(days)) {
            throw invalid("retentionInDays");
        }
        return days;
    }

    private JsonNode retain(ObjectNode input, OptionalInt days) {
        group(input).retain(days);
        return Json.object();
    }

    private JsonNode put(ObjectNode input) {
        LogGroup group = group(input);
        String stream = input.path("logStreamName").asText();
        if (!group.hasStream(stream)) {
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
            group.write(
                    stream,
                    event.path("timestamp").asLong(),
                    event.path("message").asText(),
                    clock.instant());
        }
        return Json.object().put("nextSequenceToken", "sandbox");
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
            LogGroup group = groups.get(name);
            ObjectNode described = list.addObject()
                    .put("logGroupName", name)
                    .put("arn", ARN + name + ":*")
                    .put("logGroupArn", ARN + name)
                    .put("creationTime", group.created().toEpochMilli())
                    .put("storedBytes", 0);
            group.retentionDays().ifPresent(days -> described.put("retentionInDays", days));
        }
        if (names.size() == limit) {
            result.put("nextToken", names.get(limit - 1));
        }
        return result;
    }

    private NavigableMap<String, LogGroup> groupsToQuery(ObjectNode input) {
        NavigableMap<String, LogGroup> asked = new ConcurrentSkipListMap<>();
        for (String member : List.of("logGroupName", "logGroupNames", "logGroupIdentifiers")) {
            JsonNode names = input.path(member);
            (names.isArray() ? names : Json.MAPPER.createArrayNode().add(names))
                    .forEach(name -> Optional.ofNullable(name.textValue())
                            .ifPresent(given -> asked.put(plainName(given), named(given))));
        }
        if (asked.isEmpty()) {
            throw invalid("logGroupName");
        }
        return asked;
    }

    private LogGroup group(ObjectNode input) {
        return named(
                input.has("logGroupName")
                        ? input.get("logGroupName").asText()
                        : input.path("logGroupIdentifier").asText());
    }

    private LogGroup named(String nameOrArn) {
        return Optional.ofNullable(groups.get(plainName(nameOrArn)))
                .orElseThrow(() ->
                        new AwsError(400, "ResourceNotFoundException", "The specified log group does not exist."));
    }

    private static String plainName(String nameOrArn) {
        return nameOrArn.startsWith(ARN) ? nameOrArn.substring(ARN.length()) : nameOrArn;
    }

    static AwsError invalid(String what) {
        return new AwsError(400, "InvalidParameterException", "Invalid parameter: " + what);
    }
}
