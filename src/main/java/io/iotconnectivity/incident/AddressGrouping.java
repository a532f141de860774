package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.signal.IpAddress;
import java.util.Optional;

/**
 * Groups devices by the network that they connected from, such as {@code 192.0.2.0/24} or {@code 2001:db8:0:1::/64}.
 */
public final class AddressGrouping implements Grouping {
    private static final int V4_BITS = 32;

    private final int prefix;

    /**
     * @param prefix the prefix length of IPv4 networks, 1 to 32; for IPv6 it is always 64
     */
    public AddressGrouping(int prefix) {
        if (prefix < 1 || prefix > V4_BITS) {
            throw new IllegalArgumentException("prefix of an IPv4 address: " + prefix);
        }
        this.prefix = prefix;
    }

    @Override
    public Optional<String> of(DeviceData device) {
        return device.ipAddress().flatMap(this::network).or(() -> device.sourceIp()
                .flatMap(this::network));
    }

    /** The network that an address belongs to; empty if the text is no address. */
    public Optional<String> network(String address) {
        return IpAddress.of(address).map(known -> known.network(prefix));
    }
}
