package io.iotconnectivity.web;

import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Signal;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes devices out of service and back, one by one or all whose client id matches, and has them disconnected. */
final class LifeApi {
    private static final Logger LOG = LoggerFactory.getLogger(LifeApi.class);
    private static final String RETIRE = "/retire";
    private static final String RESTORE = "/restore";

    /** The most devices that one request retires. */
    static final int MOST = 1000;

    /** The worst patterns take milliseconds a device, and so would keep a large fleet's worker for many minutes. */
    private static final Duration LONGEST_SELECTION = Duration.ofSeconds(20);

    private static final int LATER_SECONDS = 2;

    private final Backend facts;
    private final Answers answers;
    private final Clock clock;
    private final Disconnecting disconnecting;
    /** One at a time: the other workers answer everybody else. */
    private final Semaphore turns = new Semaphore(1);

    LifeApi(Backend facts, Answers answers, Clock clock) {
        this.facts = facts;
        this.answers = answers;
        this.clock = clock;
        this.disconnecting = new Disconnecting(facts, answers, clock);
    }

    void addTo(Router router) {
        router.post("/api/devices/retire").handler(this::retireAll);
        router.post(DevicesApi.DEVICES + "*").handler(this::one);
    }

    private void one(RoutingContext context) {
        String path = context.request().path();
        // The router takes the list itself for one of what is below it.
        if (!path.startsWith(DevicesApi.DEVICES)) {
            context.fail(HttpResponseStatus.METHOD_NOT_ALLOWED.code());
            return;
        }
        String rest = path.substring(DevicesApi.DEVICES.length());
        if (DevicesApi.isAbout(rest, RETIRE)) {
            change(context, DevicesApi.clientId(rest, RETIRE), true);
        } else if (DevicesApi.isAbout(rest, RESTORE)) {
            change(context, DevicesApi.clientId(rest, RESTORE), false);
        } else if (DevicesApi.isAbout(rest, Disconnecting.DISCONNECT)) {
            disconnecting.disconnect(context, DevicesApi.clientId(rest, Disconnecting.DISCONNECT));
        } else {
            throw Problem.notFound("a device can be told /retire, /restore and /disconnect");
        }
    }

    private void change(RoutingContext context, ClientId client, boolean retire) {
        Answers.query(context);
        LifeChange by = by(Answers.body(context, "author", "comment"));
        Instant now = clock.instant();
        answers.write(
                context,
                () -> {
                    Presence known = known(client);
                    if (known.isRetired() == retire) {
                        return done(known, retire);
                    }
                    log(client, retire, by);
                    return engine().accept(
                                    retire
                                            ? new Signal.Retired(client, now, by)
                                            : new Signal.Restored(client, now, by));
                },
                durable -> answers.work(
                        context, () -> DeviceView.of(known(client), facts), view -> answers.send(context, 200, view)));
    }

    private static CompletableFuture<Void> done(Presence known, boolean retire) {
        return retire
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        Problem.conflict("this device is not retired; it is " + known.state()));
    }

    private void retireAll(RoutingContext context) {
        Answers.query(context);
        Given given = Answers.body(context, "clients", "connected", "dryRun", "author", "comment");
        ClientPattern clients = pattern(given);
        boolean connected = given.flag("connected");
        boolean dryRun = given.flag("dryRun");
        LifeChange by = by(given);
        Instant now = clock.instant();
        answers.write(
                context,
                () -> {
                    Selection selected = selectInTurn(clients, connected, dryRun);
                    if (dryRun) {
                        return CompletableFuture.completedFuture(selected);
                    }
                    CompletableFuture<?>[] all = selected.items().stream()
                            .map(ClientId::new)
                            .map(client -> {
                                log(client, true, by);
                                return engine().accept(new Signal.Retired(client, now, by));
                            })
                            .toArray(CompletableFuture[]::new);
                    return CompletableFuture.allOf(all).thenApply(durable -> selected);
                },
                selected -> answers.send(context, 200, selected));
    }

    /**
     * The devices that a request selects.
     *
     * @param items the first of them by client id, at most {@value #MOST}
     * @param total how many match, besides those that are connected and left alone
     * @param connected how many match and are left alone because they are, or may be, connected
     * @param dryRun whether nothing was changed
     */
    record Selection(List<String> items, long total, long connected, boolean dryRun) {}

    private Selection selectInTurn(ClientPattern clients, boolean connected, boolean dryRun) {
        if (!turns.tryAcquire()) {
            throw Problem.tryLater("the devices of another pattern are being looked for", LATER_SECONDS);
        }
        try {
            return select(clients, connected, dryRun);
        } finally {
            turns.release();
        }
    }

    private Selection select(ClientPattern clients, boolean connected, boolean dryRun) {
        long begun = System.nanoTime();
        List<String> items = new ArrayList<>();
        long[] counts = new long[2];
        ledger().each(DeviceQuery.ALL.inService(), device -> {
            if (System.nanoTime() - begun > LONGEST_SELECTION.toNanos()) {
                throw Problem.ofField(
                        "clients", "clients takes too long for so many devices; write a simpler expression");
            }
            if (!clients.matches(device.client())) {
                return;
            }
            if (!connected && mayBeConnected(device.state())) {
                counts[1]++;
            } else if (counts[0]++ < MOST) {
                items.add(device.client().value());
            }
        });
        return new Selection(items, counts[0], counts[1], dryRun);
    }

    private static boolean mayBeConnected(Verdict state) {
        return state.isConnected() || state == Verdict.SUSPECT;
    }

    private static ClientPattern pattern(Given given) {
        String text = given.text("clients", LifeChange.MOST_CHARACTERS)
                .orElseThrow(() ->
                        Problem.ofField("clients", "write clients, a regular expression for the whole client id"));
        try {
            return ClientPattern.of(text);
        } catch (IllegalArgumentException e) {
            throw Problem.ofField("clients", "clients " + e.getMessage());
        }
    }

    private static LifeChange by(Given given) {
        return LifeChange.byOperator(
                given.text("author", LifeChange.MOST_CHARACTERS), given.text("comment", LifeChange.MOST_CHARACTERS));
    }

    private static void log(ClientId client, boolean retire, LifeChange by) {
        LOG.info("{} is {}{}", client, retire ? "retired" : "restored", by.inWords());
    }

    private Presence known(ClientId client) {
        return ledger().device(client).orElseThrow(() -> Problem.notFound("this device has never been seen"));
    }

    private Engine engine() {
        return facts.engine();
    }

    private Ledger ledger() {
        return facts.ledger();
    }
}
