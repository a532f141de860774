package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.signal.ClientId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What devices are filtered and sorted by, in memory: filled at the start from what is stored and updated after every commit. Any list is
 * one pass over it, a few milliseconds for 100,000 devices. In a file, each way of sorting would need an index, and each index
 * would make every step write one more page. Written by one thread at a time, read by any.
 */
public final class DeviceIndex {
    private final ConcurrentNavigableMap<String, ListedDevice> devices = new ConcurrentSkipListMap<>();
    private final DeviceCounts counts = new DeviceCounts();

    /** Adds or replaces devices, in the order in which they were committed. */
    public void put(Collection<ListedDevice> written) {
        written.forEach(this::put);
    }

    /** Adds or replaces one device. */
    public void put(ListedDevice device) {
        ListedDevice small = device.sharing();
        ListedDevice before = devices.put(small.clientId(), small);
        counts.change(before, small);
    }

    /** How many devices there are of each kind; always up to date. */
    public DeviceCounts counts() {
        return counts;
    }

    /** The group that the device had when it was last written. */
    public Optional<String> group(ClientId client) {
        return Optional.ofNullable(devices.get(client.value())).map(ListedDevice::group);
    }

    /**
     * Some of what was found.
     *
     * @param clientIds in the order asked for
     * @param total how many there are on all pages
     * @param next where the page ends; absent if it is the last
     */
    public record Found(List<String> clientIds, long total, Optional<DevicePlace> next) {}

    /**
     * One page of devices.
     *
     * @param limit at least 1
     */
    public Found find(DeviceQuery query, int limit) {
        boolean inOrderOfIds = query.order().by() == DeviceOrder.By.CLIENT_ID;
        return query.isUnfiltered() && inOrderOfIds ? walk(query, limit) : select(query, limit);
    }

    /** From the place on, without a look at the others. */
    private Found walk(DeviceQuery query, int limit) {
        boolean down = query.order().descending();
        ConcurrentNavigableMap<String, ListedDevice> ordered = down ? devices.descendingMap() : devices;
        Optional<String> after = query.after().map(DevicePlace::clientId);
        List<ListedDevice> found = new ArrayList<>();
        for (ListedDevice device :
                after.map(id -> ordered.tailMap(id, false)).orElse(ordered).values()) {
            found.add(device);
            if (found.size() > limit) {
                break;
            }
        }
        return page(found, counts.total(), query.order(), limit);
    }

    /** The first ones of all that fit, in one pass. */
    private Found select(DeviceQuery query, int limit) {
        DeviceFilter filter = new DeviceFilter(query);
        Comparator<ListedDevice> order = DeviceSorting.comparator(query.order());
        Optional<ListedDevice> after = query.after().map(DeviceSorting::at);
        PriorityQueue<ListedDevice> first = new PriorityQueue<>(limit + 2, order.reversed());
        long total = 0;
        for (ListedDevice device : devices.values()) {
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
        List<ListedDevice> found = new ArrayList<>(first);
        found.sort(order);
        return page(found, total, query.order(), limit);
    }

    private static Found page(List<ListedDevice> found, long total, DeviceOrder order, int limit) {
        List<ListedDevice> shown = found.size() > limit ? found.subList(0, limit) : found;
        return new Found(
                shown.stream().map(ListedDevice::clientId).toList(),
                total,
                found.size() > limit
                        ? Optional.of(DeviceSorting.place(shown.get(limit - 1), order))
                        : Optional.empty());
    }
}
