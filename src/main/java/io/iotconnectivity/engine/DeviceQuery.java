package io.iotconnectivity.engine;

import io.iotconnectivity.event.Verdict;
import java.time.Duration;
import java.util.Optional;

/**
 * Selects and orders devices.
 *
 * @param state only those with this verdict
 * @param reason only those that are away for this reason
 * @param group only those that belong to this group
 * @param contains only those whose client id contains this text, ignoring case
 * @param slowerThan only those whose loss the broker may take longer than this to notice
 * @param after only those after this place, which must be of the same order
 */
public record DeviceQuery(
        Optional<Verdict> state,
        Optional<String> reason,
        Optional<String> group,
        Optional<String> contains,
        Optional<Duration> slowerThan,
        DeviceOrder order,
        Optional<DevicePlace> after) {
    /** Every device, ordered by client id. */
    public static final DeviceQuery ALL = new DeviceQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            DeviceOrder.BY_CLIENT_ID,
            Optional.empty());

    public DeviceQuery {
        if (after.filter(place -> !place.order().equals(order)).isPresent()) {
            throw new IllegalArgumentException(
                    "a place in the order " + after.get().order() + ", asked for in " + order);
        }
    }

    public DeviceQuery withState(Optional<Verdict> wanted) {
        return new DeviceQuery(wanted, reason, group, contains, slowerThan, order, after);
    }

    public DeviceQuery withReason(Optional<String> wanted) {
        return new DeviceQuery(state, wanted, group, contains, slowerThan, order, after);
    }

    public DeviceQuery withGroup(Optional<String> wanted) {
        return new DeviceQuery(state, reason, wanted, contains, slowerThan, order, after);
    }

    public DeviceQuery containing(Optional<String> text) {
        return new DeviceQuery(state, reason, group, text, slowerThan, order, after);
    }

    public DeviceQuery slowerThan(Optional<Duration> detection) {
        return new DeviceQuery(state, reason, group, contains, detection, order, after);
    }

    /** The same devices from the beginning, in another order. */
    public DeviceQuery sortedBy(DeviceOrder wanted) {
        return new DeviceQuery(state, reason, group, contains, slowerThan, wanted, Optional.empty());
    }

    /** The same devices in the same order, starting after a place. */
    public DeviceQuery after(Optional<DevicePlace> place) {
        return new DeviceQuery(state, reason, group, contains, slowerThan, order, place);
    }

    /** Whether every device is selected. */
    public boolean isUnfiltered() {
        return state.isEmpty() && reason.isEmpty() && group.isEmpty() && contains.isEmpty() && slowerThan.isEmpty();
    }
}
