package io.iotconnectivity.aws;

import io.iotconnectivity.signal.ClientPattern;
import java.util.Map;
import java.util.Optional;

/**
 * How the thing of a client is found where its events do not name it.
 *
 * @param askConnection whether GetConnection is asked
 * @param pattern for the whole client id, with a named part {@code thing}
 * @param table thing names by client id
 */
public record ThingSettings(boolean askConnection, Optional<ClientPattern> pattern, Map<String, String> table) {
    /** The part of the pattern that is the name of the thing. */
    public static final String PART = "thing";

    /** It is called like the client. */
    public static final ThingSettings CALLED_LIKE_THE_CLIENT = new ThingSettings(false, Optional.empty(), Map.of());

    public ThingSettings {
        table = Map.copyOf(table);
    }
}
