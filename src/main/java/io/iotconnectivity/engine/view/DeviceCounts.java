package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.event.Verdict;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The number of devices by verdict, and of those in service by reason for being away and by group. Changed by one thread at a time. */
public final class DeviceCounts {
    private static final String NO_GROUP = "";

    private final Map<Verdict, AtomicLong> states = new EnumMap<>(Verdict.class);
    private final AtomicLong deaf = new AtomicLong();
    private final Map<String, AtomicLong> reasons = new ConcurrentHashMap<>();
    private final Map<String, Members> groups = new ConcurrentHashMap<>();

    DeviceCounts() {
        for (Verdict verdict : Verdict.values()) {
            states.put(verdict, new AtomicLong());
        }
    }

    private record Members(AtomicLong devices, AtomicLong away) {
        Members() {
            this(new AtomicLong(), new AtomicLong());
        }
    }

    /**
     * @param before null if the device is new
     */
    void change(HeldDevice before, HeldDevice after) {
        // Increment first, so that readers never see too few.
        count(after, 1);
        if (before != null) {
            count(before, -1);
        }
    }

    void remove(HeldDevice device) {
        count(device, -1);
    }

    private void count(HeldDevice device, long by) {
        states.get(device.state()).addAndGet(by);
        if (device.state() == Verdict.RETIRED) {
            return;
        }
        if (device.isDeaf()) {
            deaf.addAndGet(by);
        }
        if (device.reason() != null) {
            AtomicLong devices = reasons.computeIfAbsent(device.reason(), first -> new AtomicLong());
            if (devices.addAndGet(by) == 0) {
                reasons.remove(device.reason());
            }
        }
        String group = device.group() == null ? NO_GROUP : device.group();
        Members members = groups.computeIfAbsent(group, first -> new Members());
        if (device.isAway()) {
            members.away().addAndGet(by);
        }
        if (members.devices().addAndGet(by) == 0) {
            groups.remove(group);
        }
    }

    /** The number of devices with this verdict. */
    public long of(Verdict verdict) {
        return states.get(verdict).get();
    }

    /** The number of devices by verdict, omitting zeros. */
    public Map<Verdict, Long> states() {
        Map<Verdict, Long> present = new EnumMap<>(Verdict.class);
        states.forEach((verdict, count) -> {
            if (count.get() > 0) {
                present.put(verdict, count.get());
            }
        });
        return present;
    }

    /** The number of devices that are deaf. */
    public long deaf() {
        return deaf.get();
    }

    /** The number of all devices. */
    public long total() {
        return states.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** The number of devices that are away, by reason. */
    public Map<String, Long> reasons() {
        Map<String, Long> present = new ConcurrentHashMap<>();
        reasons.forEach((reason, count) -> present.put(reason, count.get()));
        return present;
    }

    /** Whether any device has a group. */
    public boolean hasGroups() {
        return groups.keySet().stream().anyMatch(group -> !group.equals(NO_GROUP));
    }

    /** The groups, those with the most devices away first, then by size and name. */
    public List<GroupCount> groups(int most) {
        return groups.entrySet().stream()
                .map(group -> new GroupCount(
                        group.getKey(),
                        group.getValue().devices().get(),
                        group.getValue().away().get()))
                .sorted(Comparator.comparingLong(GroupCount::away)
                        .thenComparingLong(GroupCount::devices)
                        .reversed()
                        .thenComparing(GroupCount::group))
                .limit(most)
                .toList();
    }
}
