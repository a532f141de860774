package io.iotconnectivity.web;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.TooManySilences;
import io.iotconnectivity.incident.Silence;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Lists silences, creates them and ends them. */
final class SilencesApi {
    private final Engine engine;
    private final Answers answers;
    private final Clock clock;

    SilencesApi(Engine engine, Answers answers, Clock clock) {
        this.engine = engine;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/api/silences").handler(this::list);
        router.post("/api/silences").handler(this::add);
        router.delete("/api/silences/:id").handler(this::end);
    }

    private void list(RoutingContext context) {
        Answers.query(context);
        answers.answer(context, () -> {
            Instant now = clock.instant();
            Ledger ledger = engine.ledger();
            return Listing.all(Stream.concat(
                            ledger.silencesOff().stream().map(SilenceView::of),
                            ledger.silences().stream().map(silence -> SilenceView.of(silence, now)))
                    .toList());
        });
    }

    private void add(RoutingContext context) {
        Instant now = clock.instant();
        SilenceRequest wanted = new SilenceRequest(Answers.body(context, SilenceRequest.FIELDS), now);
        answers.write(context, () -> set(wanted.silence()), durable -> {
            context.response()
                    .putHeader("Location", "/api/silences/" + wanted.silence().id());
            answers.send(context, 201, SilenceView.of(wanted.silence(), now));
        });
    }

    private CompletableFuture<Void> set(Silence silence) {
        return engine.silence(silence).exceptionallyCompose(failure -> {
            Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(
                    why instanceof TooManySilences ? Problem.conflict(why.getMessage()) : failure);
        });
    }

    private void end(RoutingContext context) {
        String id = context.pathParam("id");
        answers.write(context, () -> engine.endSilence(id), ended -> {
            if (ended) {
                context.response().setStatusCode(204).end();
            } else {
                context.fail(Problem.notFound("there is no unfinished silence with this id"));
            }
        });
    }
}
