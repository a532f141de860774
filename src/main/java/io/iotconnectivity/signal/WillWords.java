package io.iotconnectivity.signal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which payloads on the topic of the wills mean what. Words and paths are compared without regard to case. */
public final class WillWords {
    /** A longer text is no word. */
    static final int MAX_WORD = 64;

    private static final String ANYTHING = "*";

    private final Map<String, Meaning> words = new HashMap<>();
    private final Place root = new Place();
    private final Unknown unknown;

    /** What a payload means. */
    public enum Meaning {
        /** The broker sent it, because the device is gone. */
        GONE,
        /** The device sent it, so it is there. */
        HERE,
        /** It is no news. */
        NOTHING
    }

    /** What to do with a payload that is none of them. */
    public enum Unknown {
        /** It is a dead letter, and nothing else happens. */
        KEEP,
        /** It is a will. */
        GONE,
        /** It is counted. */
        IGNORE;

        /** As it stands in settings: lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One payload that means something.
     *
     * @param path of a value in a JSON object, names with dots between them; empty: that of every path where a word is looked for,
     *     and the payload that is no JSON object
     * @param word what has to stand there; {@code *} where there is a path: anything but {@code null}; empty: nothing at all
     */
    public record Entry(String path, String word) {
        private static final String EMPTY = "\"\"";

        public Entry {
            path = path.toLowerCase(Locale.ROOT);
            word = word.toLowerCase(Locale.ROOT);
        }

        /**
         * @param text {@code word}, {@code path=word}, {@code path=*}, or {@code ""} for the empty payload
         * @throws IllegalArgumentException if it is none of them; the message is the end of a sentence that begins with the text
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
     * @param paths where a word is looked for in a JSON object, names with dots between them
     * @throws IllegalArgumentException if one of them is no path
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
     * @throws IllegalArgumentException if it is no path; the message is the end of a sentence that begins with it
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

    /** What a payload means that is no JSON object. */
    Optional<Meaning> ofWord(String word) {
        return word.length() > MAX_WORD
                ? Optional.empty()
                : Optional.ofNullable(words.get(word.toLowerCase(Locale.ROOT)));
    }

    /** A JSON object as a whole. */
    Place root() {
        return root;
    }

    /** A place in a JSON object, as far as anything there matters. */
    static final class Place {
        private final Map<String, Place> inside = new HashMap<>();
        private final Map<String, Meaning> words = new HashMap<>();
        private Optional<Meaning> anything = Optional.empty();
        private boolean takesWords;

        Optional<Place> inside(String name) {
            return inside.isEmpty() ? Optional.empty() : Optional.ofNullable(inside.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /** What the places of one payload say together. */
    final class Said {
        private final Map<Meaning, String> words = new EnumMap<>(Meaning.class);
        private final List<Meaning> anything = new ArrayList<>(0);
        private Optional<String> unknownWord = Optional.empty();

        /** A string, number, {@code true} or {@code false} stands there. */
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

        /** An object or an array stands there. */
        void structure(Place place) {
            place.anything.ifPresent(anything::add);
        }

        /**
         * A word that is known counts most, then that there is anything at all, and a word that is not known more than that there
         * is no word.
         *
         * @return empty if no place says anything
         * @throws Refusal if that is not clear
         */
        Optional<Meaning> meaning() throws Refusal {
            if (words.containsKey(Meaning.GONE) && words.containsKey(Meaning.HERE)) {
                throw new Refusal("the payload says both: " + JsonPayload.shown(words.get(Meaning.GONE))
                        + " a word of last-will.gone, " + JsonPayload.shown(words.get(Meaning.HERE))
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
