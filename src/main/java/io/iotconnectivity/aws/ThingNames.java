package io.iotconnectivity.aws;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds a client's thing. To AWS they are unrelated, so a name counts only if such a thing exists. AWS's own answer
 * takes precedence over the id as a name, and that over the settings.
 */
public final class ThingNames {
    private static final int REMEMBERED = 200_000;
    private static final Duration KEEP_FOUND = Duration.ofHours(6);
    private static final Duration KEEP_MISSING = Duration.ofMinutes(5);

    private final ThingSettings settings;
    private final Things things;
    private final Function<String, Optional<String>> connections;
    private final Cache<String, Optional<String>> byConnection;

    /**
     * @param connections the thing that AWS names for a client's connection; queried only if the settings say so
     */
    public ThingNames(ThingSettings settings, Things things, Function<String, Optional<String>> connections) {
        this(settings, things, connections, Ticker.systemTicker());
    }

    ThingNames(ThingSettings settings, Things things, Function<String, Optional<String>> connections, Ticker ticker) {
        this.settings = settings;
        this.things = things;
        this.connections = connections;
        this.byConnection = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfter(Expiry.<String, Optional<String>>writing(
                        (client, thing) -> thing.isPresent() ? KEEP_FOUND : KEEP_MISSING))
                .ticker(ticker)
                .build();
    }

    /**
     * The client's thing; empty if there is none in the registry.
     *
     * @param named what an event of the client names
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS cannot tell now
     */
    public Optional<String> of(String clientId, Optional<String> named) {
        return candidates(clientId, named).stream().filter(things::exist).findFirst();
    }

    /**
     * The possible names of the client's thing, best first; all are valid thing names.
     *
     * @param named what an event of the client names
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS cannot tell now
     */
    public List<String> candidates(String clientId, Optional<String> named) {
        return named.or(() -> byConnection(clientId)).map(List::of).orElseGet(() -> guesses(clientId)).stream()
                .filter(Things::canBeNamed)
                .toList();
    }

    private Optional<String> byConnection(String clientId) {
        if (!settings.askConnection()) {
            return Optional.empty();
        }
        Optional<String> remembered = byConnection.getIfPresent(clientId);
        if (remembered != null) {
            return remembered;
        }
        Optional<String> thing = connections.apply(clientId);
        byConnection.put(clientId, thing);
        return thing;
    }

    private List<String> guesses(String clientId) {
        Set<String> names = new LinkedHashSet<>();
        names.add(clientId);
        settings.pattern()
                .flatMap(pattern -> pattern.part(clientId, ThingSettings.PART))
                .ifPresent(names::add);
        Optional.ofNullable(settings.table().get(clientId)).ifPresent(names::add);
        return List.copyOf(names);
    }
}
