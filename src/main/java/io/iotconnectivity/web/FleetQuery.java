package io.iotconnectivity.web;

import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.FleetIndexException;
import io.iotconnectivity.aws.fleet.FleetItem;
import io.iotconnectivity.aws.fleet.FleetPage;
import io.iotconnectivity.aws.fleet.FleetStatistics;
import java.util.List;
import java.util.Optional;

/**
 * A query of the fleet index, as a caller gave it.
 *
 * @param limit how many things the answer holds at most
 * @param after where an earlier answer ended
 * @param stats whether what is found is counted, too
 */
record FleetQuery(String query, int limit, Optional<String> after, boolean stats) {
    /** AWS does not say how long its own can be. */
    private static final int LONGEST_PLACE = 2048;

    private static final int RETRY_SECONDS = 5;
    private static final int NOT_READY_RETRY_SECONDS = 60;

    /**
     * @param total how many things the query finds; present where they were counted
     * @param next what to give as {@code after} for the next page; absent on the last
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
        return Problem.tryLater("other fleet queries are being answered", RETRY_SECONDS);
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
