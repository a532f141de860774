package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.ExtraMatch;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.util.Map;

/** The filter of a query. It is applied to every device of the fleet, so it is plain and fast. */
final class DeviceFilter {
    private static final PresenceCodec PRESENCES = new PresenceCodec();

    private final boolean onlyInService;
    private final boolean onlyDeaf;
    private final Verdict state;
    private final String reason;
    private final String group;
    private final String part;
    private final char lower;
    private final char upper;
    private final String deviceClass;
    private final long slowerThanMillis;
    private final Map<String, Duration> slowerThanOfClass;
    private final ExtraMatch extra;

    DeviceFilter(DeviceQuery query) {
        onlyInService = query.onlyInService();
        onlyDeaf = query.onlyDeaf();
        extra = query.extra().orElse(null);
        state = query.state().orElse(null);
        reason = query.reason().orElse(null);
        group = query.group().orElse(null);
        part = query.contains().filter(text -> !text.isEmpty()).orElse(null);
        lower = part == null ? 0 : Character.toLowerCase(part.charAt(0));
        upper = part == null ? 0 : Character.toUpperCase(part.charAt(0));
        deviceClass = query.deviceClass().orElse(null);
        slowerThanMillis =
                query.slowerThan().map(slow -> slow.than().toMillis()).orElse(Long.MIN_VALUE);
        slowerThanOfClass = query.slowerThan().map(DeviceQuery.Slow::byClass).orElse(Map.of());
    }

    boolean fits(HeldDevice device) {
        return (!onlyInService || device.state() != Verdict.RETIRED)
                && (!onlyDeaf || device.isDeaf())
                && (state == null || state == device.state())
                && (reason == null || reason.equals(device.reason()))
                && (group == null || group.equals(device.group()))
                && (slowerThanMillis == Long.MIN_VALUE || isSlow(device))
                && (part == null || contains(device.clientId()))
                && (deviceClass == null || isInClass(device))
                // Last, because it takes about a microsecond.
                && (extra == null || isKnown(device));
    }

    private boolean isKnown(HeldDevice device) {
        return device.presence() != null
                && extra.fits(PRESENCES.read(new ClientId(device.clientId()), device.presence()));
    }

    /** Compares one and a half keep-alives, in milliseconds; devices with an unknown keep-alive are not slow. */
    private boolean isSlow(HeldDevice device) {
        return device.keepAlive() > 0 && device.keepAlive() * 1500L > slowerThanMillis(device);
    }

    private long slowerThanMillis(HeldDevice device) {
        String name = slowerThanOfClass.isEmpty() ? null : classOf(device);
        Duration own = name == null ? null : slowerThanOfClass.get(name);
        return own == null ? slowerThanMillis : own.toMillis();
    }

    private boolean isInClass(HeldDevice device) {
        String name = classOf(device);
        return deviceClass.equals(name == null ? DeviceQuery.DEFAULT_CLASS : name);
    }

    /** Not held by itself, so that devices take no more memory where there are no classes. */
    private static String classOf(HeldDevice device) {
        return PresenceCodec.deviceClass(device.clientId(), device.presence());
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
