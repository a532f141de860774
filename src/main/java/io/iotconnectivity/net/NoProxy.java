package io.iotconnectivity.net;

import io.iotconnectivity.signal.ClientPattern;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hosts reached without a proxy, as people write them in {@code NO_PROXY}: names, which include their subdomains,
 * with or without a leading dot or {@code *.}; addresses and blocks of them; any of these with a port; {@code *} for
 * everything. This machine never needs one. Names are compared literally and never resolved.
 */
public final class NoProxy {
    private static final Pattern PORT = Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:]+):(?<port>\\d{1,5})");

    /** The longest host name, in characters (RFC 1035, section 2.3.4). */
    private static final int LONGEST_NAME = 255;

    private final List<Entry> entries;

    private NoProxy(List<Entry> entries) {
        this.entries = entries;
    }

    /** Parses entries separated by commas or white space; entries that cannot mean anything match nothing. */
    public static NoProxy of(String text) {
        return new NoProxy(Stream.of(text.split("[,;\\s]+"))
                .filter(part -> !part.isEmpty())
                .map(NoProxy::entry)
                .toList());
    }

    /** Whether a host is reached without a proxy. */
    public boolean holds(String host, int port) {
        String name = plain(host);
        Optional<byte[]> address = address(name);
        return isThisMachine(name, address) || entries.stream().anyMatch(entry -> entry.holds(name, address, port));
    }

    private static boolean isThisMachine(String name, Optional<byte[]> address) {
        if (address.isPresent()) {
            return inet(address.get()).isLoopbackAddress();
        }
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static Entry entry(String text) {
        Matcher form = PORT.matcher(text);
        // Several colons mean an IPv6 address without brackets.
        boolean hasPort = form.matches();
        OptionalInt port = hasPort ? OptionalInt.of(Integer.parseInt(form.group("port"))) : OptionalInt.empty();
        String host = plain(hasPort ? form.group("host") : text);
        int slash = host.indexOf('/');
        Optional<byte[]> address = address(slash < 0 ? host : plain(host.substring(0, slash)));
        if (address.isPresent()) {
            int all = address.get().length * 8;
            return new Block(address.get(), slash < 0 ? all : bits(host.substring(slash + 1), all), port);
        }
        return new Name(glob(host), port);
    }

    /** -1, which matches nothing, if it is not a number of bits. */
    private static int bits(String text, int all) {
        return text.matches("\\d{1,3}") && Integer.parseInt(text) <= all ? Integer.parseInt(text) : -1;
    }

    /** Absent if it is longer than any name. */
    private static Optional<ClientPattern> glob(String host) {
        if (host.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        boolean starred = host.contains("*");
        String name = host.startsWith("*.") ? host.substring(2) : host.startsWith(".") ? host.substring(1) : host;
        StringBuilder pattern = new StringBuilder(starred && !host.startsWith("*.") ? "" : "(?:.*\\.)?");
        for (String part : name.split("\\*", -1)) {
            pattern.append(Pattern.quote(part)).append(".*");
        }
        pattern.setLength(pattern.length() - 2);
        return Optional.of(ClientPattern.of(pattern.toString()));
    }

    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Parses numbers only: Java's own parser queries a name server for {@code 1.2.3.4.5}. */
    private static Optional<byte[]> address(String host) {
        return Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(host));
    }

    private static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private interface Entry {
        boolean holds(String name, Optional<byte[]> address, int port);
    }

    private record Name(Optional<ClientPattern> pattern, OptionalInt port) implements Entry {
        @Override
        public boolean holds(String name, Optional<byte[]> address, int asked) {
            return (port.isEmpty() || port.getAsInt() == asked)
                    && pattern.filter(each -> each.matches(name)).isPresent();
        }
    }

    private record Block(byte[] prefix, int bits, OptionalInt port) implements Entry {
        @Override
        public boolean holds(String name, Optional<byte[]> address, int asked) {
            return bits >= 0
                    && (port.isEmpty() || port.getAsInt() == asked)
                    && address.filter(this::contains).isPresent();
        }

        private boolean contains(byte[] address) {
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
    }
}
