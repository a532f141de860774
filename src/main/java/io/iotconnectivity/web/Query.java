package io.iotconnectivity.web;

import io.iotconnectivity.event.Verdict;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of one request, checked. Whatever is not as it should be is refused with what is allowed. */
final class Query {
    private static final int MAX_LENGTH = 256;
    private static final int MOST = 1000;
    private static final int USUAL = 100;

    private final MultiMap parameters;

    /**
     * @param known the parameters that there are; any other is a mistake of the caller's that would go unnoticed
     */
    Query(MultiMap parameters, Set<String> known) {
        this.parameters = parameters;
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                throw Problem.badRequest("there is no such parameter here; allowed: "
                        + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    Optional<String> text(String name) {
        return text(name, MAX_LENGTH);
    }

    Optional<String> text(String name, int maxLength) {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.length() > maxLength) {
            throw Problem.badRequest(name + " is longer than " + maxLength + " characters");
        }
        return Optional.of(value);
    }

    Optional<Verdict> state() {
        return text("state").map(word -> Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("state is one of " + Arrays.toString(Verdict.values()))));
    }

    /** Without a value it is off. */
    boolean flag(String name) {
        return text(name)
                .map(word -> switch (word.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw Problem.badRequest(name + " is true or false");
                })
                .orElse(false);
    }

    int limit() {
        return text("limit").map(text -> number("limit", text, MOST).intValue()).orElse(USUAL);
    }

    Optional<Long> id(String name) {
        return text(name).map(text -> number(name, text, Long.MAX_VALUE));
    }

    private static Long number(String name, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a number that is out of range.
        }
        throw Problem.badRequest(name + " is a whole number from 1 to " + most);
    }
}
