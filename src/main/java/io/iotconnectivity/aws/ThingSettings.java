package io.iotconnectivity.aws;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the thing of a client is found where its events do not name it.
 *
 * @param askConnection whether GetConnection is asked
 * @param pattern a regular expression for the whole client id, with a named part {@code thing}
 * @param table thing names by client id
 */
public record ThingSettings(boolean askConnection, Optional<Pattern> pattern, Map<String, String> table) {
    /** It is called like the client. */
    public static final ThingSettings CALLED_LIKE_THE_CLIENT = new ThingSettings(false, Optional.empty(), Map.of());

    public ThingSettings {
        table = Map.copyOf(table);
    }
}
