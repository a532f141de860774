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

/** Measures durations in a histogram with a few fixed buckets. */
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

    /** Longer values indicate a wrong clock rather than a lag, and would distort the sum. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Timer timer;

    private Lag(Timer timer) {
        this.timer = timer;
    }

    /**
     * @param tags alternating keys and values
     */
    public static Lag of(MeterRegistry registry, String name, String description, String... tags) {
        return new Lag(Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    }

    /**
     * Records a lag. Because clocks differ, an event that seems to lie in the future counts as having just happened.
     */
    public void record(Instant from, Instant to) {
        timer.record(between(from, to).toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * When the connect or disconnect behind {@code device.online} or {@code device.offline} happened at AWS; empty for
     * all other events.
     */
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
