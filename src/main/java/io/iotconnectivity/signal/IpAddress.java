package io.iotconnectivity.signal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IP address as AWS reports it, of which only literals are read: no name is looked up. IPv4 addresses that are written
 * as IPv6 ones ({@code ::ffff:192.0.2.1}) are IPv4 addresses.
 */
public final class IpAddress {
    private static final int V4_BITS = 32;
    private static final int V4_PARTS = 4;
    private static final int V6_PARTS = 8;
    private static final int BYTE = 255;
    private static final int HEX = 16;

    private static final Pattern V4 =
            Pattern.compile("(?:::ffff:)?(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})", Pattern.CASE_INSENSITIVE);
    private static final Pattern V6_PART = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int LONGEST = 64;

    /** Four of 8 bits, or eight of 16. */
    private final int[] parts;

    private IpAddress(int[] parts) {
        this.parts = parts;
    }

    /** Empty if the text is no address. */
    public static Optional<IpAddress> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher v4 = V4.matcher(text);
        return (v4.matches() ? v4(v4) : v6(text)).map(IpAddress::new);
    }

    private static Optional<int[]> v4(Matcher text) {
        int[] parts = new int[V4_PARTS];
        for (int i = 0; i < V4_PARTS; i++) {
            parts[i] = Integer.parseInt(text.group(i + 1));
            if (parts[i] > BYTE) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    private static Optional<int[]> v6(String text) {
        String[] halves = text.split("::", -1);
        if (halves.length > 2 || !text.contains(":")) {
            return Optional.empty();
        }
        String[] head = parts(halves[0]);
        String[] tail = halves.length == 2 ? parts(halves[1]) : new String[0];
        int zeros = V6_PARTS - head.length - tail.length;
        if (halves.length == 1 ? zeros != 0 : zeros < 1) {
            return Optional.empty();
        }
        int[] parts = new int[V6_PARTS];
        for (int i = 0; i < V6_PARTS; i++) {
            String part = i < head.length ? head[i] : i < head.length + zeros ? "0" : tail[i - head.length - zeros];
            if (!V6_PART.matcher(part).matches()) {
                return Optional.empty();
            }
            parts[i] = Integer.parseInt(part, HEX);
        }
        return Optional.of(parts);
    }

    private static String[] parts(String half) {
        return half.isEmpty() ? new String[0] : half.split(":", -1);
    }

    /**
     * The network that it belongs to, such as {@code 192.0.2.0/24} or {@code 2001:db8:0:1::/64}.
     *
     * @param prefix the prefix length of IPv4 networks, 1 to 32; for IPv6 it is always 64
     */
    public String network(int prefix) {
        if (parts.length == V6_PARTS) {
            // The first half of an IPv6 address is the network.
            StringBuilder network = new StringBuilder();
            for (int i = 0; i < V6_PARTS / 2; i++) {
                network.append(Integer.toHexString(parts[i])).append(':');
            }
            return network.append(":/64").toString();
        }
        long bits = 0;
        for (int part : parts) {
            bits = bits << Byte.SIZE | part;
        }
        long network = bits >> V4_BITS - prefix << V4_BITS - prefix;
        return (network >> 24) + "." + (network >> 16 & BYTE) + '.' + (network >> 8 & BYTE) + '.' + (network & BYTE)
                + '/' + prefix;
    }

    /** The same address as 4 or 16 bytes, for libraries. */
    public byte[] bytes() {
        int each = parts.length == V4_PARTS ? 1 : 2;
        byte[] bytes = new byte[parts.length * each];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (each == 1 || i % 2 == 1 ? parts[i / each] : parts[i / each] >> Byte.SIZE);
        }
        return bytes;
    }
}
