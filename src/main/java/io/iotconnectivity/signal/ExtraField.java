package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field that an enrich route may tell about a device, such as its site.
 *
 * @param route its name, without {@code enrich-}
 * @param name of the field
 */
public record ExtraField(String route, String name) implements Comparable<ExtraField> {
    private static final String PREFIX = "extra.";
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{1,64})\\.([A-Za-z0-9_-]{1,64})");

    /** Reads {@code <route>.<field>}; empty if the text has another form. */
    public static Optional<ExtraField> of(String text) {
        return Optional.of(FORM.matcher(text))
                .filter(Matcher::matches)
                .map(parts -> new ExtraField(parts.group(1), parts.group(2)));
    }

    /** Reads {@code extra.<route>.<field>}, as it is called among other things that are known; empty if the text has another form. */
    public static Optional<ExtraField> ofKey(String text) {
        return text.startsWith(PREFIX) ? of(text.substring(PREFIX.length())) : Optional.empty();
    }

    /** For {@link #ofKey}. */
    public String key() {
        return PREFIX + this;
    }

    /**
     * Reads {@link #toString()}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    @JsonCreator
    public static ExtraField valueOf(String text) {
        return of(text).orElseThrow(() -> new IllegalArgumentException("no field of an enrich route: " + text));
    }

    /**
     * Its value; absent if it is not known.
     *
     * @param known what the enrich routes know, by their names
     */
    public Optional<String> in(Map<String, Extra> known) {
        Extra told = known.get(route);
        return told == null
                ? Optional.empty()
                : Optional.ofNullable(told.fields().get(name));
    }

    @Override
    public int compareTo(ExtraField other) {
        int byRoute = route.compareTo(other.route);
        return byRoute == 0 ? name.compareTo(other.name) : byRoute;
    }

    @Override
    public String toString() {
        return route + "." + name;
    }
}
