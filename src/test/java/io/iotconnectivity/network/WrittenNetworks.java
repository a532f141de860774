package io.iotconnectivity.network;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes files in MaxMind's format, with whatever a test puts into them.
 *
 * @see <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format Specification</a>
 */
final class WrittenNetworks {
    private static final int BITS = 128;
    private static final int V4_BITS = 32;
    private static final int SEPARATOR = 16;
    private static final int EMPTY = -1;

    /** For each node its two children: another node, {@link #EMPTY}, or the place of a record plus {@link #RECORD}. */
    private final List<int[]> nodes = new ArrayList<>();

    private static final int RECORD = 1 << 24;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final String type;
    private long built = 1_700_000_000;
    private int padding;

    WrittenNetworks(String type) {
        this.type = type;
        nodes.add(new int[] {EMPTY, EMPTY});
    }

    WrittenNetworks built(long epochSecond) {
        built = epochSecond;
        return this;
    }

    /** Adds what is known of a network, such as {@code 192.0.2.0/24}. */
    WrittenNetworks with(String network, Map<String, ?> record) {
        return withBytes(network, encoded(record));
    }

    /** The same with a record of any bytes. */
    WrittenNetworks withBytes(String network, byte[] record) {
        int place = data.size();
        data.writeBytes(record);
        String[] parts = network.split("/");
        byte[] address = bytes(parts[0]);
        int length = Integer.parseInt(parts[1]) + (address.length == 4 ? BITS - V4_BITS : 0);
        byte[] whole = new byte[SEPARATOR];
        System.arraycopy(address, 0, whole, whole.length - address.length, address.length);
        int node = 0;
        for (int i = 0; i < length; i++) {
            int bit = whole[i / 8] >> 7 - i % 8 & 1;
            if (i == length - 1) {
                nodes.get(node)[bit] = RECORD + place;
            } else {
                if (nodes.get(node)[bit] == EMPTY) {
                    nodes.add(new int[] {EMPTY, EMPTY});
                    nodes.get(node)[bit] = nodes.size() - 1;
                }
                node = nodes.get(node)[bit];
            }
        }
        return this;
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The same with so many bytes more that nothing refers to. */
    WrittenNetworks paddedBy(int bytes) {
        padding = bytes;
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int child : node) {
                int written = child == EMPTY
                        ? nodes.size()
                        : child >= RECORD ? nodes.size() + SEPARATOR + child - RECORD : child;
                out.write(written >> 16);
                out.write(written >> 8);
                out.write(written);
            }
        }
        out.writeBytes(new byte[SEPARATOR]);
        out.writeBytes(data.toByteArray());
        out.writeBytes(new byte[padding]);
        out.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
        out.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("binary_format_major_version", 2);
        metadata.put("binary_format_minor_version", 0);
        metadata.put("build_epoch", built);
        metadata.put("database_type", type);
        metadata.put("description", Map.of("en", "test"));
        metadata.put("ip_version", 6);
        metadata.put("languages", List.of("en"));
        metadata.put("node_count", (long) nodes.size());
        metadata.put("record_size", 24);
        out.writeBytes(encoded(metadata));
        return out.toByteArray();
    }

    /** A text, a whole number ({@code Integer}: 16 bits, {@code Long}: 64), a list or a map in the data's form. */
    static byte[] encoded(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            control(out, 2, bytes.length);
            out.writeBytes(bytes);
        } else if (value instanceof Integer number) {
            control(out, 5, 2);
            out.write(number >> 8);
            out.write(number);
        } else if (value instanceof Long number) {
            control(out, 9, 8);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (number >> shift));
            }
        } else if (value instanceof List<?> list) {
            control(out, 11, list.size());
            list.forEach(each -> out.writeBytes(encoded(each)));
        } else {
            Map<?, ?> map = (Map<?, ?>) value;
            control(out, 7, map.size());
            new TreeMap<>(map).forEach((key, each) -> {
                out.writeBytes(encoded(key));
                out.writeBytes(encoded(each));
            });
        }
        return out.toByteArray();
    }

    private static void control(ByteArrayOutputStream out, int type, int size) {
        int small = Math.min(size, 29);
        out.write((type < 8 ? type << 5 : 0) | small);
        if (type >= 8) {
            out.write(type - 7);
        }
        if (small == 29) {
            out.write(size - 29);
        }
    }
}
