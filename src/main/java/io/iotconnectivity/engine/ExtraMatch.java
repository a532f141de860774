package io.iotconnectivity.engine;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Extra;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Selects devices by what an enrich route knows about them.
 *
 * @param route its name, without {@code enrich-}
 * @param value compared as a whole, ignoring case
 */
public record ExtraMatch(String route, String field, String value) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_-]{1,64})\\.([A-Za-z0-9_-]{1,64}):(.+)", Pattern.DOTALL);

    /** Reads {@code <route>.<field>:<value>}; empty if the text has another form. */
    public static Optional<ExtraMatch> of(String text) {
        return Optional.of(FORM.matcher(text))
                .filter(Matcher::matches)
                .map(parts -> new ExtraMatch(parts.group(1), parts.group(2), parts.group(3)));
    }

    /** Whether the device is one of them. */
    public boolean fits(Presence device) {
        return Optional.ofNullable(device.findings().known().get(route))
                .map(Extra::fields)
                .map(fields -> fields.get(field))
                .filter(value::equalsIgnoreCase)
                .isPresent();
    }
}
