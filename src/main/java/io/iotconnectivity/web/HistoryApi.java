package io.iotconnectivity.web;

import io.iotconnectivity.engine.FleetStep;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Serves the fleet's history for charts. */
final class HistoryApi {
    private static final int USUAL_HOURS = 24;
    private static final int MOST_HOURS = 168;
    private static final int MOST_POINTS = 500;
    private static final List<Duration> STEPS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30));

    private final Backend facts;
    private final Answers answers;
    private final Clock clock;

    HistoryApi(Backend facts, Answers answers, Clock clock) {
        this.facts = facts;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/api/history").handler(this::history);
    }

    /**
     * @param from when the first step begins
     * @param points the steps in which the application ran; all others are missing
     */
    private record History(Instant from, Instant to, long stepSeconds, List<FleetStep> points) {}

    private void history(RoutingContext context) {
        int hours = Answers.query(context, "hours").number("hours", MOST_HOURS).orElse(USUAL_HOURS);
        answers.answer(context, () -> {
            Instant to = clock.instant();
            Duration step = step(Duration.ofHours(hours));
            long millis = step.toMillis();
            Instant from =
                    Instant.ofEpochMilli((to.minus(Duration.ofHours(hours)).toEpochMilli() / millis + 1) * millis);
            return new History(from, to, step.toSeconds(), facts.ledger().history(from, to, step));
        });
    }

    private static Duration step(Duration length) {
        return STEPS.stream()
                .filter(step -> length.dividedBy(step) <= MOST_POINTS)
                .findFirst()
                .orElseThrow();
    }
}
