package io.iotconnectivity.web;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The proxies that may say whom a request is from, by address. The same claims from anybody else are ignored. */
public final class TrustedProxies {
    /** Trusts nobody. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final int MOST_HOPS = 32;

    private final List<IpSubnetFilterRule> blocks;

    private TrustedProxies(List<IpSubnetFilterRule> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /**
     * @param texts addresses such as {@code 10.0.0.7}, or blocks such as {@code 10.0.0.0/8} and {@code fd00::/8}
     * @throws IllegalArgumentException if an entry is neither; the message names it
     */
    public static TrustedProxies of(List<String> texts) {
        return new TrustedProxies(texts.stream().map(TrustedProxies::block).toList());
    }

    private static IpSubnetFilterRule block(String text) {
        String[] parts = text.strip().split("/", 2);
        int most = NetUtil.isValidIpV4Address(parts[0]) ? 32 : 128;
        try {
            int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
            // A name would be resolved once and for all.
            if (isAddress(parts[0]) && bits >= 0 && bits <= most) {
                return new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT);
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "\"%s\" is neither an address nor a block of addresses; write 10.0.0.7 or 10.0.0.0/8",
                text));
    }

    /** Whether a sender whose address is not trusted claims to forward for somebody else. */
    boolean isUntrustedProxy(HttpServerRequest request) {
        return request.headers().contains(FORWARDED_FOR) && !trusts(peer(request));
    }

    /**
     * The address of the real caller: of the addresses that proxies have added to {@code X-Forwarded-For}, the last one
     * that is not a trusted proxy's. The sender may have forged anything before that.
     *
     * @see
     *     <a href="https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#selecting_an_ip_address">Selecting
     *     an IP address</a>
     */
    String client(HttpServerRequest request) {
        return client(peer(request), request.headers().getAll(FORWARDED_FOR));
    }

    String client(String peer, List<String> forwardedFor) {
        String client = peer;
        if (!trusts(client)) {
            return client;
        }
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(line -> hops.addAll(Arrays.asList(line.split(","))));
        Collections.reverse(hops);
        for (String hop : hops.subList(0, Math.min(MOST_HOPS, hops.size()))) {
            String address = withoutPort(hop.strip());
            if (!isAddress(address)) {
                return client;
            }
            client = address;
            if (!trusts(client)) {
                return client;
            }
        }
        return client;
    }

    /** Whether this is the address of a trusted proxy. */
    boolean trusts(String address) {
        if (blocks.isEmpty() || !isAddress(address)) {
            return false;
        }
        InetSocketAddress literal = new InetSocketAddress(address, 0);
        return blocks.stream().anyMatch(block -> block.matches(literal));
    }

    private static String peer(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        return address == null ? "" : address;
    }

    private static boolean isAddress(String text) {
        // Without a zone, which is arbitrary text.
        return text.indexOf('%') < 0 && (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text));
    }

    /** Some load balancers add the client's port. */
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }
}
