package io.iotconnectivity.engine.codec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits sentences into common phrases, which {@link CommonWords} number, and what stands between them. Any text can be
 * written; one without common phrases is just longer.
 */
final class Phrases {
    private static final int PLAIN = 128;

    private final CommonWords words;
    /** By their first character, longest first: of two phrases that fit, the longer one saves more. */
    private final String[][] byFirst = new String[PLAIN][];

    /**
     * @param words must begin with ASCII characters
     */
    Phrases(CommonWords words) {
        this.words = words;
        Map<Character, List<String>> found = new HashMap<>();
        for (String phrase : words.all()) {
            found.computeIfAbsent(phrase.charAt(0), first -> new ArrayList<>()).add(phrase);
        }
        found.forEach((first, phrases) -> {
            phrases.sort(Comparator.comparingInt(String::length).reversed());
            byFirst[first] = phrases.toArray(String[]::new);
        });
    }

    /** Writes the pieces of a text, each as a field of this number. */
    void write(RecordWriter out, int field, String text) {
        int begin = 0;
        int at = 0;
        while (at < text.length()) {
            String phrase = phraseAt(text, at);
            if (phrase == null) {
                at++;
                continue;
            }
            if (at > begin) {
                out.text(field, words, text.substring(begin, at));
            }
            out.text(field, words, phrase);
            at += phrase.length();
            begin = at;
        }
        if (at > begin) {
            out.text(field, words, text.substring(begin));
        }
    }

    private String phraseAt(String text, int at) {
        char first = text.charAt(at);
        String[] candidates = first < PLAIN ? byFirst[first] : null;
        if (candidates != null) {
            for (String candidate : candidates) {
                if (text.startsWith(candidate, at)) {
                    return candidate;
                }
            }
        }
        return null;
    }
}
