package io.iotconnectivity.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as bytes that each know their origin in the text; {@link #further()} removes one layer of escapes. Upper and
 * lower case, the two base64 alphabets, and a space and the plus that forms write for it are equivalent.
 */
final class Unescaped {
    /** The most digits of an HTML character reference; more are legal, but nobody writes them. */
    private static final int MOST_DIGITS = 8;

    private static final String[][] NAMED = {
        {"amp;", "&"}, {"lt;", "<"}, {"gt;", ">"}, {"quot;", "\""}, {"apos;", "'"}, {"sol;", "/"}, {"equals;", "="}
    };

    private final byte[] bytes;
    private final int[] from;
    private final int[] to;
    private int size;

    private Unescaped(int most) {
        bytes = new byte[most];
        from = new int[most];
        to = new int[most];
    }

    static Unescaped of(String text) {
        Unescaped plain = new Unescaped(text.length() * 3);
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            plain.add(c, at, next);
            at = next;
        }
        return plain;
    }

    int size() {
        return size;
    }

    byte at(int index) {
        return folded(bytes[index]);
    }

    /** Where in the text the byte begins. */
    int from(int index) {
        return from[index];
    }

    /** Where in the text the byte ends. */
    int to(int index) {
        return to[index];
    }

    /** Each as it was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    boolean hasEscapes() {
        for (int i = 0; i < size; i++) {
            if (bytes[i] == '%' || bytes[i] == '&' || bytes[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** Letters and digits only, without what separates them or precedes the digits of a hexadecimal number. */
    Unescaped bare() {
        Unescaped next = new Unescaped(size);
        for (int at = 0; at < size; at++) {
            if (isHexPrefix(at)) {
                at++;
            } else if (isBare(bytes[at])) {
                next.put(bytes[at], from[at], to[at]);
            }
        }
        return next;
    }

    /** The same for bytes without a text. */
    static byte[] bare(byte[] bytes) {
        byte[] bare = new byte[bytes.length];
        int size = 0;
        for (byte one : bytes) {
            if (isBare(one)) {
                bare[size++] = one;
            }
        }
        return Arrays.copyOf(bare, size);
    }

    private static boolean isBare(byte one) {
        return one < 0 || one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9';
    }

    /** {@code 0x}, if followed by exactly two digits and not preceded by one. */
    private boolean isHexPrefix(int at) {
        return bytes[at] == '0'
                && at + 1 < size
                && (bytes[at + 1] | 0x20) == 'x'
                && number(at + 2, at + 4, 16) >= 0
                && !(at + 4 < size && isBare(bytes[at + 4]))
                && !(at > 0 && isBare(bytes[at - 1]));
    }

    /** Removes one layer of URL, HTML and JSON escapes. */
    Unescaped further() {
        Unescaped next = new Unescaped(size);
        int at = 0;
        while (at < size) {
            int end =
                    switch (bytes[at]) {
                        case '%' -> percent(at, next);
                        case '\\' -> backslash(at, next);
                        case '&' -> reference(at, next);
                        default -> at;
                    };
            if (end == at) {
                next.put(bytes[at], from[at], to[at]);
                end++;
            }
            at = end;
        }
        return next;
    }

    /**
     * @return the position after the escape; {@code at} itself if there is none
     */
    private int percent(int at, Unescaped next) {
        int value = number(at + 1, at + 3, 16);
        if (value < 0) {
            return at;
        }
        next.put((byte) value, from[at], to[at + 2]);
        return at + 3;
    }

    private int backslash(int at, Unescaped next) {
        if (at + 1 >= size) {
            return at;
        }
        int letter = bytes[at + 1];
        int value = letter == 'u' ? number(at + 2, at + 6, 16) : letter == 'x' ? number(at + 2, at + 4, 16) : -1;
        if (value < 0) {
            int plain = "btnfr".indexOf(letter);
            next.put(plain < 0 ? (byte) letter : (byte) "\b\t\n\f\r".charAt(plain), from[at], to[at + 1]);
            return at + 2;
        }
        int end = at + (letter == 'u' ? 6 : 4);
        if (letter == 'u'
                && Character.isHighSurrogate((char) value)
                && end + 1 < size
                && bytes[end] == '\\'
                && bytes[end + 1] == 'u') {
            int low = number(end + 2, end + 6, 16);
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
                next.add(Character.toCodePoint((char) value, (char) low), from[at], to[end + 5]);
                return end + 6;
            }
        }
        next.add(value, from[at], to[end - 1]);
        return end;
    }

    private int reference(int at, Unescaped next) {
        if (at + 2 < size && bytes[at + 1] == '#') {
            boolean hex = (bytes[at + 2] | 0x20) == 'x';
            int begin = at + (hex ? 3 : 2);
            int end = begin;
            while (end < size && end - begin < MOST_DIGITS && Character.digit(bytes[end], hex ? 16 : 10) >= 0) {
                end++;
            }
            int value = number(begin, end, hex ? 16 : 10);
            if (value < 0 || value > Character.MAX_CODE_POINT) {
                return at;
            }
            end += end < size && bytes[end] == ';' ? 1 : 0;
            next.add(value, from[at], to[end - 1]);
            return end;
        }
        for (String[] each : NAMED) {
            int end = at + 1 + each[0].length();
            if (holds(at + 1, each[0])) {
                next.put((byte) each[1].charAt(0), from[at], to[end - 1]);
                return end;
            }
        }
        return at;
    }

    private boolean holds(int at, String word) {
        if (at + word.length() > size) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** -1 if it is not a digit. */
    private int number(int begin, int end, int radix) {
        if (end > size || begin >= end) {
            return -1;
        }
        long value = 0;
        for (int i = begin; i < end; i++) {
            int digit = Character.digit(bytes[i], radix);
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    private void add(int codePoint, int begin, int end) {
        if (codePoint < 0x80) {
            put((byte) codePoint, begin, end);
            return;
        }
        for (byte one : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            put(one, begin, end);
        }
    }

    private void put(byte one, int begin, int end) {
        bytes[size] = one;
        from[size] = begin;
        to[size] = end;
        size++;
    }

    static byte folded(byte one) {
        return switch (one) {
            case ' ', '-' -> '+';
            case '_' -> '/';
            default -> one >= 'A' && one <= 'Z' ? (byte) (one + ('a' - 'A')) : one;
        };
    }
}
