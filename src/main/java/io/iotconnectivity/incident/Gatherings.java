package io.iotconnectivity.incident;

import io.iotconnectivity.incident.GroupCase.Crowd;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Detects when many devices of a group drop together, and when as many do so again, whether or not they come back in
 * between. In memory only, like {@link Drops}.
 */
final class Gatherings {
    private final Duration window;
    private final Map<String, Gathering> byGroup = new LinkedHashMap<>();

    private record Moment(Instant at, Instant learned) {}

    /** The drops of one group. */
    private static final class Gathering {
        /** The devices that dropped recently, in a crowd or not. */
        private final Map<ClientId, Moment> lately = new LinkedHashMap<>();

        /** The devices of the current crowd; empty while there is none. */
        private Map<ClientId, Moment> crowd = new LinkedHashMap<>();

        /** Those of them that dropped again recently. */
        private Map<ClientId, Moment> again = new LinkedHashMap<>();

        private Instant last = Instant.MIN;
    }

    /**
     * Devices that dropped together.
     *
     * @param anew whether the crowd has just become large enough; otherwise one device has joined it
     */
    record Found(Crowd crowd, boolean anew) {}

    /**
     * @param window how far apart drops may be to count as together
     */
    Gatherings(Duration window) {
        this.window = window;
    }

    /**
     * A device dropped.
     *
     * @param at the time of its own event
     * @param threshold the size of a crowd; it lasts while more than half as many drop within the window
     */
    Optional<Found> dropped(String group, ClientId client, Instant at, Instant learned, int threshold) {
        Gathering gathering = of(group, learned);
        Moment moment = new Moment(at, learned);
        put(gathering.lately, client, moment);
        if (gathering.lately.size() * 2 <= threshold) {
            // A few devices that drop now and then would keep it alive forever and hide one that flaps alone.
            gathering.crowd.clear();
            gathering.again.clear();
        }
        if (gathering.crowd.isEmpty()) {
            if (gathering.lately.size() < threshold) {
                return Optional.empty();
            }
            gathering.crowd.putAll(gathering.lately);
            return Optional.of(new Found(span(gathering.crowd), true));
        }
        if (gathering.crowd.putIfAbsent(client, moment) == null) {
            return Optional.of(new Found(new Crowd(at, at), false));
        }
        put(gathering.again, client, moment);
        if (gathering.again.size() < threshold) {
            return Optional.empty();
        }
        gathering.crowd = gathering.again;
        gathering.again = new LinkedHashMap<>();
        return Optional.of(new Found(span(gathering.crowd), true));
    }

    /** The drops of the group, moved to the end; groups that have been calm for the window are forgotten. */
    private Gathering of(String group, Instant learned) {
        Gathering known = byGroup.remove(group);
        forgetOldest(byGroup.values().iterator(), other -> isOver(other.last, learned));
        Gathering gathering = known == null || isOver(known.last, learned) ? new Gathering() : known;
        gathering.last = learned;
        byGroup.put(group, gathering);
        return gathering;
    }

    /** Some of the devices that dropped together. */
    List<String> some(String group, int most) {
        List<String> some = new ArrayList<>();
        for (ClientId client : crowd(group).keySet()) {
            if (some.size() >= most) {
                break;
            }
            some.add(client.value());
        }
        return some;
    }

    int count(String group) {
        return crowd(group).size();
    }

    private Map<ClientId, Moment> crowd(String group) {
        Gathering gathering = byGroup.get(group);
        return gathering == null ? Map.of() : gathering.crowd;
    }

    private void put(Map<ClientId, Moment> drops, ClientId client, Moment moment) {
        drops.remove(client);
        forgetOldest(drops.values().iterator(), drop -> isOver(drop.learned(), moment.learned()));
        drops.put(client, moment);
    }

    /** Entries are in the order in which they were learned, so the remaining ones need not be examined. */
    private static <T> void forgetOldest(Iterator<T> inOrder, Predicate<T> isOver) {
        while (inOrder.hasNext() && isOver.test(inOrder.next())) {
            inOrder.remove();
        }
    }

    /** Also true if the clock has been set back since. */
    private boolean isOver(Instant learned, Instant now) {
        return learned.isBefore(now.minus(window)) || learned.isAfter(now.plus(window));
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
