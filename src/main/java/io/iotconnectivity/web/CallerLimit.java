package io.iotconnectivity.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Arrays;

/** How often each address may ask, so that one caller cannot keep the others, or the engine, from their work. */
final class CallerLimit {
    private static final int MOST_CALLERS = 10_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(1);
    private static final int RETRY_SECONDS = 1;
    /** Who has an IPv6 address, has all that begin like it. */
    private static final int NETWORK_PARTS = 4;

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
     * @param client the address that asks
     * @throws Problem.Refusal if this was one too many
     */
    void count(String client) {
        RateLimiter caller = callers.get(network(client), address -> RateLimiter.of(address, config));
        if (!caller.acquirePermission()) {
            throw Problem.tooOften(
                    "at most " + mostPerSecond + " requests a second from one address (http.max-requests-per-second)",
                    RETRY_SECONDS);
        }
    }

    /** What counts as one caller: an address, or all addresses that one subscriber has. */
    static String network(String address) {
        String[] parts = address.split(":");
        return parts.length <= NETWORK_PARTS ? address : String.join(":", Arrays.copyOf(parts, NETWORK_PARTS));
    }
}
