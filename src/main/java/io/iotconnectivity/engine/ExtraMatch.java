package io.iotconnectivity.engine;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ExtraField;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Selects devices by what an enrich route knows about them.
 *
 * @param value compared as a whole, ignoring case
 */
public record ExtraMatch(ExtraField field, String value) {
    private static final Pattern FORM = Pattern.compile("([^:=]+)[:=](.+)", Pattern.DOTALL);

    /** Reads {@code <route>.<field>=<value>}, or with a colon; empty if the text has another form. */
    public static Optional<ExtraMatch> of(String text) {
        return Optional.of(FORM.matcher(text)).filter(Matcher::matches).flatMap(parts -> ExtraField.of(parts.group(1))
                .map(field -> new ExtraMatch(field, parts.group(2))));
    }

    /** Whether the device is one of them. */
    public boolean fits(Presence device) {
        return field.in(device.findings().known())
                .filter(value::equalsIgnoreCase)
                .isPresent();
    }
}
