package io.iotconnectivity.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.webhook.inbound.InboundHook;
import io.iotconnectivity.webhook.inbound.Reported;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what ticket systems report when somebody acts on a ticket. A request proves by its signature who sent it, and
 * can do no more than add a note to an open incident.
 */
final class HooksApi {
    private static final Logger LOG = LoggerFactory.getLogger(HooksApi.class);
    private static final int MOST_OPEN = 1000;
    private static final int MOST_REMEMBERED = 10_000;
    /** Longer than any report is believed. */
    private static final Duration REMEMBERED = Duration.ofDays(2);

    private static final IncidentQuery OPEN =
            new IncidentQuery(Optional.of(IncidentStatus.OPEN), Optional.empty(), Optional.empty());

    private final Engine engine;
    private final List<InboundHook> hooks;
    private final Answers answers;
    private final Clock clock;
    /** An incident knows its latest notes itself, also after a restart; of many, the first are known here. */
    private final Cache<String, Boolean> taken = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    HooksApi(Engine engine, List<InboundHook> hooks, Answers answers, Clock clock) {
        this.engine = engine;
        this.hooks = hooks;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.post(Gate.HOOKS + ":name").handler(this::take);
    }

    private void take(RoutingContext context) {
        InboundHook hook = hooks.stream()
                .filter(each -> each.name().equals(context.pathParam("name")))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("there is nothing at this address"));
        Buffer buffer = context.body().buffer();
        byte[] body = buffer == null ? new byte[0] : buffer.getBytes();
        answers.write(context, () -> note(context, hook, body), noted -> context.response()
                .setStatusCode(200)
                .end());
    }

    private CompletableFuture<Boolean> note(RoutingContext context, InboundHook hook, byte[] body) {
        boolean genuine =
                hook.isGenuine(name -> only(context.request().headers().getAll(name)), body, clock.instant());
        if (!genuine) {
            throw new Problem.Refusal(401, "Unauthorized", "this is not signed as it must be");
        }
        Optional<Reported> reported = read(hook, body);
        Optional<String> incident = reported.flatMap(this::incident);
        if (incident.isEmpty()) {
            reported.ifPresent(report -> LOG.info(
                    "webhook {} reports about no incident that is known here: {}",
                    hook.name(),
                    report.note().sentence()));
            return CompletableFuture.completedFuture(false);
        }
        Reported report = reported.orElseThrow();
        if (taken.getIfPresent(report.note().id()) != null) {
            return CompletableFuture.completedFuture(false);
        }
        return engine.note(incident.get(), report.note()).thenApply(open -> {
            taken.put(report.note().id(), true);
            LOG.info(
                    "Incident {}{}: {}",
                    incident.get(),
                    open ? "" : ", which is over",
                    report.note().sentence());
            return open;
        });
    }

    private Optional<Reported> read(InboundHook hook, byte[] body) {
        try {
            return hook.read(body, clock.instant());
        } catch (IOException e) {
            throw Problem.badRequest("this cannot be read");
        }
    }

    /** By its id; where the receiver does not tell that, by the title, if only one open incident has it. */
    private Optional<String> incident(Reported report) {
        Optional<String> known =
                report.incidentId().flatMap(engine.ledger()::incident).map(IncidentData::incidentId);
        return known.or(() -> report.title().flatMap(this::ofTitle));
    }

    private Optional<String> ofTitle(String title) {
        List<IncidentData> all = engine.ledger().incidents(OPEN, MOST_OPEN).items().stream()
                .filter(incident -> incident.title().equals(title))
                .limit(2)
                .toList();
        return all.size() == 1 ? Optional.of(all.get(0).incidentId()) : Optional.empty();
    }

    private static Optional<String> only(List<String> values) {
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
