package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

class LogsInsightsIT {
    private static final String GROUP = "AWSIotLogsV2";
    private static final Instant T = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ODD = "a \"quoted\" \\ 'id' | limit 1";

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private CloudWatchLogsClient logs;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        logs = Clients.client(CloudWatchLogsClient.builder(), aws.uri());
        write(0, "Connect", "a", "", 1000);
        write(1, "Disconnect", "a", "CONNECTION_LOST", 1000);
        write(2, "Disconnect", "b", "CONNECTION_LOST", 20);
        write(3, "Disconnect", "c/d", "AUTH_ERROR", 3);
        write(4, "Disconnect", ODD, "AUTH_ERROR", 4);
        aws.logs().put(GROUP, "s", T.plusSeconds(5), "not JSON");
    }

    @Test
    void aQueryIsScheduledThenRunningThenCompleteWithRowsAndStatistics() {
        String id = start("fields @timestamp, clientId | filter clientId = \"a\" | sort @timestamp asc");
        assertThat(result(id).status()).isEqualTo(QueryStatus.SCHEDULED);
        assertThat(result(id).status()).isEqualTo(QueryStatus.RUNNING);
        GetQueryResultsResponse complete = result(id);
        assertThat(complete.status()).isEqualTo(QueryStatus.COMPLETE);
        assertThat(rows(complete)).hasSize(2);
        assertThat(rows(complete).get(0))
                .containsEntry("@timestamp", "2026-11-23 10:00:00.000")
                .containsEntry("clientId", "a")
                .containsOnlyKeys("@timestamp", "clientId", "@ptr");
        assertThat(complete.statistics().recordsMatched()).isEqualTo(2);
        assertThat(complete.statistics().recordsScanned()).isEqualTo(6);
        assertThat(complete.statistics().bytesScanned()).isPositive();
    }

    @Test
    void oneQueryAnswersForManyClientsNewestFirst() {
        assertThat(clients("fields clientId | filter eventType = \"Disconnect\" and clientId in [\"a\", 'c/d', \"x\"]"))
                .containsExactly("c/d", "a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "eventType = \"Disconnect\" and not (clientId in [\"b\", \"c/d\"])  ~ 2",
                "clientId not in [\"a\", \"b\"]                                     ~ 3",
                "eventType != \"Disconnect\"                                        ~ 2",
                "disconnectReason like /^CONN.*LOST$/                               ~ 2",
                "disconnectReason like \"ERROR\" or clientId = \"b\"                ~ 3",
                "disconnectReason not like /ERROR/ and ispresent(disconnectReason)  ~ 2",
                "sourcePort > 4 and sourcePort <= 20                                ~ 1",
                "nested.list.1 = \"two\"                                            ~ 5",
                "@message like 'not JSON' # the only one                            ~ 1",
                "clientId = \"a \\\"quoted\\\" \\\\ 'id' | limit 1\"                ~ 1",
                "clientId = 'a \"quoted\" \\\\ \\'id\\' | limit 1'                  ~ 1",
                "`clientId` = \"b\"                                                 ~ 1"
            })
    void conditionsAreUnderstood(String condition, int expected) {
        assertThat(rows("fields clientId | filter " + condition)).hasSize(expected);
    }

    @Test
    void rowsAreCountedByField() {
        assertThat(rows("filter eventType = 'Disconnect' | stats count(*) as n, max(sourcePort) by disconnectReason"
                        + " | sort n desc, disconnectReason asc"))
                .containsExactly(
                        Map.of("disconnectReason", "AUTH_ERROR", "n", "2", "max(sourcePort)", "4"),
                        Map.of("disconnectReason", "CONNECTION_LOST", "n", "2", "max(sourcePort)", "1000"));
        assertThat(rows("filter clientId='a' | stats latest(eventType) as last by clientId"))
                .containsExactly(Map.of("clientId", "a", "last", "Disconnect"));
    }

    @Test
    void rowsAreLimitedByTheQueryAndByTheCall() {
        assertThat(rows("fields @message | limit 2")).hasSize(2);
        assertThat(complete(logs.startQuery(q -> q.logGroupName(GROUP)
                                        .startTime(T.getEpochSecond())
                                        .endTime(T.plusSeconds(60).getEpochSecond())
                                        .queryString("fields @message")
                                        .limit(3))
                                .queryId())
                        .results())
                .hasSize(3);
        assertThat(clients("filter ispresent(clientId) | dedup clientId | fields clientId"))
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    @Test
    void timesAreSecondsAndInclusive() {
        assertThat(complete(logs.startQuery(q -> q.logGroupName(GROUP)
                                        .startTime(T.plusSeconds(1).getEpochSecond())
                                        .endTime(T.plusSeconds(2).getEpochSecond())
                                        .queryString("fields clientId"))
                                .queryId())
                        .results())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "select *",
                "fields",
                "filter clientId",
                "filter clientId = ",
                "filter clientId = \"a",
                "filter clientId = \"\\u0041\"",
                "filter clientId in []",
                "filter (clientId = \"a\"",
                "filter clientId like /(/",
                "fields clientId | limit 0",
                "fields clientId | | limit 1",
                "fields clientId limit 1",
                "stats median(x) by clientId",
                "parse @message '*' as x"
            })
    void aMalformedQueryIsRefusedWithThePlace(String query) {
        assertThatThrownBy(() -> start(query))
                .isInstanceOfSatisfying(MalformedQueryException.class, refused -> assertThat(
                                refused.queryCompileError().location().startCharOffset())
                        .isBetween(0, query.length()));
    }

    @Test
    void aStoppedQueryIsCancelled() {
        String id = start("fields clientId");
        assertThat(logs.stopQuery(s -> s.queryId(id)).success()).isTrue();
        assertThat(result(id).status()).isEqualTo(QueryStatus.CANCELLED);
        assertThat(result(id).results()).isEmpty();
        assertThatThrownBy(() -> logs.stopQuery(s -> s.queryId(id))).isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> result("none")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void whatAwsForbidsIsRefused() {
        assertThatThrownBy(() -> start("fields a # " + "x".repeat(10_000)))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> logs.startQuery(q ->
                        q.logGroupNames(GROUP, "none").startTime(0L).endTime(1L).queryString("fields a")))
                .isInstanceOf(ResourceNotFoundException.class);
        for (int i = 0; i < 100; i++) {
            start("fields a");
        }
        assertThatThrownBy(() -> start("fields a")).isInstanceOf(LimitExceededException.class);
    }

    private void write(int second, String type, String clientId, String reason, int port) {
        var entry = new ObjectMapper()
                .createObjectNode()
                .put("eventType", type)
                .put("clientId", clientId)
                .put("sourcePort", port);
        if (!reason.isEmpty()) {
            entry.put("disconnectReason", reason);
        }
        entry.putObject("nested").putArray("list").add("one").add("two");
        aws.logs().put(GROUP, "s", T.plusSeconds(second), entry.toString());
    }

    private List<String> clients(String query) {
        return rows(query).stream().map(row -> row.get("clientId")).toList();
    }

    private List<Map<String, String>> rows(String query) {
        return rows(complete(start(query))).stream()
                .peek(row -> row.remove("@ptr"))
                .toList();
    }

    private String start(String query) {
        return logs.startQuery(q -> q.logGroupName(GROUP)
                        .startTime(T.getEpochSecond())
                        .endTime(T.plusSeconds(60).getEpochSecond())
                        .queryString(query))
                .queryId();
    }

    private GetQueryResultsResponse complete(String id) {
        GetQueryResultsResponse response = result(id);
        while (response.status() != QueryStatus.COMPLETE) {
            response = result(id);
        }
        return response;
    }

    private GetQueryResultsResponse result(String id) {
        return logs.getQueryResults(g -> g.queryId(id));
    }

    private static List<Map<String, String>> rows(GetQueryResultsResponse response) {
        return response.results().stream()
                .map(row -> {
                    Map<String, String> values = new LinkedHashMap<>();
                    row.forEach(field -> values.put(field.field(), field.value()));
                    return values;
                })
                .toList();
    }
}
