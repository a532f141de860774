package io.iotconnectivity.aws;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;

/**
 * Which things are in the registry. Checked before a shadow is written, because AWS would create a shadow for any name,
 * and nobody would find such shadows.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/managing-index.html">Managing thing indexing</a>
 */
public final class Things {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");
    private static final int REMEMBERED = 200_000;
    private static final Duration KEEP_FOUND = Duration.ofHours(6);
    private static final Duration KEEP_MISSING = Duration.ofMinutes(5);

    private final Supplier<IotClient> client;
    private final Cache<String, Boolean> known;

    public Things(Supplier<IotClient> client) {
        this(client, Ticker.systemTicker());
    }

    Things(Supplier<IotClient> client, Ticker ticker) {
        this.client = client;
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfter(Expiry.<String, Boolean>writing((name, exists) -> exists ? KEEP_FOUND : KEEP_MISSING))
                .ticker(ticker)
                .build();
    }

    /**
     * Whether there is a thing with this name. A thing created later counts within minutes, a deleted one stops
     * counting within hours.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS cannot tell now
     */
    public boolean exist(String name) {
        if (!canBeNamed(name)) {
            return false;
        }
        Boolean remembered = known.getIfPresent(name);
        if (remembered != null) {
            return remembered;
        }
        boolean exists = ask(name);
        known.put(name, exists);
        return exists;
    }

    /** Whether AWS IoT allows a thing to have this name at all. */
    public static boolean canBeNamed(String name) {
        return NAME.matcher(name).matches();
    }

    private boolean ask(String name) {
        try {
            client.get().describeThing(request -> request.thingName(name));
            return true;
        } catch (ResourceNotFoundException noSuchThing) {
            return false;
        }
    }
}
