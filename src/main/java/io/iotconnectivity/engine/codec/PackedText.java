package io.iotconnectivity.engine.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Packs texts that are mostly digits into fewer bytes than characters: UUIDs of sessions, certificate ids, and ids of
 * events and incidents. The first byte tells the form, and is one that UTF-8 cannot start with. A text is packed only
 * if unpacking it restores exactly the same one.
 */
final class PackedText {
    private static final int UUID = 0xf8;
    private static final int HEX = 0xf9;
    private static final int ULID = 0xfa;

    private static final int UUID_LENGTH = 36;
    private static final int ULID_LENGTH = 26;
    /** Shorter texts might just as well be words. */
    private static final int SHORTEST_HEX = 16;

    private static final byte[] HEX_DIGITS = ascii("0123456789abcdef");
    private static final byte[] ULID_DIGITS = ascii("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    private static final byte[] HEX_VALUES = values(HEX_DIGITS);
    private static final byte[] ULID_VALUES = values(ULID_DIGITS);

    private PackedText() {}

    /** Whether a text that starts with this byte is packed. */
    static boolean isPacked(int first) {
        return first >= UUID;
    }

    /** Writes the text if it has one of the forms; otherwise writes nothing. */
    static boolean write(WireWriter to, String text) {
        int length = text.length();
        if (length < SHORTEST_HEX) {
            return false;
        }
        int begun = to.size();
        if (length == UUID_LENGTH && uuid(to, text)
                || length == ULID_LENGTH && ulid(to, text)
                || length % 2 == 0 && hex(to, HEX, text, length)) {
            return true;
        }
        to.cut(begun);
        return false;
    }

    /** Reads the rest of the message. */
    static String read(WireReader from) {
        int form = from.rawByte();
        return switch (form) {
            case UUID -> readUuid(from);
            case HEX -> readHex(from);
            case ULID -> readUlid(from);
            default -> throw from.unexpected();
        };
    }

    private static boolean hex(WireWriter to, int form, String text, int length) {
        int begun = to.size();
        to.rawByte(form);
        for (int i = 0; i < length; i += 2) {
            int high = value(HEX_VALUES, text.charAt(i));
            int low = value(HEX_VALUES, text.charAt(i + 1));
            if ((high | low) < 0) {
                to.cut(begun);
                return false;
            }
            to.rawByte(high << 4 | low);
        }
        return true;
    }

    private static String readHex(WireReader from) {
        byte[] text = new byte[from.left() * 2];
        readHex(from, text, 0, text.length);
        return latin(text);
    }

    private static int readHex(WireReader from, byte[] text, int begin, int end) {
        for (int i = begin; i < end; i += 2) {
            int both = from.rawByte();
            text[i] = HEX_DIGITS[both >> 4];
            text[i + 1] = HEX_DIGITS[both & 0xf];
        }
        return end;
    }

    private static boolean uuid(WireWriter to, String text) {
        if (!isDash(text, 8) || !isDash(text, 13) || !isDash(text, 18) || !isDash(text, 23)) {
            return false;
        }
        int begun = to.size();
        to.rawByte(UUID);
        int i = 0;
        while (i < UUID_LENGTH) {
            if (isDash(text, i)) {
                i++;
                continue;
            }
            int high = value(HEX_VALUES, text.charAt(i));
            int low = value(HEX_VALUES, text.charAt(i + 1));
            if ((high | low) < 0) {
                to.cut(begun);
                return false;
            }
            to.rawByte(high << 4 | low);
            i += 2;
        }
        return true;
    }

    private static boolean isDash(String text, int at) {
        return text.charAt(at) == '-';
    }

    private static String readUuid(WireReader from) {
        exactly(from, 16);
        byte[] text = new byte[UUID_LENGTH];
        int at = readHex(from, text, 0, 8);
        for (int group = 0; group < 3; group++) {
            text[at] = '-';
            at = readHex(from, text, at + 1, at + 5);
        }
        text[at] = '-';
        readHex(from, text, at + 1, UUID_LENGTH);
        return latin(text);
    }

    private static boolean ulid(WireWriter to, String text) {
        long high = value(ULID_VALUES, text.charAt(0));
        // 26 digits of five bits hold 130 bits: of the first digit only three are used.
        if (high < 0 || high > 7) {
            return false;
        }
        long low = high;
        high = 0;
        for (int i = 1; i < ULID_LENGTH; i++) {
            int digit = value(ULID_VALUES, text.charAt(i));
            if (digit < 0) {
                return false;
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | digit;
        }
        to.rawByte(ULID);
        to.rawLong(high);
        to.rawLong(low);
        return true;
    }

    private static String readUlid(WireReader from) {
        exactly(from, 16);
        long high = from.rawLong();
        long low = from.rawLong();
        byte[] text = new byte[ULID_LENGTH];
        for (int i = ULID_LENGTH - 1; i >= 0; i--) {
            text[i] = ULID_DIGITS[(int) (low & 31)];
            low = low >>> 5 | high << 59;
            high >>>= 5;
        }
        return latin(text);
    }

    private static void exactly(WireReader from, int length) {
        if (from.left() != length) {
            throw from.unexpected();
        }
    }

    private static int value(byte[] values, char c) {
        return c < values.length ? values[c] : -1;
    }

    private static byte[] values(byte[] digits) {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < digits.length; i++) {
            values[digits[i]] = (byte) i;
        }
        return values;
    }

    private static byte[] ascii(String digits) {
        return digits.getBytes(StandardCharsets.US_ASCII);
    }

    private static String latin(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
