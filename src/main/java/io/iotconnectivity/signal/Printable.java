package io.iotconnectivity.signal;

import java.util.Locale;

/** Makes text from outside safe to print on one line. */
public final class Printable {
    private Printable() {}

    /**
     * Escapes control, format, surrogate, private-use and line-separating characters and the backslash as
     * <code>&#92;uXXXX</code>, so that no input can forge a line or hide a part of one.
     */
    public static String of(String text) {
        if (text.chars().noneMatch(Printable::needsEscape)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (needsEscape(c)) {
                for (char unit : Character.toChars(c)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean needsEscape(int c) {
        if (c == '\\') {
            return true;
        }
        if (c >= 0x20 && c < 0x7f) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            // A lone surrogate only: chars() shows the halves of a legal pair too, which codePoints() joins again.
            case Character.SURROGATE -> true;
            default -> false;
        };
    }
}
