package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All devices, in memory: loaded from the store at the start and updated after every commit, so that neither decisions nor lists need a
 * query. Any list takes one pass, a few milliseconds for 100,000 devices. Written by one thread at a time, read by any;
 * {@linkplain #due what is due} and {@linkplain #stormMembers who is in a storm} are for the writing thread only.
 */
public final class DeviceIndex {
    private final ConcurrentMap<String, HeldDevice> devices = new ConcurrentHashMap<>();
    /** Only lists need the order: finding a device in it takes many times as long as in the map. */
    private final NavigableSet<String> ids = new ConcurrentSkipListSet<>();

    private final DeviceCounts counts = new DeviceCounts();
    private final Deadlines deadlines = new Deadlines(HeldDevice::deadline);
    private final Deadlines caseDeadlines = new Deadlines(HeldDevice::caseDeadline);
    private final Map<String, Set<String>> storms = new HashMap<>();

    /** Adds or replaces devices, in the order in which they were committed. */
    public void put(Collection<HeldDevice> written) {
        written.forEach(this::put);
    }

    /** Adds or replaces one device. */
    public void put(HeldDevice device) {
        HeldDevice before = devices.get(device.clientId());
        HeldDevice after = before == null ? device.sharing() : device.sharing(before);
        devices.put(after.clientId(), after);
        if (before == null) {
            ids.add(after.clientId());
        }
        counts.change(before, after);
        deadlines.change(before, after);
        caseDeadlines.change(before, after);
        if (before == null || !Objects.equals(before.storm(), after.storm())) {
            moveStorm(before, after);
        }
    }

    /** Removes devices; those that are not there are none any more. */
    public void remove(Collection<String> clientIds) {
        for (String clientId : clientIds) {
            HeldDevice before = devices.remove(clientId);
            if (before != null) {
                ids.remove(clientId);
                counts.remove(before);
                deadlines.remove(before);
                caseDeadlines.remove(before);
                leaveStorm(before);
            }
        }
    }

    private void moveStorm(HeldDevice before, HeldDevice after) {
        leaveStorm(before);
        if (after.storm() != null) {
            storms.computeIfAbsent(after.storm(), first -> new HashSet<>()).add(after.clientId());
        }
    }

    private void leaveStorm(HeldDevice before) {
        if (before != null && before.storm() != null) {
            Set<String> members = storms.get(before.storm());
            members.remove(before.clientId());
            if (members.isEmpty()) {
                storms.remove(before.storm());
            }
        }
    }

    /** What is held of a device; null if nothing was ever heard of it. */
    public HeldDevice get(ClientId client) {
        return devices.get(client.value());
    }

    /** All devices, in no order; what is put meanwhile may be missing. */
    public Collection<HeldDevice> all() {
        return Collections.unmodifiableCollection(devices.values());
    }

    /**
     * The devices whose deadline has come, longest ago first.
     *
     * @param now in milliseconds since 1970
     * @param limit at most so many
     * @param asked whether a device is asked about; the others are skipped
     */
    public List<HeldDevice> due(long now, int limit, Predicate<HeldDevice> asked) {
        return deadlines.due(now, limit, asked);
    }

    /** As {@link #due}, of the deadlines of their cases. */
    public List<HeldDevice> dueCases(long now, int limit, Predicate<HeldDevice> asked) {
        return caseDeadlines.due(now, limit, asked);
    }

    /** The first deadline of any device or case, in milliseconds since 1970. */
    public OptionalLong firstDeadline() {
        return Stream.of(deadlines.first(), caseDeadlines.first())
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    /** The ids of the devices whose outage is part of the group's storm. */
    public Set<String> stormMembers(String group) {
        return Collections.unmodifiableSet(storms.getOrDefault(group, Set.of()));
    }

    /** The device counts; always up to date. */
    public DeviceCounts counts() {
        return counts;
    }

    /**
     * One page of results.
     *
     * @param devices in the requested order
     * @param total the number of devices on all pages
     * @param next where the page ends; absent on the last one
     */
    public record Found(List<HeldDevice> devices, long total, Optional<DevicePlace> next) {}

    /**
     * One page of devices.
     *
     * @param limit at least 1
     */
    public Found find(DeviceQuery query, int limit) {
        boolean inOrderOfIds = query.order().by() == DeviceOrder.By.CLIENT_ID;
        return query.isUnfiltered() && inOrderOfIds ? walk(query, limit) : select(query, limit);
    }

    /** Walks on from the place, without examining the other devices. */
    private Found walk(DeviceQuery query, int limit) {
        boolean down = query.order().descending();
        NavigableSet<String> ordered = down ? ids.descendingSet() : ids;
        Optional<String> after = query.after().map(DevicePlace::clientId);
        List<HeldDevice> found = new ArrayList<>();
        for (String id : after.map(place -> ordered.tailSet(place, false)).orElse(ordered)) {
            HeldDevice device = devices.get(id);
            // It may just have been forgotten.
            if (device != null && !(query.onlyInService() && device.state() == Verdict.RETIRED)) {
                found.add(device);
            }
            if (found.size() > limit) {
                break;
            }
        }
        long total = counts.total() - (query.onlyInService() ? counts.of(Verdict.RETIRED) : 0);
        return page(found, total, query.order(), limit);
    }

    /** Selects the first matching devices in one pass. */
    private Found select(DeviceQuery query, int limit) {
        DeviceFilter filter = new DeviceFilter(query);
        Comparator<HeldDevice> order = DeviceSorting.comparator(query.order());
        Optional<HeldDevice> after = query.after().map(DeviceSorting::at);
        PriorityQueue<HeldDevice> first = new PriorityQueue<>(limit + 2, order.reversed());
        long total = 0;
        for (HeldDevice device : devices.values()) {
            if (filter.fits(device)) {
                total++;
                boolean comes = after.isEmpty() || order.compare(device, after.get()) > 0;
                if (comes && (first.size() <= limit || order.compare(device, first.peek()) < 0)) {
                    first.add(device);
                    if (first.size() > limit + 1) {
                        first.remove();
                    }
                }
            }
        }
        List<HeldDevice> found = new ArrayList<>(first);
        found.sort(order);
        return page(found, total, query.order(), limit);
    }

    private static Found page(List<HeldDevice> found, long total, DeviceOrder order, int limit) {
        List<HeldDevice> shown = found.size() > limit ? found.subList(0, limit) : found;
        return new Found(
                List.copyOf(shown),
                total,
                found.size() > limit
                        ? Optional.of(DeviceSorting.place(shown.get(limit - 1), order))
                        : Optional.empty());
    }
}
