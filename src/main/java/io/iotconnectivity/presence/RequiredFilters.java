package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.TopicFilter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a connected device must be subscribed to; otherwise it is deaf.
 *
 * @param patterns topic filters with {@value #CLIENT_ID} and {@value #THING_NAME} in the place of the names of the
 *     device
 */
public record RequiredFilters(List<String> patterns) {
    public static final String CLIENT_ID = "${clientId}";
    public static final String THING_NAME = "${thingName}";

    /** How many there may be. */
    public static final int MOST = 20;

    /** A device may be subscribed to nothing. */
    public static final RequiredFilters NONE = new RequiredFilters(List.of());

    public RequiredFilters {
        patterns = List.copyOf(patterns);
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /**
     * The filters that none of those held covers, in the order of the settings. A filter that names a thing is not
     * required of a device whose thing is unknown, nor one that MQTT does not allow with the names of this device.
     *
     * @param held as AWS lists them, shared ones included
     */
    public List<String> missing(Collection<String> held, ClientId client, Optional<String> thing) {
        List<TopicFilter> wide =
                held.stream().map(TopicFilter::of).flatMap(Optional::stream).toList();
        return patterns.stream()
                .filter(pattern -> thing.isPresent() || !pattern.contains(THING_NAME))
                .map(pattern -> with(pattern, client, thing))
                .map(TopicFilter::of)
                .flatMap(Optional::stream)
                .filter(required -> wide.stream().noneMatch(one -> one.covers(required)))
                .map(TopicFilter::text)
                .distinct()
                .toList();
    }

    private static String with(String pattern, ClientId client, Optional<String> thing) {
        int thingAt = pattern.indexOf(THING_NAME);
        if (thingAt >= 0) {
            // Each name is inserted once, so that one that looks like a placeholder stays what it is.
            return with(pattern.substring(0, thingAt), client, thing)
                    + thing.orElse("")
                    + with(pattern.substring(thingAt + THING_NAME.length()), client, thing);
        }
        return pattern.replace(CLIENT_ID, client.value());
    }
}
