package io.iotconnectivity.signal;

import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Shortens a line without losing its end, which says what it is about. */
public final class Headline {
    /** A word cut to fewer characters is no longer recognisable. */
    private static final int SHORTEST_WORD = 16;

    private static final Pattern WORD = Pattern.compile("[^ ]*");

    private Headline() {}

    /**
     * Cuts the middle out of the longest word, usually an id, or out of the whole line if that is not enough.
     *
     * @param most the maximum length of the result in UTF-16 units; from 1
     */
    public static String of(String line, int most) {
        int excess = line.length() - most;
        if (excess <= 0) {
            return line;
        }
        MatchResult word = WORD.matcher(line)
                .results()
                .max(Comparator.comparingInt(each -> each.end() - each.start()))
                .orElseThrow();
        int left = word.group().length() - excess;
        return left >= SHORTEST_WORD
                ? line.substring(0, word.start()) + shortened(word.group(), left) + line.substring(word.end())
                : shortened(line, most);
    }

    private static String shortened(String text, int most) {
        int half = most / 2;
        int tail = text.length() - (most - 1 - half);
        if (tail < text.length() && Character.isLowSurrogate(text.charAt(tail))) {
            tail++;
        }
        return Printable.cut(text, half) + '…' + text.substring(tail);
    }
}
