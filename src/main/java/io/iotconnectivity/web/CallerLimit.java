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

/** Limits how often each address may send requests, so that one caller cannot starve the others or the engine. */
final class CallerLimit {
    private static final int MOST_CALLERS = 10_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(1);
    private static final int RETRY_SECONDS = 1;
    /** An IPv6 subscriber owns every address with this prefix. */
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
     * @param client the requesting address
     * @throws Problem.Refusal if the limit is exceeded
     */
    void count(String client) {
        if (!has(client)) {
            throw tooOften("requests a second from one address (http.max-requests-per-second)");
        }
    }

    /**
     * Counts a request.
     *
     * @param client the requesting address
     * @return whether it is within the limit
     */
    boolean has(String client) {
        return callers.get(network(client), address -> RateLimiter.of(address, config))
                .acquirePermission();
    }

    Problem.Refusal tooOften(String what) {
        return Problem.tooOften("at most " + mostPerSecond + " " + what, RETRY_SECONDS);
    }

    /** What counts as one caller: an IPv4 address, or all IPv6 addresses of one subscriber. */
    static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            // An IPv4-mapped IPv6 address counts as IPv4.
            byte[] known = bytes == null
                    ? new byte[0]
                    : InetAddress.getByAddress(bytes).getAddress();
            return known.length <= NETWORK_BYTES ? address : HexFormat.of().formatHex(known, 0, NETWORK_BYTES);
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
