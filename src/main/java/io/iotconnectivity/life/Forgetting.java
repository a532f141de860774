package io.iotconnectivity.life;

import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.RepeatedTask;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has devices forgotten that are not connected and of which nothing was heard for long, so that clients that connect
 * once under an id of their own do not fill the store. It looks through the fleet now and then, so that no device needs
 * a deadline for this. Only the leader does.
 */
public final class Forgetting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

    /** So many at a time: each is a step of the engine. */
    private static final int MOST = 10_000;

    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration RARELY = Duration.ofHours(1);
    /** A device is forgotten late by at most this part of the time. */
    private static final int PART = 24;

    private final Engine engine;
    private final Duration after;
    private final Predicate<Presence> registered;
    private final Clock clock;
    private final Counter forgotten;
    private final RepeatedTask task;

    /**
     * @param after how long nothing must have been heard of a device
     * @param registered whether a device is, or may be, a registered thing, which is not forgotten
     */
    public Forgetting(
            Engine engine, Duration after, Predicate<Presence> registered, Clock clock, MeterRegistry meters) {
        this.engine = engine;
        this.after = after;
        this.registered = registered;
        this.clock = clock;
        this.forgotten = Counter.builder("iotc.forgotten")
                .description("Devices forgotten, because nothing was heard of them for forget.after")
                .baseUnit("devices")
                .register(meters);
        this.task = new RepeatedTask("forget", this::look, "Devices of which nothing is heard are kept (forget.after)");
    }

    /** Begins to look through the fleet now and then. */
    public void start() {
        Duration part = after.dividedBy(PART);
        Duration pause = part.compareTo(OFTEN) < 0 ? OFTEN : part.compareTo(RARELY) > 0 ? RARELY : part;
        task.start(pause, pause);
    }

    /** Looks through the fleet once. */
    void look() {
        if (!engine.leadership().leads()) {
            return;
        }
        Instant now = clock.instant();
        Instant since = now.minus(after);
        try {
            List<ClientId> unheard = new ArrayList<>();
            engine.ledger().each(DeviceQuery.ALL, device -> {
                if (unheard.size() < MOST && isUnheard(device, since) && !registered.test(device)) {
                    unheard.add(device.client());
                }
            });
            forget(unheard, now, since);
        } catch (ViewUnavailable e) {
            LOG.debug("No device is forgotten now: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isUnheard(Presence device, Instant since) {
        return !device.state().isConnected()
                && device.state() != Verdict.SUSPECT
                && !device.updatedAt().isAfter(since);
    }

    private void forget(List<ClientId> unheard, Instant now, Instant since) throws InterruptedException {
        if (unheard.isEmpty()) {
            return;
        }
        CompletableFuture<?>[] durable = unheard.stream()
                .map(client -> engine.accept(new Signal.Forgotten(client, now, since)))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(durable).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        forgotten.increment(unheard.size());
        LOG.info("Forgot {} devices of which nothing was heard since {}", unheard.size(), since);
    }

    @Override
    public void close() {
        task.close();
    }
}
