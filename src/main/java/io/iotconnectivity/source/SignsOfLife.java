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
 * Thins signs of life out, because telemetry is a flood: of each device the engine hears at most one in a while that is short
 * against the silence that is allowed. Messages that name no device are kept once a minute, as an example.
 */
public final class SignsOfLife implements Intake {
    /** More often than this nobody has to know. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** So that the last sign that was heard is never much older than the last that came. */
    private static final int OF_THE_SILENCE = 4;
    /** A device that is forgotten is merely heard once more. */
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
                .description("Signs of life that came soon after one that the engine has heard")
                .baseUnit("signals")
                .register(meters);
    }

    /** How long after a sign of life the next one of the device is no news. */
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
