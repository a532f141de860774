package io.iotconnectivity.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A block of IP addresses that are not on the public internet.
 *
 * @param prefix the block's first address, 4 or 16 bytes
 * @param bits how many bits of it count
 * @param what what the addresses are, in words
 */
record AddressRange(byte[] prefix, int bits, String what) {

    /**
     * Metadata addresses, which also hand out credentials: of AWS (including its containers), Azure, Google, Alibaba
     * and Oracle.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html">AWS</a>
     * @see <a href="https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16">Azure</a>
     * @see <a href="https://docs.cloud.google.com/compute/docs/metadata/querying-metadata">Google</a>
     */
    private static final List<AddressRange> METADATA = Stream.of(
                    "169.254.169.254/32",
                    "169.254.170.2/32",
                    "169.254.170.23/32",
                    "fd00:ec2::/32",
                    "168.63.129.16/32",
                    "fd20:ce::254/128",
                    "100.100.100.200/32",
                    "192.0.0.192/32")
            .map(block -> of(block, "a cloud metadata address"))
            .toList();

    /**
     * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4 special-purpose addresses</a>
     * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6 special-purpose addresses</a>
     */
    private static final List<AddressRange> NOT_PUBLIC = List.of(
            of("0.0.0.0/8", "no address of a host"),
            of("10.0.0.0/8", "a private address"),
            of("100.64.0.0/10", "an address of a carrier's network"),
            of("127.0.0.0/8", "a loopback address"),
            of("169.254.0.0/16", "a link-local address"),
            of("172.16.0.0/12", "a private address"),
            of("192.0.0.0/24", "a reserved address"),
            of("192.0.2.0/24", "a reserved address"),
            of("192.88.99.0/24", "a tunnel address"),
            of("192.168.0.0/16", "a private address"),
            of("198.18.0.0/15", "a reserved address"),
            of("198.51.100.0/24", "a reserved address"),
            of("203.0.113.0/24", "a reserved address"),
            of("224.0.0.0/4", "a multicast address"),
            of("240.0.0.0/4", "a reserved address"),
            of("::/128", "no address of a host"),
            of("::1/128", "a loopback address"),
            of("64:ff9b:1::/48", "a private address"),
            of("100::/64", "a reserved address"),
            of("100:0:0:1::/64", "a reserved address"),
            of("2001::/32", "a tunnel address"),
            of("2001:2::/48", "a reserved address"),
            of("2001:10::/28", "a reserved address"),
            of("2001:20::/28", "a reserved address"),
            of("2001:db8::/32", "a reserved address"),
            of("3fff::/20", "a reserved address"),
            of("5f00::/16", "a reserved address"),
            of("fc00::/7", "a private address"),
            of("fe80::/10", "a link-local address"),
            of("fec0::/10", "a private address"),
            of("ff00::/8", "a multicast address"));

    /** IPv6 forms that embed an IPv4 address, starting at this byte. */
    private static final List<Embedding> EMBEDDINGS = List.of(
            new Embedding(of("::/96", ""), 12),
            new Embedding(of("::ffff:0:0:0/96", ""), 12),
            new Embedding(of("64:ff9b::/96", ""), 12),
            new Embedding(of("2002::/16", ""), 2));

    private record Embedding(AddressRange range, int offset) {}

    /** Why this address is not on the public internet; empty if it is. */
    static Optional<String> objectionTo(InetAddress address) {
        return objectionTo(address.getAddress());
    }

    /** Whether it is a cloud metadata address. */
    static boolean isMetadata(InetAddress address) {
        return isIn(METADATA, address.getAddress()).isPresent();
    }

    private static Optional<String> objectionTo(byte[] address) {
        return isIn(METADATA, address).or(() -> isIn(NOT_PUBLIC, address));
    }

    private static Optional<String> isIn(List<AddressRange> ranges, byte[] address) {
        for (AddressRange range : ranges) {
            if (range.holds(address)) {
                return Optional.of(range.what);
            }
        }
        return embedded(address).flatMap(inner -> isIn(ranges, inner));
    }

    /** The IPv4 address that an IPv6 address leads to. */
    private static Optional<byte[]> embedded(byte[] address) {
        if (isMapped(address) || isIsatap(address)) {
            return Optional.of(Arrays.copyOfRange(address, 12, 16));
        }
        return EMBEDDINGS.stream()
                .filter(embedding -> embedding.range.holds(address))
                .findFirst()
                .map(embedding -> Arrays.copyOfRange(address, embedding.offset, embedding.offset + 4));
    }

    /** Not in the table, because Java reads {@code ::ffff:a.b.c.d} as the IPv4 address it stands for. */
    private static boolean isMapped(byte[] address) {
        if (address.length != 16 || address[10] != (byte) 0xff || address[11] != (byte) 0xff) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Not in the table, because it may follow any prefix.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5214#section-6.1">The identifiers of ISATAP</a>
     */
    private static boolean isIsatap(byte[] address) {
        return address.length == 16
                && (address[8] & ~0x03) == 0
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }

    boolean holds(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static AddressRange of(String block, String what) {
        int slash = block.indexOf('/');
        try {
            // Numbers only: this never queries a name server.
            byte[] prefix = InetAddress.getByName(block.substring(0, slash)).getAddress();
            return new AddressRange(prefix, Integer.parseInt(block.substring(slash + 1)), what);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(block, e);
        }
    }
}
