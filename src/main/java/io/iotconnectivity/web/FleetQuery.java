package io.iotconnectivity.web;

import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.FleetIndexException;
import io.iotconnectivity.aws.fleet.FleetItem;
import io.iotconnectivity.aws.fleet.FleetPage;
import io.iotconnectivity.aws.fleet.FleetStatistics;
import java.util.List;
import java.util.Optional;

/**
 * A fleet index query as given by a caller.
 *
 * @param limit how many things the response holds at most
 * @param after where an earlier response ended
 * @param stats whether to count the matches, too
 */
record FleetQuery(String query, int limit, Optional<String> after, boolean stats) {
    /** AWS does not document the maximum length of its tokens. */
    private static final int LONGEST_PLACE = 2048;

    private static final int RETRY_SECONDS = 5;
    private static final int NOT_READY_RETRY_SECONDS = 60;

    /**
     * @param total how many things match; present if they were counted
     * @param next the {@code after} of the next page; absent on the last
     */
    record Found(List<FleetItem> items, Optional<Long> total, Optional<String> next, Optional<FleetStatistics> stats) {}

    static FleetQuery of(Query query) {
        return new FleetQuery(
                query.text("query", FleetIndex.LONGEST_QUERY)
                        .orElseThrow(() -> Problem.badRequest(
                                "query is missing; write for example ?query=connectivity.connected:false")),
                query.limit(),
                query.text("after", LONGEST_PLACE),
                query.flag("stats"));
    }

    static Problem.Refusal tooEarly() {
        return Problem.tryLater("the application is starting", RETRY_SECONDS);
    }

    static Problem.Refusal tooMany() {
        return Problem.tryLater("other fleet queries are in progress", RETRY_SECONDS);
    }

    Found ask(FleetIndex index) throws InterruptedException {
        try {
            FleetPage found = index.first(query, limit, after);
            List<FleetItem> items = found.things().stream().map(FleetItem::of).toList();
            Optional<FleetStatistics> counted = stats ? Optional.of(index.statistics(query)) : Optional.empty();
            return new Found(items, counted.map(FleetStatistics::count), found.next(), counted);
        } catch (FleetIndexException e) {
            throw refusal(e);
        }
    }

    private static Problem.Refusal refusal(FleetIndexException failure) {
        String detail = failure.getMessage();
        return switch (failure.kind()) {
            case INVALID_QUERY -> Problem.badRequest(detail);
            case NOT_READY -> Problem.tryLater(detail, NOT_READY_RETRY_SECONDS);
            case THROTTLED -> Problem.tryLater(detail, RETRY_SECONDS);
            case DENIED, UNREACHABLE -> new Problem.Refusal(502, "Bad gateway", detail);
        };
    }
}
