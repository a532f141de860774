package io.iotconnectivity.incident;

import io.iotconnectivity.incident.GroupCase.Crowd;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out when many devices of a group drop together, and when as many of them do so again, whether they come back between or
 * not. In memory only, as {@link Drops} are.
 */
final class Gatherings {
    private final Duration window;
    private final Map<String, Gathering> byGroup = new HashMap<>();

    private record Moment(Instant at, Instant learned) {}

    /** The drops of one group: those of now, and of devices among them those that have dropped again. */
    private static final class Gathering {
        private Map<ClientId, Moment> current = new LinkedHashMap<>();
        private Map<ClientId, Moment> next = new LinkedHashMap<>();
        private boolean crowd;
        private Instant last = Instant.MIN;
    }

    /**
     * Devices that dropped together.
     *
     * @param anew whether this is the moment in which there are enough of them; else one has come to them
     */
    record Found(Crowd crowd, boolean anew) {}

    /**
     * @param window drops that are no further apart are together
     */
    Gatherings(Duration window) {
        this.window = window;
    }

    /**
     * A device has dropped.
     *
     * @param at by its own event
     * @param threshold so many are a crowd
     */
    Optional<Found> dropped(String group, ClientId client, Instant at, Instant learned, int threshold) {
        Gathering gathering = byGroup.computeIfAbsent(group, name -> new Gathering());
        if (gathering.last.isBefore(learned.minus(window))) {
            gathering.current.clear();
            gathering.next.clear();
            gathering.crowd = false;
        }
        gathering.last = learned;
        Moment moment = new Moment(at, learned);
        if (!gathering.crowd) {
            put(gathering.current, client, moment);
            gathering.crowd = gathering.current.size() >= threshold;
            return gathering.crowd ? Optional.of(new Found(span(gathering.current), true)) : Optional.empty();
        }
        if (!gathering.current.containsKey(client)) {
            gathering.current.put(client, moment);
            return Optional.of(new Found(new Crowd(at, at), false));
        }
        put(gathering.next, client, moment);
        if (gathering.next.size() < threshold) {
            return Optional.empty();
        }
        gathering.current = gathering.next;
        gathering.next = new LinkedHashMap<>();
        return Optional.of(new Found(span(gathering.current), true));
    }

    /** Some of those that dropped together. */
    List<String> some(String group, int most) {
        List<String> some = new ArrayList<>();
        for (ClientId client : current(group).keySet()) {
            if (some.size() >= most) {
                break;
            }
            some.add(client.value());
        }
        return some;
    }

    int count(String group) {
        return current(group).size();
    }

    private Map<ClientId, Moment> current(String group) {
        Gathering gathering = byGroup.get(group);
        return gathering == null ? Map.of() : gathering.current;
    }

    private void put(Map<ClientId, Moment> drops, ClientId client, Moment moment) {
        drops.remove(client);
        drops.values()
                .removeIf(other -> other.learned().isBefore(moment.learned().minus(window)));
        drops.put(client, moment);
    }

    private static Crowd span(Map<ClientId, Moment> drops) {
        Crowd span = null;
        for (Moment drop : drops.values()) {
            Crowd one = new Crowd(drop.at(), drop.at());
            span = span == null ? one : span.with(one);
        }
        return span;
    }
}
