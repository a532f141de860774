package io.iotconnectivity.delivery;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How long it takes from one moment to another, as a histogram whose few buckets never change. */
public final class Lag {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10)
    };

    /** What is longer tells of a wrong clock rather than of a lag, and would spoil the sum. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Timer timer;

    private Lag(Timer timer) {
        this.timer = timer;
    }

    /**
     * @param tags a key and a value by turns
     */
    public static Lag of(MeterRegistry registry, String name, String description, String... tags) {
        return new Lag(Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    }

    /** Clocks differ: what seems to have happened in the future has just happened. */
    public void record(Instant from, Instant to) {
        timer.record(between(from, to).toNanos(), TimeUnit.NANOSECONDS);
    }

    /** When that happened at AWS which {@code device.online} or {@code device.offline} tells of; empty for all other events. */
    public static Optional<Instant> startOf(Event event) {
        return event.type() == EventType.DEVICE_ONLINE || event.type() == EventType.DEVICE_OFFLINE
                ? event.device().flatMap(DeviceData::since)
                : Optional.empty();
    }

    private static Duration between(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return Duration.ZERO;
        }
        return from.isBefore(to.minus(LONGEST)) ? LONGEST : Duration.between(from, to);
    }
}
