package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What devices are filtered and sorted by, in memory: read once at the start and kept up with every commit. Any list is one pass
 * over it, of some milliseconds for 100,000 devices. In the file it would take an index for each way of sorting, and each of
 * them would have every step write one more page. Written by one thread at a time, read by any.
 */
final class DeviceIndex {
    private final ConcurrentNavigableMap<String, ListedDevice> devices = new ConcurrentSkipListMap<>();
    private final DeviceCounts counts = new DeviceCounts();

    DeviceIndex(Readers readers) {
        readers.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT client_id, state, since, reason, group_name, keep_alive FROM device");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long since = row.getLong(3);
                    put(new ListedDevice(
                            row.getString(1),
                            Verdict.valueOf(row.getString(2)),
                            row.wasNull() ? ListedDevice.NEVER : since,
                            row.getString(4),
                            row.getString(5),
                            row.getInt(6)));
                }
                return null;
            }
        });
    }

    /** Takes over what has just been committed, in its order. */
    void put(Collection<ListedDevice> written) {
        written.forEach(this::put);
    }

    private void put(ListedDevice device) {
        ListedDevice small = device.sharing();
        ListedDevice before = devices.put(small.clientId(), small);
        counts.change(before, small);
    }

    DeviceCounts counts() {
        return counts;
    }

    /** The group that the device had when it was last written. */
    Optional<String> group(ClientId client) {
        return Optional.ofNullable(devices.get(client.value())).map(ListedDevice::group);
    }

    /**
     * Some of what was found.
     *
     * @param clientIds in the order asked for
     * @param total how many there are on all pages
     * @param next where the page ends; absent if it is the last
     */
    record Found(List<String> clientIds, long total, Optional<DevicePlace> next) {}

    Found find(DeviceQuery query, int limit) {
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
