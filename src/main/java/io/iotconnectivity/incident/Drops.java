package io.iotconnectivity.incident;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The devices of each group that dropped recently and are not back. One in its grace period is kept until that ends;
 * one known to be away, for the length of the window after that, and longer, because the news of others that dropped
 * with it may come late, or their grace be longer. Kept in memory only: the caller of the machine
 * rebuilds it from the devices' states after a restart and after a step that was rolled back.
 */
public final class Drops {
    /** The longest grace; drops with a longer one are forgotten. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** A drop that is learned later than this makes no storm with those whose incidents are open. */
    static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

    /**
     * How many devices of a group with incidents of their own are kept, or as many as make a storm. Only members of
     * storms, which are recalled after a restart as well, are more.
     */
    private static final int MOST_OPEN = 1_000;

    private final Duration window;
    private final Duration lookBack;
    private final int mostOpen;
    private final Dependants dependants = new Dependants();
    private final Gatherings gatherings;
    private final Map<ClientId, Drop> byClient = new LinkedHashMap<>();
    private final Map<String, Group> byGroup = new HashMap<>();
    private Instant lastHeard = Instant.MIN;
    private Duration lastDelay = Duration.ZERO;

    /**
     * @param window how far apart drops may be to count as together
     */
    public Drops(Duration window) {
        this(window, window.plus(LONGEST_DELAY), MOST_OPEN);
    }

    /**
     * @param lookBack how long a device may have been away to be recalled after a restart
     * @param threshold how many drops together make a storm
     */
    Drops(Duration window, Duration lookBack, int threshold) {
        this.window = window;
        this.lookBack = lookBack;
        this.mostOpen = Math.max(MOST_OPEN, threshold);
        this.gatherings = new Gatherings(window);
    }

    /** How long a device may have been away to be recalled after a restart. */
    public Duration lookBack() {
        return lookBack;
    }

    /** Whether a device in this state must be recalled after a restart. */
    public boolean recalls(Presence device, Instant now) {
        return device.state() == Verdict.SUSPECT
                || device.state() != Verdict.ONLINE && device.updatedAt().isAfter(now.minus(lookBack));
    }

    /** The crowds of devices that drop together, possibly repeatedly. */
    Gatherings gatherings() {
        return gatherings;
    }

    /** The devices that depend on others. */
    Dependants dependants() {
        return dependants;
    }

    /**
     * Where a drop is counted.
     *
     * @param counted the name under which drops are counted together
     * @param group the group of the device itself
     */
    record Place(String counted, Optional<String> group) {
        /** The common group of all devices counted there; empty if they have none in common. */
        Optional<String> shared() {
            return counted.equals(StormCounting.AWS) ? Optional.empty() : group;
        }
    }

    /** The stage of an outage that began with a drop. */
    enum Stage {
        /** The grace is running. */
        WAITING,
        /** The device has its own incident. */
        OPEN,
        /** The device's incident is suppressed. */
        HELD
    }

    /**
     * @param at when it happened
     * @param learned when the news of it was processed; for one whose incident is suppressed, when that was last seen
     */
    private record Drop(Place place, Instant at, Instant learned, Stage stage, Instant forgotten) {
        String group() {
            return place.counted();
        }
    }

    /** The drops of one group, in the order in which they changed last. */
    private static final class Group {
        private final LinkedHashMap<ClientId, Drop> devices = new LinkedHashMap<>();
        private final LinkedHashSet<ClientId> open = new LinkedHashSet<>();
        private int waiting;
    }

    /**
     * A device dropped.
     *
     * @param at when it happened
     * @param learned when the news was processed
     */
    void dropped(Place place, ClientId client, Instant at, Instant learned) {
        put(client, new Drop(place, at, learned, Stage.WAITING, learned.plus(LONGEST_WAIT)));
        forgetOldest(learned);
    }

    /** A device connected or disconnected, and the news of it is processed now. */
    void heard(Instant at, Instant now) {
        lastHeard = now;
        lastDelay = delay(at, now);
    }

