package io.iotconnectivity.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds secrets in a text, and fragments of them: any {@value #TELLING} characters in a row of one, if they include
 * letters and digits, or upper and lower case; any {@value #ANY} in a row of whatever kind; its first
 * {@value #SHORTEST_BEGINNING} or more if an ellipsis follows; and a shorter secret as a whole, if it stands as a
 * separate word. So it makes no difference which part of a secret is repeated, or where the text was cut. The same
 * applies to its base64 and its hex digits, and to all of them with other characters in between.
 *
 * <p>Takes time linear in the length of the text alone.
 */
final class Fragments {
    static final int TELLING = 8;
    static final int ANY = 16;

    static final int SHORTEST_BEGINNING = 6;

    /** Fewer hex digits could be any number. */
    private static final int SHORTEST_HEX = 8;

    /** Nested escapes: how many layers are removed. */
    static final int LAYERS = 3;

    /** The longest fragment that is not found, and an incomplete escape. */
    private static final int DOUBTFUL = ANY + 16;

    /** A secret that repeats one letter is no reason to mask every run of that letter. */
    private static final int LEAST_VARIETY = 4;

    /** Eight bytes per number, and 0 for empty slots; a hash table addressed by {@link #place}. */
    private final long[] rows;

    /** At the same slots, whether the row is sufficient on its own. */
    private final boolean[] telling;

    private final boolean empty;
    private final Map<Integer, List<byte[]>> shorts = new HashMap<>();
    /** For each beginning, read backwards. */
    private final Set<Long> beginnings = new HashSet<>();

    Fragments(Collection<SecretParts> all) {
        Map<Long, Boolean> found = new HashMap<>();
        for (SecretParts parts : all) {
            for (String text : parts.whole()) {
                for (byte[] form : layers(text)) {
                    add(form, true, found);
                    rows(Unescaped.bare(form), true, found);
                    encoded(form, found);
                    hex(form, found);
                    begun(form);
                }
            }
            parts.encodedOnly().forEach(text -> layers(text).forEach(form -> encoded(form, found)));
            parts.phrases().forEach(text -> layers(text).forEach(form -> add(form, false, found)));
        }
        found.remove(0L);
        empty = found.isEmpty();
        rows = new long[Integer.highestOneBit(found.size() + 1) * 4];
        telling = new boolean[rows.length];
        found.forEach((row, tells) -> {
            int at = place(row);
            rows[at] = row;
            telling[at] = tells;
        });
    }

    /** The slot where the row is, or would be. */
    private int place(long row) {
        int at = (int) (row * 0x9E3779B97F4A7C15L >>> 32) & rows.length - 1;
        while (rows[at] != row && rows[at] != 0) {
            at = at + 1 & rows.length - 1;
        }
        return at;
    }

    private static Collection<byte[]> layers(String text) {
        Map<String, byte[]> forms = new LinkedHashMap<>();
        Unescaped plain = Unescaped.of(text);
        for (int layer = 0; layer <= LAYERS; layer++) {
            byte[] form = plain.toBytes();
            forms.putIfAbsent(new String(form, StandardCharsets.ISO_8859_1), form);
            plain = plain.further();
        }
        return forms.values();
    }

    /** A text looks three ways in base64, depending on its offset; what its neighbours contribute to is left out. */
    private static void encoded(byte[] form, Map<Long, Boolean> found) {
        for (int before = 0; before < 3; before++) {
            byte[] padded = new byte[before + form.length];
            System.arraycopy(form, 0, padded, before, form.length);
            byte[] base64 = Base64.getEncoder().withoutPadding().encode(padded);
            int begin = before == 0 ? 0 : before + 1;
            int end = padded.length * 8 / 6;
            if (end - begin >= TELLING) {
                rows(Arrays.copyOfRange(base64, begin, end), true, found);
            }
        }
    }

    private void hex(byte[] form, Map<Long, Boolean> found) {
        byte[] digits = HexFormat.of().formatHex(form).getBytes(StandardCharsets.US_ASCII);
        if (digits.length >= SHORTEST_HEX) {
            add(digits, true, found);
        }
    }

    private void begun(byte[] form) {
        for (int length = SHORTEST_BEGINNING; length <= Math.min(form.length, ANY); length++) {
            long key = 0;
            for (int i = length - 1; i >= 0; i--) {
                key = longer(key, Unescaped.folded(form[i]));
            }
            beginnings.add(key);
        }
    }

    private static long longer(long key, byte one) {
        return (key + (one & 0xff) + 1) * 0x9E3779B97F4A7C15L;
    }

    private void add(byte[] form, boolean secret, Map<Long, Boolean> found) {
        if (form.length >= SecretParts.SHORTEST && form.length < ANY) {
            byte[] folded = new byte[form.length];
            for (int i = 0; i < form.length; i++) {
                folded[i] = Unescaped.folded(form[i]);
            }
            List<byte[]> sameBegin = shorts.computeIfAbsent(begin(folded), any -> new ArrayList<>());
            if (sameBegin.stream().noneMatch(other -> Arrays.equals(other, folded))) {
                sameBegin.add(folded);
            }
        }
        rows(form, secret, found);
    }

    private static int begin(byte[] folded) {
        return begin(folded[0], folded[1], folded[2]);
    }

    private static int begin(Unescaped text, int at) {
        return begin(text.at(at), text.at(at + 1), text.at(at + 2));
    }

    private static int begin(byte first, byte second, byte third) {
        return (first & 0xff) << 16 | (second & 0xff) << 8 | third & 0xff;
    }

    private static void rows(byte[] form, boolean secret, Map<Long, Boolean> found) {
        long key = 0;
        for (int i = 0; i < form.length; i++) {
            key = key << 8 | Unescaped.folded(form[i]) & 0xff;
            if (i + 1 >= TELLING) {
                found.merge(key, secret && isTelling(form, i + 1 - TELLING), Boolean::logicalOr);
            }
        }
    }

    /** Not part of ordinary words, numbers or what separates them. */
    private static boolean isTelling(byte[] form, int begin) {
        boolean letter = false;
        boolean digit = false;
        boolean capitalInside = false;
        boolean small = false;
        BitSet variety = new BitSet();
        for (int i = begin; i < begin + TELLING; i++) {
            int c = form[i];
            variety.set(Unescaped.folded((byte) c) & 0xff);
            boolean capital = c >= 'A' && c <= 'Z';
            small |= c >= 'a' && c <= 'z';
            letter |= capital || c >= 'a' && c <= 'z' || c < 0;
            digit |= c >= '0' && c <= '9';
            capitalInside |= capital && i > begin && Character.isLetterOrDigit(form[i - 1]);
        }
        return variety.cardinality() >= LEAST_VARIETY && (letter && digit || capitalInside && small);
    }

    boolean isEmpty() {
        return empty && shorts.isEmpty();
    }

    /** How much of a truncated text certainly does not end in a fragment too short to be found. */
    static int surely(String text) {
        Unescaped plain = Unescaped.of(text);
        for (int layer = 0; layer < LAYERS && plain.hasEscapes(); layer++) {
            plain = plain.further();
        }
        return Math.min(surely(plain), surely(plain.bare()));
    }

    private static int surely(Unescaped plain) {
        return plain.size() <= DOUBTFUL ? 0 : plain.from(plain.size() - DOUBTFUL);
    }

    /** Which characters of the text belong to secrets. */
    BitSet in(String text) {
        BitSet found = new BitSet();
        Unescaped plain = Unescaped.of(text);
        find(plain, found);
        for (int layer = 0; layer < LAYERS && plain.hasEscapes(); layer++) {
            plain = plain.further();
            find(plain, found);
        }
        return found;
    }

    private void find(Unescaped text, BitSet found) {
        for (int i = SecretParts.SHORTEST - 1; i < text.size(); i++) {
            int begin = i + 1 - SecretParts.SHORTEST;
            if (!shorts.isEmpty()) {
                findShort(text, begin, begin(text, begin), found);
            }
            if (isEllipsis(text, begin)) {
                findBeginning(text, begin, found);
            }
        }
        findRows(text, found);
        findRows(text.bare(), found);
    }

    private void findRows(Unescaped text, BitSet found) {
        long key = 0;
        int row = 0;
        for (int i = 0; i < text.size(); i++) {
            key = key << 8 | text.at(i) & 0xff;
            int place = i + 1 < TELLING || key == 0 ? -1 : place(key);
            boolean known = place >= 0 && rows[place] == key;
            row = known ? row + 1 : 0;
            if (known && telling[place]) {
                mark(text, i + 1 - TELLING, i, found);
            }
            if (row > ANY - TELLING) {
                mark(text, i + 1 - ANY, i, found);
            }
        }
    }

    /** Three dots, or the single character, which takes three bytes. */
    private static boolean isEllipsis(Unescaped text, int at) {
        return switch (text.at(at)) {
            case '.' -> text.at(at + 1) == '.' && text.at(at + 2) == '.';
            case (byte) 0xe2 -> text.at(at + 1) == (byte) 0x80 && text.at(at + 2) == (byte) 0xa6;
            default -> false;
        };
    }

    private void findBeginning(Unescaped text, int end, BitSet found) {
        long key = 0;
        for (int length = 1; length <= Math.min(end, ANY); length++) {
            key = longer(key, text.at(end - length));
            if (length >= SHORTEST_BEGINNING && beginnings.contains(key)) {
                mark(text, end - length, end - 1, found);
            }
        }
    }

    private void findShort(Unescaped text, int begin, int key, BitSet found) {
        for (byte[] each : shorts.getOrDefault(key, List.of())) {
            int end = begin + each.length;
            if (end <= text.size() && isAt(text, begin, each) && isWord(text, begin, end)) {
                mark(text, begin, end - 1, found);
            }
        }
    }

    private static boolean isAt(Unescaped text, int begin, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (text.at(begin + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(Unescaped text, int begin, int end) {
        return !(begin > 0 && goesOn(text.at(begin - 1), text.at(begin)))
                && !(end < text.size() && goesOn(text.at(end - 1), text.at(end)));
    }

    private static boolean goesOn(byte one, byte next) {
        return isOfAWord(one) && isOfAWord(next);
    }

    private static boolean isOfAWord(byte one) {
        return one < 0 || one >= 'a' && one <= 'z' || one >= '0' && one <= '9';
    }

    private static void mark(Unescaped text, int first, int last, BitSet found) {
        found.set(text.from(first), text.to(last));
    }
}
