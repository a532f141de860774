package io.iotconnectivity.sandbox;

import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * What goes wrong between the broker and the subscribers of lifecycle events: AWS guarantees neither order nor
 * exactly-once delivery. All chances are between 0 and 1. The same seed has the same effect on the same event,
 * regardless of thread timing.
 *
 * @param duplicate chance that an event is repeated, up to {@code longestDelay} later
 * @param drop      chance that an event is lost
 * @param delay     chance that an event is delayed by up to {@code longestDelay}
 * @param reorder   chance that an event waits until the client's next one is out, at most {@code longestDelay}
 */
public record Mischief(double duplicate, double drop, double delay, double reorder, Duration longestDelay, long seed) {

    public static final Mischief NONE = new Mischief(0, 0, 0, 0, Duration.ZERO, 0);

    /** Duplicates, delays and reorders a good part of all events, but loses none. */
    public static Mischief atLeastOnce(Duration longestDelay, long seed) {
        return new Mischief(0.3, 0, 0.3, 0.3, longestDelay, seed);
    }

    Fate fateOf(LifecycleEvent event) {
        SplittableRandom random = new SplittableRandom(seed
                ^ Objects.hash(event.clientId(), event.type().eventType(), event.versionNumber())
                        * 0x9E3779B97F4A7C15L);
        boolean duplicated = random.nextDouble() < duplicate;
        boolean dropped = random.nextDouble() < drop;
        boolean delayed = random.nextDouble() < delay;
        boolean overtaken = random.nextDouble() < reorder;
        return new Fate(dropped, overtaken, delayed ? share(random) : Duration.ZERO, duplicated, share(random));
    }

    private Duration share(SplittableRandom random) {
        return Duration.ofMillis((long) (random.nextDouble() * longestDelay.toMillis()));
    }

    /**
     * What happens to one event.
     *
     * @param late      zero unless it comes late
     * @param repeated  whether it comes twice, {@code repeatAfter} apart
     */
    record Fate(boolean dropped, boolean overtaken, Duration late, boolean repeated, Duration repeatAfter) {}
}
