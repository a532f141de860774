package io.iotconnectivity.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.event.Event;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Lists the sinks and their state, tests them, enables them after their receiver said it was gone, and retires them.
 */
final class SinksApi {
    /** Each test adds to the event log, which is kept for {@code engine.history}. */
    private static final int MOST_TESTS_A_MINUTE = 10;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Backend facts;
    private final Answers answers;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, AtomicInteger> tests =
            Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(MINUTE).build();

    SinksApi(Backend facts, Answers answers, Clock clock) {
        this.facts = facts;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/api/sinks").handler(c -> {
            Answers.query(c);
            answers.answer(c, () -> Listing.all(facts.ledger().sinks()));
        });
        router.post("/api/sinks/:name/test").handler(this::test);
        router.post("/api/sinks/:name/enable").handler(this::enable);
        router.delete("/api/sinks/:name").handler(this::forget);
    }

    /**
     * @param sent where to see what became of the events
     */
    private record Started(String sink, String incidentId, List<Posted> events, String sent) {
        static Started of(SinkTrial trial) {
            return new Started(
                    trial.sink(),
                    trial.incidentId(),
                    trial.events().stream()
                            .map(event -> new Posted(event.id(), event.type().shortName()))
                            .toList(),
                    "/api/incidents/" + trial.incidentId() + "/sent");
        }
    }

    private record Posted(String id, String type) {}

    /**
     * @param wasDisabled whether there was anything to do
     */
    private record Enabled(String sink, boolean wasDisabled) {}

    private void test(RoutingContext context) {
        String name = context.pathParam("name");
        Answers.body(context);
        answers.work(
                context,
                () -> trial(name),
                trial -> answers.write(
                        context,
                        () -> facts.engine().address(name, trial.events()),
                        durable -> answers.send(context, 202, Started.of(trial))));
    }

    private SinkTrial trial(String name) {
        SinkStatus sink = sink(name);
        if (sink.gone().isPresent()) {
            throw Problem.conflict(
                    "this sink gets nothing until you enable it: " + sink.gone().get());
        }
        if (!sink.active()) {
            throw Problem.conflict("nothing is currently delivered to this sink: is it switched off?");
        }
        if (tests.get(name, sinkName -> new AtomicInteger()).incrementAndGet() > MOST_TESTS_A_MINUTE) {
            throw Problem.tooOften(
                    "a sink is tested " + MOST_TESTS_A_MINUTE + " times a minute at most", (int) MINUTE.toSeconds());
        }
        Predicate<Event> wants = facts.wants().apply(name);
        return SinkTrial.of(name, wants, clock.instant(), random.nextInt(Integer.MAX_VALUE));
    }

    private void enable(RoutingContext context) {
        String name = context.pathParam("name");
        Answers.body(context);
        answers.write(
                context,
                () -> facts.engine().enable(sink(name).name()),
                wasDisabled -> answers.send(context, 200, new Enabled(name, wasDisabled)));
    }

    /**
     * @param waiting events that were still due to it
     * @param tickets that it had open
     * @param deadLetters events that it had lost
     */
    private record Gone(String sink, long waiting, long tickets, long deadLetters) {}

    private void forget(RoutingContext context) {
        String name = context.pathParam("name");
        answers.write(context, () -> facts.engine().forget(sink(name).name()), forgotten -> {
            if (forgotten.isPresent()) {
                Forgotten with = forgotten.get();
                answers.send(context, 200, new Gone(name, with.waiting(), with.tickets(), with.deadLetters()));
            } else {
                context.fail(Problem.conflict("this sink is switched on: remove its settings or its route first"));
            }
        });
    }

    private SinkStatus sink(String name) {
        return facts.ledger().sinks().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("there is no sink with this name; /api/sinks lists them"));
    }
}
