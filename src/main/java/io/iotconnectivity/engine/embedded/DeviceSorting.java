package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.event.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The orders of devices, and places in them. */
final class DeviceSorting {
    private static final Comparator<ListedDevice> CLIENT_ID = Comparator.comparing(ListedDevice::clientId);

    /** The worse, the earlier. */
    private static final List<Verdict> STATES =
            List.of(Verdict.OFFLINE, Verdict.STALE, Verdict.SUSPECT, Verdict.UNKNOWN, Verdict.ONLINE);

    private DeviceSorting() {}

    static Comparator<ListedDevice> comparator(DeviceOrder order) {
        return switch (order.by()) {
            case CLIENT_ID -> turned(CLIENT_ID, order);
            case SINCE ->
                absentLast(device -> device.since() == ListedDevice.NEVER)
                        .thenComparing(turned(Comparator.comparingLong(ListedDevice::since), order))
                        .thenComparing(CLIENT_ID);
            case REASON ->
                absentLast(device -> device.reason() == null)
                        .thenComparing(turned(
                                Comparator.comparing(device -> device.reason() == null ? "" : device.reason()), order))
                        .thenComparing(CLIENT_ID);
            case STATE ->
                turned(Comparator.comparingInt(DeviceSorting::rank), order).thenComparing(CLIENT_ID);
        };
    }

    private static int rank(ListedDevice device) {
        return STATES.indexOf(device.state());
    }

    private interface Lacks {
        boolean value(ListedDevice device);
    }

    private static Comparator<ListedDevice> absentLast(Lacks lacks) {
        return (one, other) -> Boolean.compare(lacks.value(one), lacks.value(other));
    }

    private static Comparator<ListedDevice> turned(Comparator<ListedDevice> comparator, DeviceOrder order) {
        return order.descending() ? comparator.reversed() : comparator;
    }

    /** Where a device is in an order. */
    static DevicePlace place(ListedDevice device, DeviceOrder order) {
        Optional<String> value =
                switch (order.by()) {
                    case CLIENT_ID -> Optional.empty();
                    case SINCE ->
                        Optional.of(device.since())
                                .filter(since -> since != ListedDevice.NEVER)
                                .map(String::valueOf);
                    case REASON -> Optional.ofNullable(device.reason());
                    case STATE -> Optional.of(device.state().name());
                };
        return new DevicePlace(order, value, device.clientId());
    }

    /** A device that would be at that place. */
    static ListedDevice at(DevicePlace place) {
        DeviceOrder.By by = place.order().by();
        return new ListedDevice(
                place.clientId(),
                by == DeviceOrder.By.STATE ? Verdict.valueOf(place.value().orElseThrow()) : Verdict.UNKNOWN,
                by == DeviceOrder.By.SINCE ? place.value().map(Long::parseLong).orElse(ListedDevice.NEVER) : 0,
                by == DeviceOrder.By.REASON ? place.value().orElse(null) : null,
                null,
                0);
    }
}
