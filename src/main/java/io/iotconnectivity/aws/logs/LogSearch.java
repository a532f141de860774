package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.budget.Throttling;
import io.iotconnectivity.aws.logs.LogSettings.Insights;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;

/**
 * Reads a window of the log: page by page with FilterLogEvents, or with one Logs Insights query, as configured or
 * whichever takes fewer calls.
 */
final class LogSearch {
    private static final Logger LOG = LoggerFactory.getLogger(LogSearch.class);

    /** About as many calls as a query takes with its polls. */
    private static final int PAGES_BEFORE_INSIGHTS = 8;

    /** A log with more than this in a few minutes is not worth reading page by page. */
    private static final int MOST_PAGES = 2_000;

    private static final Duration QUERY_TAKES = Duration.ofMinutes(1);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final List<QueryStatus> UNDER_WAY =
            List.of(QueryStatus.SCHEDULED, QueryStatus.RUNNING, QueryStatus.UNKNOWN);

    /** An entry as it was written. */
    record Written(Instant at, String message) {}

    private final LogCalls calls;
    private final String group;
    private final Insights insights;
    private final Duration firstPoll;
    private boolean insightsRefused;

    LogSearch(LogCalls calls, String group, Insights insights, Duration firstPoll) {
        this.calls = calls;
        this.group = group;
        this.insights = insights;
        this.firstPoll = firstPoll;
    }

    /**
     * Reads until everything is read or enough is found.
     *
     * @param page accepts entries, which may be of any device, kind and time; returns whether that is enough
     * @throws SdkException if it could not be read to the end
     */
    void read(Window window, Predicate<Collection<Written>> page) {
        if (insights == Insights.ALWAYS) {
            query(window, page);
            return;
        }
        boolean mayQuery = insights == Insights.AUTO && !insightsRefused;
        boolean done = filter(window, page, mayQuery ? PAGES_BEFORE_INSIGHTS : MOST_PAGES);
        if (!done && mayQuery) {
            queryOrFilter(window, page);
        }
    }

    private void queryOrFilter(Window window, Predicate<Collection<Written>> page) {
        try {
            query(window, page);
        } catch (AwsServiceException e) {
            if (e.statusCode() >= 500 || Throttling.isThrottling(e)) {
                throw e;
            }
            insightsRefused = true;
            LOG.warn(
                    "Logs Insights refuses to search {} ({}); it is searched page by page. Allow logs:StartQuery,"
                            + " logs:GetQueryResults and logs:StopQuery, or set enrichment.insights=never.",
                    group,
                    e.getMessage());
            filter(window, page, MOST_PAGES);
        }
    }

    /** Times are milliseconds. Pages may be empty while there is more. */
    private boolean filter(Window window, Predicate<Collection<Written>> page, int mostPages) {
        String pattern = LogQuery.pattern(window.subjects(), window.clients());
        String token = null;
        for (int pages = 0; pages < mostPages; pages++) {
            String next = token;
            FilterLogEventsResponse reply = calls.call(
                    "FilterLogEvents",
                    logs -> logs.filterLogEvents(request -> request.logGroupName(group)
                            .startTime(Math.max(0, window.from().toEpochMilli()))
                            .endTime(window.to().toEpochMilli())
                            .filterPattern(pattern)
                            .nextToken(next)));
            boolean enough = page.test(reply.events().stream()
                    .filter(event -> event != null && event.message() != null && event.timestamp() != null)
                    .map(event -> new Written(Instant.ofEpochMilli(event.timestamp()), event.message()))
                    .toList());
            token = reply.nextToken();
            if (enough || token == null) {
                return true;
            }
        }
        return false;
    }

    /** Times are seconds. */
    private void query(Window window, Predicate<Collection<Written>> page) {
        String id = calls.call(
                        "StartQuery",
                        logs -> logs.startQuery(request -> request.logGroupName(group)
                                .startTime(Math.max(0, window.from().getEpochSecond()))
                                .endTime(window.to().plusSeconds(1).getEpochSecond())
                                .queryString(LogQuery.query(window.subjects(), window.clients()))
                                .limit(LogQuery.MAX_ROWS)))
                .queryId();
        GetQueryResultsResponse reply;
        try {
            reply = await(id);
        } catch (LogCalls.Closed | SdkException e) {
            stop(id);
            throw e;
        }
        boolean enough = page.test(reply.results().stream()
                .map(LogSearch::written)
                .flatMap(Optional::stream)
                .toList());
        Duration length = Duration.between(window.from(), window.to());
        if (!enough && reply.results().size() >= LogQuery.MAX_ROWS && length.compareTo(SHORTEST) > 0) {
            Instant middle = window.from().plus(length.dividedBy(2));
            query(new Window(middle, window.to(), window.questions()), page);
            query(new Window(window.from(), middle, window.questions()), page);
        }
    }

    private GetQueryResultsResponse await(String id) {
        Duration waited = Duration.ZERO;
        for (Duration pause = firstPoll; waited.compareTo(QUERY_TAKES) < 0; pause = longer(pause)) {
            calls.pause(pause);
            waited = waited.plus(pause);
            GetQueryResultsResponse reply =
                    calls.call("GetQueryResults", logs -> logs.getQueryResults(request -> request.queryId(id)));
            if (reply.status() == QueryStatus.COMPLETE) {
                return reply;
            }
            if (!UNDER_WAY.contains(reply.status())) {
                throw SdkClientException.create("Logs Insights ended a query with " + reply.statusAsString());
            }
        }
        throw SdkClientException.create("Logs Insights did not complete a query within " + QUERY_TAKES);
    }

    private static Duration longer(Duration pause) {
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(LONGEST_POLL) < 0 ? longer : LONGEST_POLL;
    }

    /** A running query is billed, and counts towards the account's limit of concurrent queries. */
    private void stop(String id) {
        try {
            calls.lastCall("StopQuery", logs -> logs.stopQuery(request -> request.queryId(id)));
        } catch (SdkException e) {
            LOG.debug("A query could not be stopped", e);
        }
    }

    private static Optional<Written> written(List<ResultField> row) {
        Map<String, String> fields = row.stream()
                .filter(field -> field != null && field.field() != null && field.value() != null)
                .collect(Collectors.toMap(ResultField::field, ResultField::value, (one, other) -> one));
        return Optional.ofNullable(fields.get("@message"))
                .map(message -> new Written(time(fields.getOrDefault("@timestamp", "")), message));
    }

    /** Endpoints other than AWS's may write milliseconds. */
    private static Instant time(String text) {
        return LogEntryReader.time(text).orElseGet(() -> {
            try {
                return Instant.ofEpochMilli(Long.parseLong(text));
            } catch (NumberFormatException neither) {
                return Instant.EPOCH;
            }
        });
    }
}
