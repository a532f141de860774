package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.event.Verdict;

/** The filter of a query. It is applied to every device of the fleet, so it is plain and fast. */
final class DeviceFilter {
    private final Verdict state;
    private final String reason;
    private final String group;
    private final String part;
    private final char lower;
    private final char upper;
    private final long slowerThanMillis;

    DeviceFilter(DeviceQuery query) {
        state = query.state().orElse(null);
        reason = query.reason().orElse(null);
        group = query.group().orElse(null);
        part = query.contains().filter(text -> !text.isEmpty()).orElse(null);
        lower = part == null ? 0 : Character.toLowerCase(part.charAt(0));
        upper = part == null ? 0 : Character.toUpperCase(part.charAt(0));
        slowerThanMillis = query.slowerThan().map(than -> than.toMillis()).orElse(Long.MIN_VALUE);
    }

    boolean fits(HeldDevice device) {
        return (state == null || state == device.state())
                && (reason == null || reason.equals(device.reason()))
                && (group == null || group.equals(device.group()))
                && (slowerThanMillis == Long.MIN_VALUE || isSlow(device))
                && (part == null || contains(device.clientId()));
    }

    /** Compares one and a half keep-alives, in milliseconds; devices with an unknown keep-alive are not slow. */
    private boolean isSlow(HeldDevice device) {
        return device.keepAlive() > 0 && device.keepAlive() * 1500L > slowerThanMillis;
    }

    private boolean contains(String id) {
        int last = id.length() - part.length();
        for (int i = 0; i <= last; i++) {
            char begin = id.charAt(i);
            if ((begin == lower || begin == upper) && id.regionMatches(true, i, part, 0, part.length())) {
                return true;
            }
        }
        return false;
    }
}
