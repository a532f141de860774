package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Groups devices by the network that they connected from, such as {@code 192.0.2.0/24} or {@code 2001:db8:0:1::/64}.
 */
public final class AddressGrouping implements Grouping {
    private static final int V4_BITS = 32;
    private static final int V6_PARTS = 8;
    /** The first half of an IPv6 address is the network. */
    private static final int NETWORK_PARTS = 4;

    private static final Pattern V4 =
            Pattern.compile("(?:::ffff:)?(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})", Pattern.CASE_INSENSITIVE);
    private static final Pattern V6_PART = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int LONGEST = 64;

    private final int prefix;

    /**
     * @param prefix as in {@link Grouping#byAddress}
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

    /** The network of an address; empty if that is none. */
    public Optional<String> network(String address) {
        if (address.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher v4 = V4.matcher(address);
        return v4.matches() ? v4(v4) : v6(address);
    }

    private Optional<String> v4(Matcher parts) {
        long bits = 0;
        for (int i = 1; i <= 4; i++) {
            int part = Integer.parseInt(parts.group(i));
            if (part > 255) {
                return Optional.empty();
            }
            bits = bits << 8 | part;
        }
        long network = bits >> V4_BITS - prefix << V4_BITS - prefix;
        return Optional.of(String.format(
                Locale.ROOT,
                "%d.%d.%d.%d/%d",
                network >> 24,
                network >> 16 & 255,
                network >> 8 & 255,
                network & 255,
                prefix));
    }

    private static Optional<String> v6(String address) {
        String[] halves = address.split("::", -1);
        if (halves.length > 2 || !address.contains(":")) {
            return Optional.empty();
        }
        String[] head = parts(halves[0]);
        String[] tail = halves.length == 2 ? parts(halves[1]) : new String[0];
        int zeros = V6_PARTS - head.length - tail.length;
        if (halves.length == 1 ? zeros != 0 : zeros < 1) {
            return Optional.empty();
        }
        int[] network = new int[NETWORK_PARTS];
        for (int i = 0; i < V6_PARTS; i++) {
            String part = i < head.length ? head[i] : i < head.length + zeros ? "0" : tail[i - head.length - zeros];
            if (!V6_PART.matcher(part).matches()) {
                return Optional.empty();
            }
            if (i < NETWORK_PARTS) {
                network[i] = Integer.parseInt(part, 16);
            }
        }
        return Optional.of(
                String.format(Locale.ROOT, "%x:%x:%x:%x::/64", network[0], network[1], network[2], network[3]));
    }

    private static String[] parts(String half) {
        return half.isEmpty() ? new String[0] : half.split(":", -1);
    }
}
