package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.event.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Orders devices and determines places in an order. */
final class DeviceSorting {
    /** By ordinal of the verdict: worse verdicts rank lower. */
    private static final int[] RANKS = new int[Verdict.values().length];

    static {
        List<Verdict> worstFirst = List.of(
                Verdict.OFFLINE,
                Verdict.STALE,
                Verdict.SUSPECT,
                Verdict.NEVER_CONNECTED,
                Verdict.UNKNOWN,
                Verdict.ONLINE,
                Verdict.RETIRED);
        worstFirst.forEach(verdict -> RANKS[verdict.ordinal()] = worstFirst.indexOf(verdict));
    }

    private DeviceSorting() {}

    /** Each comparator is monolithic, because it is called hundreds of thousands of times per list. */
    static Comparator<HeldDevice> comparator(DeviceOrder order) {
        int sign = order.descending() ? -1 : 1;
        return switch (order.by()) {
            case CLIENT_ID -> (one, other) -> sign * one.clientId().compareTo(other.clientId());
            case SINCE -> (one, other) -> bySince(one, other, sign);
            case REASON -> (one, other) -> byReason(one, other, sign);
            case STATE -> (one, other) -> byState(one, other, sign);
        };
    }

    private static int bySince(HeldDevice one, HeldDevice other, int sign) {
        if (one.since() == other.since()) {
            return one.clientId().compareTo(other.clientId());
        }
        if (one.since() == HeldDevice.NEVER || other.since() == HeldDevice.NEVER) {
            return one.since() == HeldDevice.NEVER ? 1 : -1;
        }
        return sign * Long.compare(one.since(), other.since());
    }

    private static int byReason(HeldDevice one, HeldDevice other, int sign) {
        if (Objects.equals(one.reason(), other.reason())) {
            return one.clientId().compareTo(other.clientId());
        }
        if (one.reason() == null || other.reason() == null) {
            return one.reason() == null ? 1 : -1;
        }
        return sign * one.reason().compareTo(other.reason());
    }

    private static int byState(HeldDevice one, HeldDevice other, int sign) {
        return one.state() == other.state()
                ? one.clientId().compareTo(other.clientId())
                : sign
                        * Integer.compare(
                                RANKS[one.state().ordinal()],
                                RANKS[other.state().ordinal()]);
    }

    /** The place of a device in an order. */
    static DevicePlace place(HeldDevice device, DeviceOrder order) {
        Optional<String> value =
                switch (order.by()) {
                    case CLIENT_ID -> Optional.empty();
                    case SINCE ->
                        Optional.of(device.since())
                                .filter(since -> since != HeldDevice.NEVER)
                                .map(String::valueOf);
                    case REASON -> Optional.ofNullable(device.reason());
                    case STATE -> Optional.of(device.state().name());
                };
        return new DevicePlace(order, value, device.clientId());
    }

    /** A device that would be at that place. */
    static HeldDevice at(DevicePlace place) {
        DeviceOrder.By by = place.order().by();
        return HeldDevice.sortedBy(
                place.clientId(),
                by == DeviceOrder.By.STATE ? Verdict.valueOf(place.value().orElseThrow()) : Verdict.UNKNOWN,
                by == DeviceOrder.By.SINCE ? place.value().map(Long::parseLong).orElse(HeldDevice.NEVER) : 0,
                by == DeviceOrder.By.REASON ? place.value().orElse(null) : null);
    }
}
