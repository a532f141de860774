package io.iotconnectivity.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;

/** How often each address may ask, so that one caller cannot keep the others, or the engine, from their work. */
final class CallerLimit {
    private static final int MOST_CALLERS = 10_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(1);
    private static final int RETRY_SECONDS = 1;
    /** Who has an IPv6 address, has all that begin like it. */
    private static final int NETWORK_BYTES = 8;

    private final int mostPerSecond;
    private final RateLimiterConfig config;
    private final Cache<String, RateLimiter> callers = Caffeine.newBuilder()
            .maximumSize(MOST_CALLERS)
            .expireAfterAccess(FORGET_AFTER)
            .build();

    /**
     * @param mostPerSecond at least 1
     */
    CallerLimit(int mostPerSecond) {
        this.mostPerSecond = mostPerSecond;
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(mostPerSecond)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    /**
     * Counts a request.
     *
     * @param client the address that asks
     * @throws Problem.Refusal if this was one too many
     */
    void count(String client) {
        if (!has(client)) {
            throw tooOften("requests a second from one address (http.max-requests-per-second)");
        }
    }

    /**
     * Counts a request.
     *
     * @param client the address that asks
     * @return whether it was not too many
     */
    boolean has(String client) {
        return callers.get(network(client), address -> RateLimiter.of(address, config))
                .acquirePermission();
    }

    Problem.Refusal tooOften(String what) {
        return Problem.tooOften("at most " + mostPerSecond + " " + what, RETRY_SECONDS);
    }

    /** What counts as one caller: an IPv4 address, or all IPv6 addresses that one subscriber has. */
    static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            // An IPv4 address that is written as an IPv6 one is an IPv4 address here.
            byte[] known = bytes == null
                    ? new byte[0]
                    : InetAddress.getByAddress(bytes).getAddress();
            return known.length <= NETWORK_BYTES ? address : HexFormat.of().formatHex(known, 0, NETWORK_BYTES);
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
