package io.iotconnectivity.event;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A choice of names, as of groups or classes.
 *
 * @param patterns each a name, in which {@code *} stands for any characters; none for every name
 */
public record Names(List<String> patterns) {
    /** Every name. */
    public static final Names ANY = new Names(List.of());

    public Names {
        patterns = List.copyOf(patterns);
    }

    /** Whether every name is chosen, and what has none too. */
    public boolean areAny() {
        return patterns.isEmpty();
    }

    /** Whether a name is chosen. */
    public boolean include(String name) {
        return areAny() || patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /** Whether a name is chosen, ignoring case. */
    boolean includeInAnyCase(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return areAny() || patterns.stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), lower));
    }

    /**
     * Why a name is not chosen, for an operator; empty if it is.
     *
     * @param what the names are of
     */
    Optional<String> refusal(String what, String name) {
        return include(name)
                ? Optional.empty()
                : Optional.of("its " + what + " is " + name + ", and the sink wants " + String.join(", ", patterns));
    }

    private static boolean matches(String pattern, String name) {
        if (!pattern.contains("*")) {
            return pattern.equals(name);
        }
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
    }
}
