package io.iotconnectivity.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Makes of one input what a parser wants. */
public final class Inputs {
    private Inputs() {}

    /** UTF-8, in which U+E000 and U+E001 stand for the halves of a surrogate pair: Java's text can hold one alone, UTF-8 cannot. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8)
                .replace('\ue000', '\ud800')
                .replace('\ue001', '\udc00');
    }

    /** Lines of an input; the last is all that is left, and what is not there is empty. */
    public static List<String> lines(String input, int count) {
        String[] lines = Arrays.copyOf(input.split("\n", count), count);
        for (int i = 0; i < count; i++) {
            lines[i] = lines[i] == null ? "" : lines[i];
        }
        return List.of(lines);
    }

    /** The first line of an input. */
    public static String firstLine(byte[] input) {
        return text(Arrays.copyOf(input, endOfLine(input)));
    }

    /** All but its first line. */
    public static byte[] afterFirstLine(byte[] input) {
        return Arrays.copyOfRange(input, Math.min(input.length, endOfLine(input) + 1), input.length);
    }

    private static int endOfLine(byte[] input) {
        for (int i = 0; i < input.length; i++) {
            if (input[i] == '\n') {
                return i;
            }
        }
        return input.length;
    }
}
