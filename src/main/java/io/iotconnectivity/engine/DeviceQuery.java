package io.iotconnectivity.engine;

import io.iotconnectivity.event.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Selects and orders devices.
 *
 * @param onlyInService only those that are not retired
 * @param state only those with this verdict
 * @param reason only those that are away for this reason
 * @param group only those that belong to this group
 * @param deviceClass only those of the class of this name; {@value #DEFAULT_CLASS} for those of no other
 * @param contains only those whose client id contains this text, ignoring case
 * @param slowerThan only those whose loss the broker may take longer than this to notice
 * @param extra only those about which an enrich route knows this
 * @param onlyDeaf only those that are deaf
 * @param after only those after this place, which must be of the same order
 */
public record DeviceQuery(
        boolean onlyInService,
        Optional<Verdict> state,
        Optional<String> reason,
        Optional<String> group,
        Optional<String> deviceClass,
        Optional<String> contains,
        Optional<Slow> slowerThan,
        Optional<ExtraMatch> extra,
        boolean onlyDeaf,
        DeviceOrder order,
        Optional<DevicePlace> after) {
    /** The class of devices that no other class fits. */
    public static final String DEFAULT_CLASS = "default";

    /**
     * From when on a loss is noticed slowly.
     *
     * @param than for most devices
     * @param byClass for the devices of some classes, by name
     */
    public record Slow(Duration than, Map<String, Duration> byClass) {
        public Slow {
            byClass = Map.copyOf(byClass);
        }
    }

    /** Every device, ordered by client id. */
    public static final DeviceQuery ALL = new DeviceQuery(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            DeviceOrder.BY_CLIENT_ID,
            Optional.empty());

    public DeviceQuery {
        if (after.filter(place -> !place.order().equals(order)).isPresent()) {
            throw new IllegalArgumentException(
                    "a place in the order " + after.get().order() + ", asked for in " + order);
        }
    }

    /** The same devices without those that are retired. */
    public DeviceQuery inService() {
        return new DeviceQuery(
                true, state, reason, group, deviceClass, contains, slowerThan, extra, onlyDeaf, order, after);
    }

    public DeviceQuery withState(Optional<Verdict> wanted) {
        return new DeviceQuery(
                onlyInService, wanted, reason, group, deviceClass, contains, slowerThan, extra, onlyDeaf, order, after);
    }

    public DeviceQuery withReason(Optional<String> wanted) {
        return new DeviceQuery(
                onlyInService, state, wanted, group, deviceClass, contains, slowerThan, extra, onlyDeaf, order, after);
    }

    public DeviceQuery withGroup(Optional<String> wanted) {
        return new DeviceQuery(
                onlyInService, state, reason, wanted, deviceClass, contains, slowerThan, extra, onlyDeaf, order, after);
    }

    public DeviceQuery containing(Optional<String> text) {
        return new DeviceQuery(
                onlyInService, state, reason, group, deviceClass, text, slowerThan, extra, onlyDeaf, order, after);
    }

    public DeviceQuery withClass(Optional<String> wanted) {
        return new DeviceQuery(
                onlyInService, state, reason, group, wanted, contains, slowerThan, extra, onlyDeaf, order, after);
    }

    public DeviceQuery slow(Optional<Slow> detection) {
        return new DeviceQuery(
                onlyInService, state, reason, group, deviceClass, contains, detection, extra, onlyDeaf, order, after);
    }

    public DeviceQuery slowerThan(Optional<Duration> detection) {
        return slow(detection.map(than -> new Slow(than, Map.of())));
    }

    public DeviceQuery knownAs(Optional<ExtraMatch> wanted) {
        return new DeviceQuery(
                onlyInService, state, reason, group, deviceClass, contains, slowerThan, wanted, onlyDeaf, order, after);
    }

    /** The same devices, of which only those that are deaf if this is wanted. */
    public DeviceQuery deaf(boolean wanted) {
        return new DeviceQuery(
                onlyInService, state, reason, group, deviceClass, contains, slowerThan, extra, wanted, order, after);
    }

    /** The same devices from the beginning, in another order. */
    public DeviceQuery sortedBy(DeviceOrder wanted) {
        return new DeviceQuery(
                onlyInService,
                state,
                reason,
                group,
                deviceClass,
                contains,
                slowerThan,
                extra,
                onlyDeaf,
                wanted,
                Optional.empty());
    }

    /** The same devices in the same order, starting after a place. */
    public DeviceQuery after(Optional<DevicePlace> place) {
        return new DeviceQuery(
                onlyInService, state, reason, group, deviceClass, contains, slowerThan, extra, onlyDeaf, order, place);
    }

    /** Whether every device is selected, or every one in service. */
    public boolean isUnfiltered() {
        return state.isEmpty()
                && reason.isEmpty()
                && group.isEmpty()
                && deviceClass.isEmpty()
                && contains.isEmpty()
                && slowerThan.isEmpty()
                && extra.isEmpty()
                && !onlyDeaf;
    }
}
