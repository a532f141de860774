package io.iotconnectivity.signal;

/** Shortens a line so that its end still says what it is about. */
public final class Headline {
    /** A word that is cut to fewer names nothing any more. */
    private static final int SHORTEST_WORD = 16;

    private Headline() {}

    /**
     * Takes the middle out of the longest word, which is an id as a rule, or out of the whole line where that is not enough.
     *
     * @param most so many UTF-16 units the line has afterwards at most; from 1
     */
    public static String of(String line, int most) {
        int excess = line.length() - most;
        if (excess <= 0) {
            return line;
        }
        int start = 0;
        int end = 0;
        for (int from = 0; from < line.length(); from++) {
            int to = from;
            while (to < line.length() && line.charAt(to) != ' ') {
                to++;
            }
            if (to - from > end - start) {
                start = from;
                end = to;
            }
            from = to;
        }
        int left = end - start - excess;
        return left >= SHORTEST_WORD
                ? line.substring(0, start) + shortened(line.substring(start, end), left) + line.substring(end)
                : shortened(line, most);
    }

    private static String shortened(String text, int most) {
        int head = most / 2;
        int tail = text.length() - (most - 1 - head);
        if (head > 0 && Character.isHighSurrogate(text.charAt(head - 1))) {
            head--;
        }
        if (tail < text.length() && Character.isLowSurrogate(text.charAt(tail))) {
            tail++;
        }
        return text.substring(0, head) + '…' + text.substring(tail);
    }
}
