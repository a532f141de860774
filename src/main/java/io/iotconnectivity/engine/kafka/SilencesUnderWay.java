package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.incident.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The silences that this node has set and does not find in its view yet. They count toward the limits, too, so that a
 * quick succession cannot exceed them. Thread-safe.
 */
final class SilencesUnderWay {
    /** One that is not in the view by then has ended meanwhile. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Map<String, Underway> underWay = new HashMap<>();

    private record Underway(Silence silence, Instant since) {}

    /**
     * Takes up a silence unless there is no room for it.
     *
     * @param known those of the view
     * @return why there is no room
     */
    synchronized Optional<String> add(Silence silence, StoredSilences known, Instant now) {
        Set<Silence> arrived = new HashSet<>(known.holding());
        underWay.values()
                .removeIf(each -> arrived.contains(each.silence())
                        || !each.since().plus(LONGEST).isAfter(now));
        Optional<String> refusal = withThese(known).refusal(silence);
        if (refusal.isEmpty()) {
            underWay.put(silence.id(), new Underway(silence, now));
        }
        return refusal;
    }

    private StoredSilences withThese(StoredSilences known) {
        Map<String, Silence> all = new LinkedHashMap<>();
        known.holding().forEach(each -> all.put(each.id(), each));
        underWay.forEach((id, each) -> all.put(id, each.silence()));
        return new StoredSilences(
                List.copyOf(all.values()),
                known.off().stream()
                        .filter(off -> !underWay.containsKey(off.id()))
                        .toList());
    }

    /** A silence is ended. */
    synchronized void end(String id) {
        underWay.remove(id);
    }
}
