package io.iotconnectivity.incident;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices of each group that have dropped lately and not come back. One that waits out its grace is kept until the grace
 * ends; one that is known to be away, for the length of the window after that. Kept in memory only: whoever runs the machine
 * makes it anew from the devices' states, after a restart and after a step that was undone.
 */
public final class Drops {
    /** No grace is longer, or its drop is forgotten. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Duration window;
    private final Duration lookBack;
    private final Dependants dependants = new Dependants();
    private final Gatherings gatherings;
    private final Map<ClientId, Drop> byClient = new LinkedHashMap<>();
    private final Map<String, LinkedHashMap<ClientId, Drop>> byGroup = new HashMap<>();
    private final Map<String, Integer> waiting = new HashMap<>();

    /**
     * @param window devices that drop within so long dropped together
     */
    public Drops(Duration window) {
        this(window, window);
    }

    /**
     * @param lookBack who has been away for no longer is to be recalled after a restart
     */
    Drops(Duration window, Duration lookBack) {
        this.window = window;
        this.lookBack = lookBack;
        this.gatherings = new Gatherings(window);
    }

    /** Who has been away for no longer is to be recalled after a restart. */
    public Duration lookBack() {
        return lookBack;
    }

    /** Whether a device that is held so is to be recalled after a restart. */
    public boolean recalls(Presence device, Instant now) {
        return device.state() == Verdict.SUSPECT
                || device.state() != Verdict.ONLINE && device.updatedAt().isAfter(now.minus(lookBack));
    }

    /** Those that drop together, again and again perhaps. */
    Gatherings gatherings() {
        return gatherings;
    }

    /** Those that depend on others. */
    Dependants dependants() {
        return dependants;
    }

    /**
     * Where a drop is counted.
     *
     * @param counted the name that drops are counted together under
     * @param group of the device itself
     */
    record Place(String counted, Optional<String> group) {
        /** The group of all that are counted there; empty where they have none in common. */
        Optional<String> shared() {
            return counted.equals(StormCounting.AWS) ? Optional.empty() : group;
        }
    }

    /** How far an outage has come that began with a drop. */
    enum Stage {
        /** The grace runs. */
        WAITING,
        /** The device has an incident of its own. */
        OPEN,
        /** The device's incident is held back. */
        HELD
    }

    private record Drop(Place place, Instant learned, Stage stage, Instant forgotten) {
        String group() {
            return place.counted();
        }
    }

    /**
     * A device has dropped.
     *
     * @param learned when we were told
     */
    void dropped(Place place, ClientId client, Instant learned) {
        put(client, new Drop(place, learned, Stage.WAITING, learned.plus(LONGEST_WAIT)));
        forgetOldest(learned);
    }

    /** It is known what became of the drop; without an earlier one, the device has dropped now. */
    void decided(Place place, ClientId client, Stage stage, Instant now) {
        Drop before = byClient.get(client);
        Instant learned = before == null || stage == Stage.HELD ? now : before.learned();
        put(client, new Drop(place, learned, stage, now.plus(window)));
    }

    /** A device is connected again, or its outage is told of otherwise. */
    void back(ClientId client) {
        Drop drop = byClient.remove(client);
        if (drop != null) {
            leave(client, drop);
        }
    }

    /** At least so many may be found by {@link #together}. */
    int most(String group) {
        LinkedHashMap<ClientId, Drop> devices = byGroup.get(group);
        return devices == null ? 0 : devices.size();
    }

    /** How many of the group wait out their grace. */
    int waiting(String group) {
        return waiting.getOrDefault(group, 0);
    }

    /** Some of those that wait out their grace, longest ago first. */
    List<ClientId> waiting(String group, int most) {
        List<ClientId> found = new ArrayList<>();
        for (Map.Entry<ClientId, Drop> entry : of(group).entrySet()) {
            if (found.size() >= most) {
                break;
            }
            if (entry.getValue().stage() == Stage.WAITING) {
                found.add(entry.getKey());
            }
        }
        return found;
    }

    /** The group of a device that has dropped. */
    Optional<String> groupOf(ClientId client) {
        return Optional.ofNullable(byClient.get(client))
                .flatMap(drop -> drop.place().group());
    }

    /** Whether the device has an incident of its own. */
    boolean isOpen(ClientId client) {
        Drop drop = byClient.get(client);
        return drop != null && drop.stage() == Stage.OPEN;
    }

    /**
     * Of the windows that the device's own drop lies in, that with most drops: those devices, longest ago first. Empty if the
     * device is not known to have dropped.
     */
    List<ClientId> together(String group, ClientId client, Instant now) {
        Drop own = byClient.get(client);
        if (own == null || !own.group().equals(group)) {
            return List.of();
        }
        LinkedHashMap<ClientId, Drop> devices = of(group);
        devices.entrySet().stream()
                .filter(entry -> entry.getValue().forgotten().isBefore(now))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::back);
        List<Map.Entry<ClientId, Drop>> near = of(group).entrySet().stream()
                .filter(entry -> isWithin(entry.getValue().learned(), own.learned()))
                .sorted(Map.Entry.comparingByValue((a, b) -> a.learned().compareTo(b.learned())))
                .toList();
        int from = 0;
        int bestFrom = 0;
        int bestTo = 0;
        for (int to = 1; to <= near.size(); to++) {
            Instant last = near.get(to - 1).getValue().learned();
            while (!isWithin(near.get(from).getValue().learned(), last)) {
                from++;
            }
            if (to - from > bestTo - bestFrom) {
                bestFrom = from;
                bestTo = to;
            }
        }
        return near.subList(bestFrom, bestTo).stream().map(Map.Entry::getKey).toList();
    }

    private boolean isWithin(Instant a, Instant b) {
        return Duration.between(a, b).abs().compareTo(window) <= 0;
    }

    private void put(ClientId client, Drop drop) {
        back(client);
        byClient.put(client, drop);
        byGroup.computeIfAbsent(drop.group(), name -> new LinkedHashMap<>()).put(client, drop);
        if (drop.stage() == Stage.WAITING) {
            waiting.merge(drop.group(), 1, Integer::sum);
        }
    }

    private void leave(ClientId client, Drop drop) {
        LinkedHashMap<ClientId, Drop> devices = byGroup.get(drop.group());
        devices.remove(client);
        if (devices.isEmpty()) {
            byGroup.remove(drop.group());
        }
        if (drop.stage() == Stage.WAITING) {
            waiting.computeIfPresent(drop.group(), (name, count) -> count > 1 ? count - 1 : null);
        }
    }

    private LinkedHashMap<ClientId, Drop> of(String group) {
        return byGroup.getOrDefault(group, new LinkedHashMap<>());
    }

    private void forgetOldest(Instant now) {
        Iterator<Map.Entry<ClientId, Drop>> oldest = byClient.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<ClientId, Drop> entry = oldest.next();
            if (!entry.getValue().forgotten().isBefore(now)) {
                return;
            }
            oldest.remove();
            leave(entry.getKey(), entry.getValue());
        }
    }
}
