package io.iotconnectivity.settings;

import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Hours;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads entries as the types they must have. An invalid value is reported and replaced by one that lets reading
 * continue, so that all problems are reported together.
 */
final class Values {
    private static final int LONGEST_SHOWN = 80;
    /** Its name has inner capitals, as a credential may have, but is none. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[A-Za-z]{1,20}}");

    private static final int MOST_CALLS = 1000;

    private final Map<String, Entry> entries;
    private final List<String> problems;

    Values(Map<String, Entry> entries, List<String> problems) {
        this.entries = entries;
        this.problems = problems;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** The names in a family's keys, in order. */
    Set<String> names(KeyFamily family) {
        return family.names(entries.keySet());
    }

    /** The names in a family's keys, in the order in which they were written. */
    Set<String> namesAsWritten(KeyFamily family) {
        return family.namesAsWritten(entries.keySet());
    }

    /** The key and where its value was written, for messages. */
    String where(String key) {
        return key + entries.get(key).place();
    }

    /** {@code key = value (file:line)}, printable. */
    String asWritten(String key) {
        return key + " = " + shown(text(key)) + entries.get(key).place();
    }

    boolean isSet(String key) {
        return optional(key).isPresent();
    }

    /** The text; empty if it is not set or empty. */
    String text(String key) {
        return optional(key).orElse("");
    }

    /** The text; absent if it is not set or empty. */
    Optional<String> optional(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value).filter(value -> !value.isEmpty());
    }

    /** The text, which must match the pattern as a whole; empty if it is not set. */
    String matching(String key, Pattern form, String otherwise) {
        String text = text(key);
        if (!form.matcher(text).matches()) {
            report(key, otherwise);
        }
        return text;
    }

    /** The text, which must not be empty. */
    String required(String key) {
        String text = text(key);
        if (text.isEmpty()) {
            report(key, "must not be empty");
        }
        return text;
    }

    boolean flag(String key) {
        return flag(key, false);
    }

    boolean flag(String key, boolean absent) {
        return read(key, absent, "is neither true nor false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    int number(String key, int absent, int least, int most) {
        String expected = "is not a whole number from " + least + " to " + most;
        return read(key, absent, expected, text -> {
            try {
                return Optional.of(Integer.parseInt(text)).filter(number -> number >= least && number <= most);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    /** A rate per second; absent if it is not set or empty. */
    Optional<Double> rate(String key) {
        return optional(key)
                .map(set -> read(key, 1.0, "is not a number from 0.001 to 10000; write 50, 1 or 0.5", text -> {
                    try {
                        return Optional.of(Double.parseDouble(text)).filter(rate -> rate >= 0.001 && rate <= 10_000);
                    } catch (NumberFormatException e) {
                        return Optional.empty();
                    }
                }));
    }

    /** The rate limit for calls to AWS, per second. */
    int calls(String key) {
        return number(key, 1, 1, MOST_CALLS);
    }

    Duration duration(String key, Duration least, Duration most) {
        return duration(key, least, least, most);
    }

    Duration duration(String key, Duration absent, Duration least, Duration most) {
        Duration duration =
                read(key, absent, "is not a duration; write 30s, 5m or 500ms", text -> Durations.parse(text));
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            report(key, "is out of range; write " + Durations.write(least) + " to " + Durations.write(most));
        }
        return duration;
    }

    /** A file that must exist, or none. */
    Optional<Path> file(String key) {
        Optional<Path> file = optional(key).map(Path::of);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            report(key, Files.exists(file.get()) ? "cannot be read" : "names a file that does not exist");
        }
        return file;
    }

    /** A path, which need not exist; it must not be empty. */
    Path path(String key, String absent) {
        try {
            return Path.of(required(key));
        } catch (InvalidPathException e) {
            report(key, "is not a path");
            return Path.of(absent);
        }
    }

    <T extends Enum<T>> T word(String key, T absent, Class<T> words, Function<T, String> spelling) {
        T[] all = words.getEnumConstants();
        String allowed = Arrays.stream(all).map(spelling).collect(Collectors.joining(", "));
        return read(key, absent, "is not one of " + allowed, text -> Arrays.stream(all)
                .filter(word -> spelling.apply(word).equalsIgnoreCase(text))
                .findFirst());
    }

    /**
     * A regular expression; absent if it is not set or empty, or if it cannot be used, which is reported.
     */
    Optional<ClientPattern> pattern(String key) {
        try {
            return optional(key).map(ClientPattern::of);
        } catch (IllegalArgumentException e) {
            report(key, e.getMessage());
            return Optional.empty();
        }
    }

    /** Hours of the week; absent if it is not set or empty, or if it cannot be used, which is reported. */
    Optional<Hours> hours(String key) {
        try {
            return optional(key).map(Hours::of);
        } catch (IllegalArgumentException e) {
            report(key, e.getMessage());
            return Optional.empty();
        }
    }

    /** The parts between commas, without white space and empty parts. */
    List<String> list(String key) {
        return Stream.of(text(key).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** The value; {@code absent} if it is not set, empty or unreadable, which is reported. */
    private <T> T read(String key, T absent, String expected, Function<String, Optional<T>> reading) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return absent;
        }
        Optional<T> value = reading.apply(entry.value());
        if (value.isEmpty()) {
            report(key, expected);
        }
        return value.orElse(absent);
    }

    /**
     * Adds a problem with one setting: {@code key: "value" <what> (origin)}. A secret value is omitted, and whatever
     * looks like a credential is masked.
     */
    void report(String key, String what) {
        Entry entry = entries.get(key);
        if (entry == null) {
            problems.add(key + " " + what);
        } else if (!KnownKeys.mayBeShown(key)) {
            problems.add(key + ": the value " + what + entry.place());
        } else if (entry.value().isEmpty()) {
            problems.add(key + " " + what + entry.place());
        } else {
            problems.add(key + ": \"" + shown(entry.value()) + "\" " + masked(entry, what) + entry.place());
        }
    }

    /** Adds a problem that reveals nothing of the value. */
    void problem(String sentence) {
        problems.add(sentence);
    }

    /** Adds a problem that is already a sentence. */
    void complain(String key, String sentence) {
        Entry entry = entries.get(key);
        problems.add(entry == null ? sentence : masked(entry, sentence) + entry.place());
    }

    /** For messages: printable, truncated, and without what looks like a credential. */
    static String shown(String value) {
        return Foreign.text(value, LONGEST_SHOWN, pasted(value));
    }

    /** The message may contain parts of the value. */
    private static String masked(Entry entry, String what) {
        return pasted(entry.value()).masked(what);
    }

    private static Secrets pasted(String value) {
        return Secrets.of(parts -> parts.pasted(PLACEHOLDER.matcher(value).replaceAll(" ")));
    }
}
