package io.iotconnectivity.aws;

import io.iotconnectivity.signal.ClientPattern;
import java.util.Map;
import java.util.Optional;

/**
 * How to find a client's thing if its events do not name it.
 *
 * @param askConnection whether GetConnection is called
 * @param pattern for the whole client id, with a named group {@code thing}
 * @param table thing names by client id
 */
public record ThingSettings(boolean askConnection, Optional<ClientPattern> pattern, Map<String, String> table) {
    /** The group of the pattern that is the name of the thing. */
    public static final String PART = "thing";

    /** The thing is named like the client. */
    public static final ThingSettings CALLED_LIKE_THE_CLIENT = new ThingSettings(false, Optional.empty(), Map.of());

    public ThingSettings {
        table = Map.copyOf(table);
    }
}
