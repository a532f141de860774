package io.iotconnectivity.engine.codec;

/** IPv4 addresses as 32 bits. */
final class Ipv4 {
    private static final int SHORTEST = 7;
    private static final int LONGEST = 15;

    private Ipv4() {}

    /** The 32 bits; -1 if the text is not an address, or not spelt as {@link #text} spells it. */
    static long parse(String text) {
        int length = text.length();
        if (length < SHORTEST || length > LONGEST) {
            return -1;
        }
        long address = 0;
        int part = 0;
        int digits = 0;
        int parts = 1;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0 && parts < 4) {
                address = address << 8 | part;
                part = 0;
                digits = 0;
                parts++;
            } else if (c >= '0' && c <= '9' && (digits == 0 || part > 0)) {
                part = part * 10 + c - '0';
                digits++;
                if (part > 255) {
                    return -1;
                }
            } else {
                return -1;
            }
        }
        return parts == 4 && digits > 0 ? address << 8 | part : -1;
    }

    /** The dotted-decimal form. */
    static String text(int address) {
        return new StringBuilder(LONGEST)
                .append(address >>> 24)
                .append('.')
                .append(address >> 16 & 0xff)
                .append('.')
                .append(address >> 8 & 0xff)
                .append('.')
                .append(address & 0xff)
                .toString();
    }
}
