package io.iotconnectivity.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers queries and carries out commands. Everything that may touch the disk runs on a worker thread. */
final class Api {
    /** Concurrent requests; fewer than there are worker threads. */
    private static final int FLEET_QUERIES = 2;

    private final Backend facts;
    private final Summaries summaries;
    private final Clock clock;
    private final Vertx vertx;
    private final Answers answers;
    private final Semaphore fleetQueries = new Semaphore(FLEET_QUERIES);

    Api(Vertx vertx, Backend facts, Clock clock) {
        this.vertx = vertx;
        this.facts = facts;
        this.summaries = new Summaries(facts);
        this.clock = clock;
        this.answers = new Answers(vertx);
    }

    void addTo(Router router) {
        router.get("/api/summary").handler(c -> answers.answer(c, () -> summaries.at(clock.instant())));
        router.get("/api/fleet").handler(this::fleet);
        List<Consumer<Router>> parts = List.of(
                new DevicesApi(facts, answers)::addTo,
                new IncidentsApi(facts, answers, clock)::addTo,
                new LifeApi(facts, answers, clock)::addTo,
                new SilencesApi(facts.engine(), answers, clock)::addTo,
                new SinksApi(facts, answers, clock)::addTo,
                new DeadLettersApi(facts.engine(), answers, clock)::addTo,
                new HooksApi(facts.engine(), facts.hooks(), answers, clock)::addTo,
                new ClusterApi(vertx, facts, answers)::addTo,
                new AccountCheckApi(new AccountChecking(facts.accountCheck(), clock), answers)::addTo,
                new HistoryApi(facts, answers, clock)::addTo,
                new ReportApi(facts, answers, clock)::addTo,
                new BreakdownApi(facts, answers, clock)::addTo,
                new SloApi(facts, answers)::addTo,
                new ChurnApi(facts, answers)::addTo,
                new StreamApi(new StreamHub(vertx, facts, summaries, answers, clock))::addTo);
        parts.forEach(part -> part.accept(router));
        Shared<Health> whole = new Shared<>(vertx, () -> Health.of(facts));
        Shared<Health> readiness = new Shared<>(vertx, () -> Health.ready(facts));
        router.get(Gate.HEALTH).handler(c -> health(c, whole, Function.identity()));
        router.get(Gate.READY)
                .handler(c -> health(c, readiness, Gate.isKnown(c) ? Function.identity() : Health::withoutReasons));
        router.get("/api/openapi.yaml").handler(this::description);
        router.get(Gate.LIVE).handler(c -> {
            // Concurrent: no caller may wait for the work of others.
            Health health = Health.live(facts);
            answers.send(c, health.isUp() ? 200 : 503, health);
        });
        router.get("/observe/metrics").handler(this::metrics);
        router.route().failureHandler(answers::failed);
        refuse(router, new Problem(404, "Not found", "there is nothing at this address"));
        refuse(router, new Problem(405, "Method not allowed", "this address takes another method; most take GET"));
        refuse(router, new Problem(400, "Bad request", "the address is not well-formed"));
        refuse(router, Gate.TOO_LARGE);
        refuse(router, new Problem(417, "Expectation failed", "the only supported expectation is 100-continue"));
    }

    private void refuse(Router router, Problem problem) {
        router.errorHandler(problem.status(), c -> answers.problem(c, problem));
    }

    private void fleet(RoutingContext context) {
        FleetQuery wanted = FleetQuery.of(Answers.query(context, "query", "limit", "after", "stats"));
        answers.answer(context, () -> {
            // AWS may take long, and other callers must not wait for it.
            if (!fleetQueries.tryAcquire()) {
                throw FleetQuery.tooMany();
            }
            try {
                return wanted.ask(facts.fleet().get().orElseThrow(FleetQuery::tooEarly));
            } finally {
                fleetQueries.release();
            }
        });
    }

    private void description(RoutingContext context) {
        Answers.query(context);
        answers.work(context, Api::description, text -> context.response()
                .putHeader("Content-Type", "application/yaml")
                .end(text));
    }

    private static Buffer description() throws IOException {
        try (InputStream file = Api.class.getResourceAsStream("/openapi.yaml")) {
            return Buffer.buffer(file.readAllBytes());
        }
    }

    private void health(RoutingContext context, Shared<Health> looked, Function<Health, Health> told) {
        looked.get()
                .onSuccess(health -> answers.send(context, health.isUp() ? 200 : 503, told.apply(health)))
                .onFailure(context::fail);
    }

    private void metrics(RoutingContext context) {
        answers.work(context, () -> facts.metrics().get(), text -> context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(text));
    }
}
