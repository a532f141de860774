package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.Ledger.DeviceQuery;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what can be asked. Everything that may touch the disk runs on a worker thread. */
final class Api {
    private static final Logger log = LoggerFactory.getLogger(Api.class);
    private static final String DEVICES = "/api/devices/";
    private static final String EVENTS = "/events";
    private static final String JSON = "application/json";
    /** At once; fewer than there are worker threads. */
    private static final int FLEET_QUERIES = 2;

    private final Vertx vertx;
    private final Facts facts;
    private final Clock clock;
    private final Semaphore fleetQueries = new Semaphore(FLEET_QUERIES);
    private final JsonMapper json = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    Api(Vertx vertx, Facts facts, Clock clock) {
        this.vertx = vertx;
        this.facts = facts;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/").handler(this::index);
        router.get("/api/summary").handler(c -> answer(c, () -> Summary.of(facts, clock.instant())));
        router.get("/api/devices").handler(this::devices);
        router.get(DEVICES + "*").handler(this::device);
        router.get("/api/fleet").handler(this::fleet);
        router.get("/api/sinks").handler(c -> answer(c, () -> Listing.all(ledger().sinks())));
        router.get("/api/dead-letters").handler(this::deadLetters);
        router.get("/observe/health").handler(this::health);
        router.get("/observe/health/ready").handler(this::health);
        router.get(Gate.LIVE).handler(c -> send(c, 200, JSON, Health.ALIVE));
        router.get("/observe/metrics").handler(this::metrics);
        router.route().failureHandler(this::failed);
        router.errorHandler(404, c -> problem(c, new Problem(404, "Not found", "there is nothing at this address")));
        router.errorHandler(405, c -> problem(c, new Problem(405, "Method not allowed", "use GET")));
        router.errorHandler(400, c -> problem(c, new Problem(400, "Bad request", "the address is not well-formed")));
    }

    private Ledger ledger() {
        return facts.ledger();
    }

    private void devices(RoutingContext context) {
        Query query = query(context, "state", "q", "slow", "limit", "after");
        DeviceQuery wanted = new DeviceQuery(
                query.state(),
                query.text("q"),
                Optional.of(facts.keepAliveSlo()).filter(slo -> query.flag("slow")),
                query.text("after"));
        int limit = query.limit();
        answer(
                context,
                () -> Listing.of(ledger().devices(wanted, limit), presence -> DeviceView.of(presence, facts.policy())));
    }

    /** A device, or its events. The raw path is read, because a client id may hold an encoded {@code /}. */
    private void device(RoutingContext context) {
        String rest = context.request().path().substring(DEVICES.length());
        boolean events = rest.endsWith(EVENTS) && rest.length() > EVENTS.length();
        String encoded = events ? rest.substring(0, rest.length() - EVENTS.length()) : rest;
        if (encoded.isEmpty() || encoded.contains("/")) {
            throw Problem.notFound("a '/' in a client id is written %2F");
        }
        ClientId client = clientId(encoded);
        if (events) {
            Query query = query(context, "limit", "after");
            Optional<String> before = query.text("after");
            int limit = query.limit();
            answer(context, () -> {
                ledger().device(client).orElseThrow(Api::unheard);
                return Listing.of(ledger().events(client, before, limit), this::cloudEvent);
            });
        } else {
            query(context);
            answer(context, () -> DeviceView.of(ledger().device(client).orElseThrow(Api::unheard), facts.policy()));
        }
    }

    private static Problem.Refusal unheard() {
        return Problem.notFound("nothing was ever heard of this device");
    }

    private static ClientId clientId(String encoded) {
        try {
            return new ClientId(decode(encoded));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("a client id has 1 to " + ClientId.MAX_BYTES + " bytes, percent-encoded");
        }
    }

    private static String decode(String encoded) {
        // The decoder is one for forms, where '+' is a space; in a path it is itself.
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private RawValue cloudEvent(Event event) {
        return new RawValue(new String(facts.events().write(event), StandardCharsets.UTF_8));
    }

    private void fleet(RoutingContext context) {
        FleetQuery wanted = FleetQuery.of(query(context, "query", "limit", "after", "stats"));
        answer(context, () -> {
            // AWS may take long, and whoever else asks must not wait for it.
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

    private void deadLetters(RoutingContext context) {
        Query query = query(context, "sink", "limit", "after");
        DeadLetterQuery which = query.text("sink").map(DeadLetterQuery::of).orElse(DeadLetterQuery.ALL);
        var before = query.id("after");
        int limit = query.limit();
        answer(context, () -> Listing.of(ledger().deadLetters(which, before, limit), DeadLetterView::of));
    }

    private void health(RoutingContext context) {
        work(context, () -> Health.of(facts), health -> send(context, health.isUp() ? 200 : 503, JSON, health));
    }

    private void metrics(RoutingContext context) {
        work(context, () -> facts.metrics().get(), text -> context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(text));
    }

    private void index(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .end(
                        """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <title>iot-connectivity</title>
                <h1>iot-connectivity %s</h1>
                <ul>
                <li><a href="/api/summary">Summary</a>
                <li><a href="/api/devices">Devices</a>, <a href="/api/devices?state=OFFLINE">those that are offline</a>
                <li><a href="/api/devices?slow=true">Devices whose loss may go unnoticed for long</a>
                <li><a href="/api/fleet?query=connectivity.connected:false&amp;stats=true">The fleet index</a>
                <li><a href="/api/sinks">Sinks</a>
                <li><a href="/api/dead-letters">Dead letters</a>
                <li><a href="/observe/health">Health</a>
                <li><a href="/observe/metrics">Metrics</a>
                </ul>
                </html>
                """
                                .formatted(facts.version()));
    }

    private static Query query(RoutingContext context, String... known) {
        MultiMap parameters = context.queryParams(StandardCharsets.UTF_8);
        return new Query(parameters, Set.of(known));
    }

    private void answer(RoutingContext context, Callable<?> question) {
        work(context, question, answer -> send(context, 200, JSON, answer));
    }

    private <T> void work(RoutingContext context, Callable<T> question, Handler<T> next) {
        vertx.executeBlocking(question, false).onSuccess(next).onFailure(context::fail);
    }

    private void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof Problem.Refusal refusal) {
            problem(context, refusal.problem());
        } else if (failure == null) {
            // Vert.x's own refusals go to the error handlers.
            context.next();
        } else {
            log.error(
                    "The request for {} failed", Printable.of(context.request().path()), failure);
            problem(context, new Problem(500, "Internal error", "the log of the application says more"));
        }
    }

    private void problem(RoutingContext context, Problem problem) {
        if (context.response().ended()) {
            return;
        }
        problem.retryAfter().ifPresent(seconds -> context.response().putHeader("Retry-After", seconds.toString()));
        send(context, problem.status(), Problem.MEDIA_TYPE, problem);
    }

    private void send(RoutingContext context, int status, String mediaType, Object body) {
        HttpServerResponse response = context.response();
        try {
            Buffer bytes = Buffer.buffer(json.writeValueAsBytes(body));
            response.setStatusCode(status).putHeader("Content-Type", mediaType).end(bytes);
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
    }
}
