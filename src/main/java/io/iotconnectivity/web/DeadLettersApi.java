package io.iotconnectivity.web;

import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.Replayed;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Lists dead letters, and replays or discards them. */
final class DeadLettersApi {
    private final Engine engine;
    private final Answers answers;
    private final Clock clock;

    DeadLettersApi(Engine engine, Answers answers, Clock clock) {
        this.engine = engine;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/api/dead-letters").handler(this::list);
        router.get("/api/dead-letters/:id").handler(this::letter);
        router.post("/api/dead-letters/replay").handler(this::replay);
    }

    /**
     * The result of a replay.
     *
     * @param replayed events queued for delivery again
     * @param takenIn messages that could be read this time
     * @param unreadable messages that remain, with their new reason
     */
    private record Outcome(long replayed, long takenIn, long unreadable) {
        static Outcome of(Replayed replayed) {
            return new Outcome(replayed.delivered(), replayed.takenIn(), replayed.unreadable());
        }
    }

    private void list(RoutingContext context) {
        Query query =
                Answers.query(context, "sink", "reason", "olderThan", "newerThan", "from", "until", "limit", "after");
        DeadLetterQuery which = DeadLetterSelection.of(query, clock.instant());
        Optional<LogPosition> before = query.letter("after");
        int limit = query.limit();
        answers.answer(
                context, () -> Listing.of(engine.ledger().deadLetters(which, before, limit), DeadLetterView::of));
    }

    private void letter(RoutingContext context) {
        Answers.query(context);
        DeadLetterQuery which = DeadLetterSelection.one(context.pathParam("id"));
        answers.answer(context, () -> {
            List<DeadLetter> found =
                    engine.ledger().deadLetters(which, Optional.empty(), 1).items();
            return found.stream()
                    .findFirst()
                    .map(DeadLetterView::of)
                    .orElseThrow(
                            () -> Problem.notFound("there is no dead letter with this id, or it is no longer kept"));
        });
    }

    private void replay(RoutingContext context) {
        Body body = Answers.body(context, "id", "sink", "reason", "olderThan", "newerThan", "from", "until", "all");
        DeadLetterQuery which = DeadLetterSelection.toReplay(body, clock.instant());
        answers.write(
                context, () -> engine.replay(which), replayed -> answers.send(context, 200, Outcome.of(replayed)));
    }
}