    /**
     * How late the news is that is being processed now, so that what happened since then may be unread; zero if none has
     * come for the length of the window.
     */
    Duration delay(Instant now) {
        return isWithin(lastHeard, now) ? lastDelay : Duration.ZERO;
    }

    private static Duration delay(Instant at, Instant learned) {
        if (!at.isBefore(learned)) {
            return Duration.ZERO;
        }
        Duration delay = Duration.between(at, learned);
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** The drop has been decided; without an earlier one, the device dropped now. */
    void decided(Place place, ClientId client, Stage stage, Instant now) {
        Drop before = byClient.get(client);
        Instant at = before == null ? now : before.at();
        Instant learned = before == null || stage == Stage.HELD ? now : before.learned();
        put(client, new Drop(place, at, learned, stage, now.plus(window).plus(LONGEST_DELAY)));
        LinkedHashSet<ClientId> open = byGroup.get(place.counted()).open;
        if (open.size() > mostOpen) {
            back(open.iterator().next());
        }
    }

    /** A device is connected again, or something else reports its outage. */
    void back(ClientId client) {
        Drop drop = byClient.remove(client);
        if (drop != null) {
            leave(client, drop);
        }
    }

    /** An upper bound of the size of {@link #together}. */
    int most(String group) {
        return of(group).size();
    }

    /** The number of devices of the group in their grace period. */
    int waiting(String group) {
        Group known = byGroup.get(group);
        return known == null ? 0 : known.waiting;
    }

    /** Some of the devices in their grace period, oldest drop first. */
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

    /** The group of a device that dropped. */
    Optional<String> groupOf(ClientId client) {
        return Optional.ofNullable(byClient.get(client))
                .flatMap(drop -> drop.place().group());
    }

    /** Whether the device has its own incident. */
    boolean isOpen(ClientId client) {
        Drop drop = byClient.get(client);
        return drop != null && drop.stage() == Stage.OPEN;
    }

    /**
     * The devices of the window with the most drops among those that contain the device's own drop, oldest drop first:
     * by when they happened or by when they were learned, whichever are more. What a blind time hid is learned together,
     * and what a slow pace spread happened together. Empty if the device is not known to have dropped.
     */
    List<ClientId> together(String group, ClientId client, Instant now) {
        Drop own = byClient.get(client);
        if (own == null || !own.group().equals(group)) {
            return List.of();
        }
        of(group).entrySet().stream()
                .filter(entry -> entry.getValue().forgotten().isBefore(now))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::back);
        List<ClientId> learned = together(own, Drop::learned);
        List<ClientId> happened = together(own, Drop::at);
        return happened.size() > learned.size() ? happened : learned;
    }

    private List<ClientId> together(Drop own, Function<Drop, Instant> moment) {
        List<Map.Entry<ClientId, Drop>> near = of(own.group()).entrySet().stream()
                .filter(entry -> isWithin(moment.apply(entry.getValue()), moment.apply(own)))
                .sorted(Map.Entry.comparingByValue(Comparator.comparing(moment)))
                .toList();
        int from = 0;
        int bestFrom = 0;
        int bestTo = 0;
        for (int to = 1; to <= near.size(); to++) {
            Instant last = moment.apply(near.get(to - 1).getValue());
            while (!isWithin(moment.apply(near.get(from).getValue()), last)) {
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
        Group group = byGroup.computeIfAbsent(drop.group(), name -> new Group());
        group.devices.put(client, drop);
        if (drop.stage() == Stage.WAITING) {
            group.waiting++;
        } else if (drop.stage() == Stage.OPEN) {
            group.open.add(client);
        }
    }

    private void leave(ClientId client, Drop drop) {
        Group group = byGroup.get(drop.group());
        group.devices.remove(client);
        group.open.remove(client);
        if (drop.stage() == Stage.WAITING) {
            group.waiting--;
        }
        if (group.devices.isEmpty()) {
            byGroup.remove(drop.group());
        }
    }

    private Map<ClientId, Drop> of(String group) {
        Group known = byGroup.get(group);
        return known == null ? Map.of() : known.devices;
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
