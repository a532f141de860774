package io.iotconnectivity.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Thins out signs of life, because telemetry is a flood: the engine receives at most one per device in an interval that
 * is short compared to the allowed silence. Of messages that name no device one a minute is kept, as an example.
 */
public final class SignsOfLife implements Intake {
    /** Nobody needs to know more often than this. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** So that the last sign the engine received is never much older than the last that arrived. */
    private static final int OF_THE_SILENCE = 4;
    /** A device that is forgotten is merely reported once more. */
    private static final int DEVICES = 500_000;

    private static final Duration EXAMPLES = Duration.ofMinutes(1);

    private final Engine engine;
    private final Cache<ClientId, Boolean> heard;
    private final Counter thinned;
    private final AtomicReference<Instant> nextExample = new AtomicReference<>(Instant.EPOCH);

    /**
     * @param silence how long devices may be silent
     */
    public SignsOfLife(Engine engine, StalePolicy silence, MeterRegistry meters) {
        this(engine, silence, meters, Ticker.systemTicker());
    }

    SignsOfLife(Engine engine, StalePolicy silence, MeterRegistry meters, Ticker ticker) {
        this.engine = engine;
        this.heard = Caffeine.newBuilder()
                .expireAfterWrite(pause(silence))
                .maximumSize(DEVICES)
                .ticker(ticker)
                .build();
        this.thinned = Counter.builder("iotc.signs.of.life.thinned")
                .description("Signs of life skipped because the engine had just recorded one")
                .baseUnit("signals")
                .register(meters);
    }

    /** How long after a sign of life the device's next one is not news. */
    static Duration pause(StalePolicy silence) {
        return Stream.concat(
                        silence.classes().stream().flatMap(devices -> devices.after().stream()),
                        silence.otherwise().stream())
                .map(after -> after.dividedBy(OF_THE_SILENCE))
                .filter(after -> after.compareTo(LONGEST_PAUSE) < 0)
                .min(Duration::compareTo)
                .orElse(LONGEST_PAUSE);
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        if (heard.asMap().putIfAbsent(signal.client(), true) != null) {
            thinned.increment();
            return CompletableFuture.completedFuture(null);
        }
        return engine.accept(signal).whenComplete((nothing, failure) -> {
            if (failure != null) {
                heard.invalidate(signal.client());
            }
        });
    }

    @Override
    public CompletableFuture<Void> keep(Unreadable unreadable) {
        return engine.keep(unreadable);
    }

    @Override
    public boolean keepsUnreadable(Instant arrived) {
        Instant next = nextExample.get();
        return !arrived.isBefore(next) && nextExample.compareAndSet(next, arrived.plus(EXAMPLES));
    }
}
