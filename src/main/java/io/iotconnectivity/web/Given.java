package io.iotconnectivity.web;

import io.iotconnectivity.engine.LogPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;

/** The values that a caller gave, by name, checked. An invalid value is refused with its name and what is allowed. */
abstract class Given {
    private static final int MAX_LENGTH = 256;
    private static final int MOST = 1000;
    private static final int USUAL = 100;
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** Always with a unit: a forgotten one would turn intended minutes into milliseconds. */
    private static final Pattern DURATION = Pattern.compile("(?:\\d{1,9}(?:ms|[smhd])){1,5}");

    /** The value given under the name; empty if it is absent or empty. */
    abstract Optional<String> text(String name, int maxLength);

    final Optional<String> text(String name) {
        return text(name, MAX_LENGTH);
    }

    /** A missing value means off. */
    final boolean flag(String name) {
        return text(name)
                .map(word -> switch (word.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw Problem.ofField(name, name + " must be true or false");
                })
                .orElse(false);
    }

    final int limit() {
        return text("limit").map(text -> number("limit", text, MOST).intValue()).orElse(USUAL);
    }

    /** From 1 to the maximum. */
    final Optional<Integer> number(String name, int most) {
        return text(name).map(text -> number(name, text, most).intValue());
    }

    /** The id of a dead letter. */
    final Optional<LogPosition> letter(String name) {
        return text(name, LogPosition.LONGEST).map(text -> {
            try {
                return DeadLetterSelection.id(text);
            } catch (IllegalArgumentException e) {
                throw Problem.ofField(name, name + " must be the id of a dead letter, such as 4711");
            }
        });
    }

    final Optional<Instant> moment(String name) {
        return text(name).map(text -> moment(name, text));
    }

    /** Longer than zero. */
    final Optional<Duration> duration(String name) {
        return text(name).map(text -> duration(name, text));
    }

    /**
     * @param words from the text to what it names; throws IllegalArgumentException with a message if it names nothing
     */
    final <T> Optional<T> word(String name, Function<String, T> words) {
        return text(name).map(text -> {
            try {
                return words.apply(text.toLowerCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw Problem.ofField(name, name + ": " + e.getMessage());
            }
        });
    }

    private static Long number(String name, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a number out of range.
        }
        throw Problem.ofField(name, name + " must be a whole number from 1 to " + most);
    }

    private static Instant moment(String name, String text) {
        try {
            Instant moment = Instant.parse(text);
            if (!moment.isBefore(Instant.EPOCH) && !moment.isAfter(LATEST)) {
                return moment;
            }
        } catch (DateTimeParseException notATime) {
            // Refused below, like an implausible time.
        }
        throw Problem.ofField(name, name + " must be a time such as 2026-11-23T14:00:00Z");
    }

    private static Duration duration(String name, String text) {
        if (DURATION.matcher(text).matches()) {
            try {
                Duration duration = Duration.ofMillis(TimeUtils.toMilliSeconds(text));
                if (!duration.isZero() && !duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
                    return duration;
                }
            } catch (IllegalArgumentException notADuration) {
                // Refused below, like a duration out of range.
            }
        }
        throw Problem.ofField(
                name, name + " must be a duration such as 30s, 5m, 2h or 1h30m, at most " + LONGEST.toDays() + "d");
    }
}
