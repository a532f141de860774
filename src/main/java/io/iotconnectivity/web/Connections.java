package io.iotconnectivity.web;

import io.netty.channel.Channel;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of the server. When there are too many, the one that has waited longest for its client makes room for
 * the newest, so that clients that connect and stay silent keep nobody out; the newest is refused only while all are
 * busy. Used on the event loop only.
 */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long WARN_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** Stands in for the address of a trusted proxy. */
    private static final String MANY = "many";

    private final ConnectionLimits limits;
    private final TrustedProxies proxies;
    private final HttpMeters meters;
    private final LongSupplier nanos;
    private final Set<Exchanges> admitted = new LinkedHashSet<>();
    private final Map<String, Set<Exchanges>> byAddress = new HashMap<>();
    private final Set<Exchanges> spare = new LinkedHashSet<>();
    private long untaken;
    private Optional<Long> warned = Optional.empty();

    /**
     * @param nanos the time, as of {@link System#nanoTime}
     */
    Connections(ConnectionLimits limits, TrustedProxies proxies, HttpMeters meters, LongSupplier nanos) {
        this.limits = limits;
        this.proxies = proxies;
        this.meters = meters;
        this.nanos = nanos;
    }

    /**
     * Admits a new connection.
     *
     * @param address of the client
     */
    void admit(Channel channel, String address) {
        String from = proxies.trusts(address) ? MANY : CallerLimit.network(address);
        Set<Exchanges> neighbours = byAddress.getOrDefault(from, Set.of());
        boolean room =
                (from.equals(MANY) || hasRoom(neighbours, limits.ofAddress())) && hasRoom(admitted, limits.inAll());
        if (!room && !hasRoom(spare, limits.spare())) {
            ended(ConnectionEnd.REFUSED);
            channel.close();
            return;
        }
        Exchanges exchanges = new Exchanges(this, limits, from, !room);
        if (room) {
            admitted.add(exchanges);
            byAddress.computeIfAbsent(from, any -> new LinkedHashSet<>()).add(exchanges);
        } else {
            spare.add(exchanges);
        }
        meters.open(admitted.size() + spare.size());
        channel.pipeline().addBefore(Exchanges.NEXT, Exchanges.NAME, exchanges);
    }

    private boolean hasRoom(Collection<Exchanges> some, int most) {
        if (some.size() < most) {
            return true;
        }
        Optional<Exchanges> longest = some.stream()
                .filter(Exchanges::waitsForItsClient)
                .min(Comparator.comparing(Exchanges::hasAsked)
                        .thenComparing(Exchanges::waitingSince, Connections::compare));
        longest.ifPresent(exchanges -> exchanges.end(ConnectionEnd.REPLACED));
        return longest.isPresent();
    }

    private static int compare(long one, long other) {
        return Long.signum(one - other);
    }

    /** Closes connections that have taken too long; call it about once a second. */
    void endOverdue() {
        List.copyOf(admitted).forEach(Exchanges::endIfOverdue);
        List.copyOf(spare).forEach(Exchanges::endIfOverdue);
    }

    /** Records response bytes that are about to be sent. */
    void written(long bytes) {
        untaken += bytes;
        while (untaken > limits.untaken()) {
            Optional<Exchanges> slowest = admitted.stream()
                    .filter(Exchanges::isUntaken)
                    .min(Comparator.comparing(Exchanges::waitingSince, Connections::compare));
            if (slowest.isEmpty()) {
                return;
            }
            slowest.get().end(ConnectionEnd.UNREAD);
        }
    }

    /** Records that those bytes were sent, or never will be. */
    void taken(long bytes) {
        untaken -= bytes;
    }

    void ended(ConnectionEnd why) {
        meters.ended(why);
        if (why == ConnectionEnd.REFUSED
                && warned.filter(at -> now() - at < WARN_AGAIN_NANOS).isEmpty()) {
            warned = Optional.of(now());
            LOG.warn(
                    "HTTP connections are refused: more than {} at once, or {} from one address, are busy"
                            + " (iotc_http_connections_ended_total)",
                    limits.inAll(),
                    limits.ofAddress());
        }
    }

    void forget(Exchanges exchanges) {
        if (admitted.remove(exchanges)) {
            byAddress.computeIfPresent(exchanges.address(), (address, those) -> {
                those.remove(exchanges);
                return those.isEmpty() ? null : those;
            });
        }
        spare.remove(exchanges);
        meters.open(admitted.size() + spare.size());
    }

    long now() {
        return nanos.getAsLong();
    }
}
