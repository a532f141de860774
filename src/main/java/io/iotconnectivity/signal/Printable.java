package io.iotconnectivity.signal;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Makes text from outside safe to print on one line. */
public final class Printable {
    private Printable() {}

    /**
     * Escapes what is {@linkplain #isUnseen unseen} and the backslash as <code>&#92;uXXXX</code>, so that no input can
     * forge a line or hide part of one. For names and ids: no two different ones look the same.
     */
    public static String of(String text) {
        return escaped(text, Printable::needsEscape);
    }

    /**
     * Escapes unseen characters but not the backslash: for sentences, parts of which may already be escaped, and for
     * words that are not names. Idempotent.
     */
    public static String line(String sentence) {
        return escaped(sentence, Printable::isUnseen);
    }

    private static String escaped(String text, IntPredicate needsEscape) {
        if (isPlain(text, needsEscape)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (needsEscape.test(c)) {
                for (char unit : Character.toChars(c)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** A loop and no stream, because nearly every text is plain and this is asked several times an event. */
    private static boolean isPlain(String text, IntPredicate needsEscape) {
        for (int i = 0; i < text.length(); i++) {
            if (needsEscape.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean needsEscape(int c) {
        return c == '\\' || isUnseen(c);
    }

    /**
     * Whether a character is invisible or changes how its neighbours appear: control, format (which change the text
     * direction or have no width), surrogate, private-use, unassigned and line-separating characters, and letters and
     * marks that are blank by definition.
     *
     * @see <a href="https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point">Default_Ignorable_Code_Point</a>
     */
    public static boolean isUnseen(int c) {
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
            // A lone surrogate only: chars() also yields the halves of a valid pair, which codePoints() joins again.
            case Character.SURROGATE -> true;
            default -> isBlank(c);
        };
    }

    /**
     * Invisible characters that are not format characters: fillers, variation selectors, joiners, the empty Braille
     * pattern.
     */
    private static boolean isBlank(int c) {
        return switch (c) {
            case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
            default -> c >= 0x180b && c <= 0x180f || c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0100 && c <= 0xe01ef;
        };
    }

    /** The text, cut to at most this many UTF-16 units, never within a surrogate pair. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
