package io.iotconnectivity.web;

import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.report.Breakdowns;
import io.iotconnectivity.report.ReportQuery;
import io.iotconnectivity.report.Reports;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Serves how absences are spread over the traits of devices. */
final class BreakdownApi {
    /** One that covers many devices takes a processor for seconds. */
    private static final int AT_ONCE = 1;

    private static final int LATER_SECONDS = 2;
    private static final int MOST_DIMENSIONS = 3;
    private static final String BY = "by";

    private final Backend facts;
    private final Answers answers;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    BreakdownApi(Backend facts, Answers answers, Clock clock) {
        this.facts = facts;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/api/breakdown").handler(this::breakdown);
    }

    private void breakdown(RoutingContext context) {
        Query query = Answers.query(context, BY, "month", "from", "to", "zone", "group", "class", "device", "limit");
        int limit = query.limit();
        answers.answer(context, () -> {
            Reports reports = facts.reports()
                    .orElseThrow(
                            () -> Problem.notFound("there are no breakdowns here: availability.enabled is false, or"
                                    + " the file of the histories cannot be opened, which the log then says"));
            ReportQuery period = ReportApi.wanted(query, reports, clock, Optional.empty());
            List<Dimension> by = by(query, reports.breakdowns());
            if (!turns.tryAcquire()) {
                throw Problem.tryLater("another breakdown is being computed", LATER_SECONDS);
            }
            try {
                return reports.breakdowns().of(period, by, limit);
            } finally {
                turns.release();
            }
        });
    }

    private static List<Dimension> by(Query query, Breakdowns breakdowns) {
        List<Dimension> by = Stream.of(
                        query.text(BY).orElse(Dimension.REASON.name()).split(",", -1))
                .map(name -> new Dimension(name.strip()))
                .distinct()
                .toList();
        if (by.size() > MOST_DIMENSIONS) {
            throw Problem.ofField(BY, "by names more than " + MOST_DIMENSIONS + " dimensions");
        }
        for (Dimension each : by) {
            Optional<String> why = breakdowns.traits().missing(each);
            if (why.isPresent()) {
                throw Problem.ofField(BY, "by names '" + each + "', " + why.get());
            }
        }
        return by;
    }
}
