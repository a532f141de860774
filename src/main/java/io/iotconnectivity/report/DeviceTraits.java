package io.iotconnectivity.report;

import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.breakdown.NetworkTraits;
import io.iotconnectivity.breakdown.Traits;
import io.iotconnectivity.incident.AddressGrouping;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Knows what devices are like. Thread-safe.
 *
 * @param membership the group and the class of a device
 * @param thing what its thing is like, according to the fleet index
 * @param isRead whether all things are known
 * @param things the dimensions in which {@code thing} may know something
 * @param networks what else is known of addresses
 */
public record DeviceTraits(
        Membership membership,
        Function<Presence, Map<Dimension, String>> thing,
        Set<Dimension> things,
        BooleanSupplier isRead,
        AddressGrouping prefix,
        NetworkTraits networks) {
    private static final Set<Dimension> ALWAYS =
            Set.of(Dimension.REASON, Dimension.HOUR, Dimension.NETWORK, Dimension.CLASS, Dimension.GROUP);

    public DeviceTraits {
        things = Set.copyOf(things);
    }

    /** What a device is like now. */
    public Traits of(Presence device) {
        Map<Dimension, String> values = new HashMap<>(thing.apply(device));
        values.put(Dimension.CLASS, membership.kind(device).name());
        membership.group(device).ifPresent(group -> values.put(Dimension.GROUP, group));
        address(device).ifPresent(address -> {
            prefix.network(address).ifPresent(network -> values.put(Dimension.NETWORK, network));
            values.putAll(networks.of(address));
        });
        device.findings().known().forEach((route, extra) -> extra.fields()
                .forEach((field, value) -> values.put(Dimension.extra(route, field), value)));
        return new Traits(values);
    }

    /** Why nothing is known in a dimension of any device; empty if something may be. */
    public Optional<String> missing(Dimension dimension) {
        if (ALWAYS.contains(dimension)
                || dimension.isExtra()
                || things.contains(dimension)
                || networks.dimensions().contains(dimension)) {
            return Optional.empty();
        }
        return Optional.of(
                dimension.isAttribute() || dimension.equals(Dimension.THING_TYPE)
                        ? "which is not read from the fleet index; name attributes in breakdown.attributes"
                        : "which is not known here; there are reason, hour, thing-type, attribute.<name>, network, class, group"
                                + " and extra.<route>.<field>");
    }

    private static Optional<String> address(Presence device) {
        return device.link()
                .map(link -> link.connection())
                .flatMap(Connection::ipAddress)
                .or(() -> device.findings().sourceIp());
    }
}
