package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A fleet whose signals are read as the engine reads them: batch by batch, at its own pace. Deadlines that have
 * passed fire after each batch, unless a start or a blind spell puts them on hold.
 */
final class SlowReading {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Fleet fleet;
    private final int batch;
    private final Duration aMessage;
    private final List<Message> messages = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private Instant heldUntil = Instant.MIN;

    /** What a device does, and when the source delivers it to us. */
    private record Message(Instant at, Instant delivered, Signal signal) {}

    /** A time without signals: the source is away, or we are. */
    private record Gap(Instant from, Instant until, boolean restart) {}

    /**
     * @param batch the most messages that are read before deadlines fire
     * @param aMessage how long reading one takes
     */
    SlowReading(Fleet fleet, int batch, Duration aMessage) {
        this.fleet = fleet;
        this.batch = batch;
        this.aMessage = aMessage;
    }

    SlowReading connects(String id, Instant at, Duration delay) {
        long version = versions.merge(id, 1L, Long::sum);
        messages.add(new Message(at, at.plus(delay), new Signal.Connected(new ClientId(id), at, connection(version))));
        return this;
    }

    SlowReading drops(String id, Instant at, Duration delay) {
        long version = versions.computeIfAbsent(id, first -> 1L);
        messages.add(new Message(
                at,
                at.plus(delay),
                new Signal.Disconnected(new ClientId(id), at, connection(version), Reason.CONNECTION_LOST)));
        return this;
    }

    /** The source is away; what it queues for us comes afterwards. */
    SlowReading isBlind(Instant from, Duration length) {
        gaps.add(new Gap(from, from.plus(length), false));
        return this;
    }

    /** We are down, and everything that is kept in memory only is lost. */
    SlowReading isDown(Instant from, Duration length) {
        gaps.add(new Gap(from, from.plus(length), true));
        return this;
    }

    /** Reads all messages. */
    Fleet read() {
        // Sorted by time of delivery; a stable sort keeps the order of each device.
        messages.sort(Comparator.comparing(Message::delivered));
        gaps.sort(Comparator.comparing(Gap::from));
        Deque<Message> waiting = new ArrayDeque<>(messages);
        Deque<Gap> coming = new ArrayDeque<>(gaps);
        while (!waiting.isEmpty() || !coming.isEmpty()) {
            if (!coming.isEmpty() && !fleet.now().isBefore(coming.peek().from())) {
                miss(coming.poll());
                continue;
            }
            int read = 0;
            while (read < batch
                    && !waiting.isEmpty()
                    && !waiting.peek().delivered().isAfter(fleet.now())) {
                fleet.take(waiting.poll().signal());
                read++;
            }
            if (!fleet.now().isBefore(heldUntil)) {
                fleet.passes(Duration.ZERO);
            }
            fleet.clockJumps(read == 0 ? TICK : aMessage.multipliedBy(read));
        }
        return fleet.passesMinutes(60);
    }

    private void miss(Gap gap) {
        if (gap.restart()) {
            later(gap.until());
            fleet.restarts();
            heldUntil = max(heldUntil, fleet.now().plus(SETTLE));
        } else {
            Instant end = max(gap.until(), fleet.now());
            later(end);
            heldUntil = max(heldUntil, end.plus(SETTLE));
        }
    }

    private void later(Instant moment) {
        if (fleet.now().isBefore(moment)) {
            fleet.clockJumps(Duration.between(fleet.now(), moment));
        }
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version),
                Optional.empty(),
                Optional.of("certificate"),
                Optional.of("192.0.2.1"),
                Optional.empty());
    }
}
