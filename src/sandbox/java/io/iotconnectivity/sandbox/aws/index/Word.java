package io.iotconnectivity.sandbox.aws.index;

import java.util.Optional;
import java.util.Set;

/**
 * A word of a query.
 *
 * @param raw  as it was written
 * @param text without the backslashes of escapes
 * @param glob what matches it, wildcards included
 */
record Word(String raw, String text, Glob glob, boolean hasWildcards) {
    private static final Set<String> KEYWORDS = Set.of("AND", "OR", "NOT");

    boolean isStar() {
        return raw.equals("*");
    }

    boolean isKeyword() {
        return KEYWORDS.contains(raw);
    }

    boolean beginsWithWildcard() {
        return raw.startsWith("*") || raw.startsWith("?");
    }

    Optional<String> plain() {
        return hasWildcards ? Optional.empty() : Optional.of(text);
    }
}
