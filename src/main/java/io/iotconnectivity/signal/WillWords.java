package io.iotconnectivity.signal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Defines the meaning of payloads on the last-will topic. Words and paths are case-insensitive. */
public final class WillWords {
    /** The longest text that counts as a word. */
    static final int MAX_WORD = 64;

    private static final String ANYTHING = "*";

    private final Map<String, Meaning> words = new HashMap<>();
    private final Place root = new Place();
    private final Unknown unknown;

    /** What a payload means. */
    public enum Meaning {
        /** The broker sent it because the device is gone. */
        GONE,
        /** The device sent it, so it is connected. */
        HERE,
        /** It says nothing new. */
        NOTHING
    }

    /** What to do with an unknown payload. */
    public enum Unknown {
        /** It becomes a dead letter. */
        KEEP,
        /** It counts as a will. */
        GONE,
        /** It is only counted. */
        IGNORE;

        /** The name used in settings, in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One payload that has a meaning.
     *
     * @param path the path of a value in a JSON object, names separated by dots; empty for every configured path and
     *     for a payload that is not a JSON object
     * @param word the value expected there; with a path, {@code *} means anything but {@code null}; empty means an
     *     empty payload
     */
    public record Entry(String path, String word) {
        private static final String EMPTY = "\"\"";

        public Entry {
            path = path.toLowerCase(Locale.ROOT);
            word = word.toLowerCase(Locale.ROOT);
        }

        /**
         * @param text {@code word}, {@code path=word}, {@code path=*}, or {@code ""} for the empty payload
         * @throws IllegalArgumentException if it is none of these; the message is the end of a sentence that begins
         *     with the text
         */
        public static Entry of(String text) {
            int equals = text.indexOf('=');
            boolean hasPath = equals >= 0;
            String path = hasPath ? text.substring(0, equals).strip() : "";
            String word = text.substring(equals + 1).strip();
            if (hasPath) {
                checkPath(path);
            }
            if (word.isEmpty() || word.length() > MAX_WORD || !hasPath && word.equals(ANYTHING)) {
                throw new IllegalArgumentException("is neither a word of up to " + MAX_WORD
                        + " characters, nor path=word, path=* or \"\" for the empty payload");
            }
            return new Entry(path, word.equals(EMPTY) ? "" : word);
        }
    }

    /**
     * @param meanings what each entry means
     * @param paths where to look for a word in a JSON object, names separated by dots
     * @throws IllegalArgumentException if one of them is not a path
     */
    public WillWords(Map<Entry, Meaning> meanings, Collection<String> paths, Unknown unknown) {
        this.unknown = unknown;
        for (String path : paths) {
            checkPath(path);
            place(path.toLowerCase(Locale.ROOT)).takesWords = true;
        }
        meanings.forEach((entry, meaning) -> {
            if (entry.path().isEmpty()) {
                words.put(entry.word(), meaning);
            } else if (entry.word().equals(ANYTHING)) {
                place(entry.path()).anything = Optional.of(meaning);
            } else {
                place(entry.path()).words.put(entry.word(), meaning);
            }
        });
    }

    /**
     * @throws IllegalArgumentException if it is not a path; the message is the end of a sentence that begins with it
     */
    public static void checkPath(String path) {
        for (String name : path.split("\\.", -1)) {
            if (name.isBlank()) {
                throw new IllegalArgumentException(
                        "is not a path into JSON; write for example state.reported.connected");
            }
        }
    }

    private Place place(String path) {
        Place place = root;
        for (String name : path.split("\\.")) {
            place = place.inside.computeIfAbsent(name, absent -> new Place());
        }
        return place;
    }

    Unknown unknown() {
        return unknown;
    }

    /** The meaning of a payload that is not a JSON object. */
    Optional<Meaning> ofWord(String word) {
        return word.length() > MAX_WORD
                ? Optional.empty()
                : Optional.ofNullable(words.get(word.toLowerCase(Locale.ROOT)));
    }

    /** The root of a JSON object. */
    Place root() {
        return root;
    }

    /** A place in a JSON object that leads to a configured path. */
    static final class Place {
        private final Map<String, Place> inside = new HashMap<>();
        private final Map<String, Meaning> words = new HashMap<>();
        private Optional<Meaning> anything = Optional.empty();
        private boolean takesWords;

        Optional<Place> inside(String name) {
            return inside.isEmpty() ? Optional.empty() : Optional.ofNullable(inside.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /** The combined meaning of all places of one payload. */
    final class Said {
        private final Map<Meaning, String> words = new EnumMap<>(Meaning.class);
        private final List<Meaning> anything = new ArrayList<>(0);
        private Optional<String> unknownWord = Optional.empty();

        /** A string, number, {@code true} or {@code false} was found there. */
        void word(Place place, String name, String text) {
            boolean isWord = text.length() <= MAX_WORD;
            Optional<Meaning> known = isWord
                    ? Optional.ofNullable(place.words.get(text.toLowerCase(Locale.ROOT)))
                            .or(() -> place.takesWords ? ofWord(text) : Optional.empty())
                    : Optional.empty();
            if (known.isPresent()) {
                words.putIfAbsent(known.get(), name);
            } else if (place.anything.isPresent()) {
                anything.add(place.anything.get());
            } else if (place.takesWords && unknownWord.isEmpty()) {
                unknownWord = Optional.of(text);
            }
        }

        /** An object or an array was found there. */
        void structure(Place place) {
            place.anything.ifPresent(anything::add);
        }

        /**
         * A known word counts most, then the presence of any value; an unknown word counts more than no word.
         *
         * @return empty if no place says anything
         * @throws Refusal if the meaning is ambiguous
         */
        Optional<Meaning> meaning() throws Refusal {
            if (words.containsKey(Meaning.GONE) && words.containsKey(Meaning.HERE)) {
                throw new Refusal("the payload contradicts itself: " + JsonPayload.shown(words.get(Meaning.GONE))
                        + " is a word of last-will.gone, " + JsonPayload.shown(words.get(Meaning.HERE))
                        + " one of last-will.here");
            }
            Optional<Meaning> strongest = words.keySet().stream().findFirst().or(() -> anything.stream()
                    .min(Meaning::compareTo));
            if (strongest.isEmpty() && unknownWord.isPresent()) {
                throw notKnown(unknownWord.get());
            }
            return strongest;
        }
    }

    static Refusal notKnown(String word) {
        return new Refusal(
                JsonPayload.shown(word) + " is in none of last-will.gone, last-will.here and last-will.ignore");
    }
}
