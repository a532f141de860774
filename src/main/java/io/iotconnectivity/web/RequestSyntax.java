package io.iotconnectivity.web;

import io.netty.buffer.ByteBuf;

/**
 * Follows requests byte by byte and checks that they are written exactly as RFC 9112 says. If one parser is more
 * lenient than the next, a proxy and we see different requests in the same bytes, and the second one has bypassed the
 * proxy's rules.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-11.2">RFC 9112, 11.2: request smuggling</a>
 */
final class RequestSyntax {
    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
    private static final int MOST_SIZE_DIGITS = 8;

    private enum Place {
        EMPTY_LINE,
        METHOD,
        TARGET,
        VERSION,
        MINOR,
        LINE_END,
        FIELD,
        NAME,
        VALUE,
        LAST_LINE,
        HEAD_IS_READ,
        BODY,
        SIZE,
        SIZE_END,
        CHUNK,
        CHUNK_END,
        CHUNK_LINE
    }

    private Place place = Place.METHOD;
    /** Bytes read so far of the element at this position. */
    private long length;

    private long left;
    private boolean emptyLine;
    private boolean inBody;

    /** Whether the next byte is the first of a request. */
    boolean isBetweenRequests() {
        return place == Place.METHOD && length == 0 && !emptyLine;
    }

    /** Whether the head of the current request is complete. */
    boolean isInBody() {
        return inBody;
    }

    /**
     * After a head, says what follows.
     *
     * @param bytes of the body; 0 if there is none
     */
    void bodyOf(long bytes) {
        inBody = bytes > 0;
        left = bytes;
        go(inBody ? Place.BODY : Place.METHOD);
    }

    /** After a head, says what follows. */
    void chunkedBody() {
        inBody = true;
        left = 0;
        go(Place.SIZE);
    }

    /**
     * Reads on, at most to the end of a head or of a request.
     *
     * @param from index of the first unread byte
     * @return index of the first byte that is still unread
     * @throws Malformed if a byte is not allowed where it stands
     */
    int read(ByteBuf bytes, int from) {
        int at = from;
        while (at < bytes.writerIndex() && place != Place.HEAD_IS_READ) {
            if (place == Place.BODY || place == Place.CHUNK) {
                long skipped = Math.min(left, bytes.writerIndex() - at);
                left -= skipped;
                at += (int) skipped;
                if (left == 0) {
                    endOfData();
                }
            } else {
                step(bytes.getByte(at) & 0xff);
                at++;
            }
            if (at > from && isBetweenRequests()) {
                return at;
            }
        }
        return at;
    }

    private void endOfData() {
        if (place == Place.BODY) {
            endOfRequest();
        } else {
            go(Place.CHUNK_END);
        }
    }

    private void endOfRequest() {
        inBody = false;
        go(Place.METHOD);
    }

    private void go(Place next) {
        place = next;
        length = 0;
    }

    private void step(int b) {
        switch (place) {
            case EMPTY_LINE -> {
                expect(b, '\n', "a line that ends in CR alone");
                go(Place.METHOD);
            }
            case METHOD -> method(b);
            case TARGET -> target(b);
            case VERSION -> version(b);
            case MINOR -> {
                check(b == '\r', "a line that does not end after its version");
                go(Place.LINE_END);
            }
            case LINE_END -> {
                expect(b, '\n', "a line that ends in CR alone");
                go(Place.FIELD);
            }
            case FIELD -> {
                if (b == '\r') {
                    go(Place.LAST_LINE);
                } else {
                    check(b != ' ' && b != '\t', "a header continued on the next line");
                    go(Place.NAME);
                    name(b);
                }
            }
            case NAME -> name(b);
            case VALUE -> value(b);
            case LAST_LINE -> {
                expect(b, '\n', "a line that ends in CR alone");
                if (inBody) {
                    endOfRequest();
                } else {
                    go(Place.HEAD_IS_READ);
                }
            }
            case SIZE -> size(b);
            case SIZE_END -> {
                expect(b, '\n', "a chunk size that ends in CR alone");
                go(left == 0 ? Place.FIELD : Place.CHUNK);
            }
            case CHUNK_END -> {
                expect(b, '\r', "a chunk that is longer than its size");
                go(Place.CHUNK_LINE);
            }
            case CHUNK_LINE -> {
                expect(b, '\n', "a chunk that ends in CR alone");
                left = 0;
                go(Place.SIZE);
            }
            case HEAD_IS_READ, BODY, CHUNK -> throw new IllegalStateException(place.toString());
        }
    }

    private void method(int b) {
        if (b == '\r' && length == 0 && !emptyLine) {
            // Some clients send an empty line after a body.
            emptyLine = true;
            go(Place.EMPTY_LINE);
        } else if (b == ' ' && length > 0) {
            emptyLine = false;
            go(Place.TARGET);
        } else {
            check(isTokenByte(b), "an invalid method");
            length++;
        }
    }

    private void target(int b) {
        if (b == ' ' && length > 0) {
            go(Place.VERSION);
        } else {
            check(b > 0x20 && b < 0x7f, "an address with bytes that must be percent-encoded");
            length++;
        }
    }

    private void version(int b) {
        if (length < VERSION.length) {
            check(b == VERSION[(int) length], "an unsupported HTTP version");
            length++;
        } else {
            check(b == '0' || b == '1', "an unsupported HTTP version");
            go(Place.MINOR);
        }
    }

    private void name(int b) {
        if (b == ':' && length > 0) {
            go(Place.VALUE);
        } else {
            check(isTokenByte(b), "an invalid header name");
            length++;
        }
    }

    private void value(int b) {
        if (b == '\r') {
            go(Place.LINE_END);
        } else {
            check(b >= 0x20 && b != 0x7f || b == '\t', "a control character in a header");
        }
    }

    /** Nobody uses chunk extensions, and parsers disagree on where they end. */
    private void size(int b) {
        if (b == '\r' && length > 0) {
            go(Place.SIZE_END);
        } else {
            int digit = b < 0x80 ? Character.digit(b, 16) : -1;
            check(digit >= 0, "an invalid chunk size");
            left = left * 16 + digit;
            length++;
            check(length <= MOST_SIZE_DIGITS && left <= Integer.MAX_VALUE, "a chunk size that is too large");
        }
    }

    /** RFC 9110, 5.6.2. */
    private static boolean isTokenByte(int b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || b < 0x80 && "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
    }

    private static void expect(int b, char wanted, String otherwise) {
        check(b == wanted, otherwise);
    }

    private static void check(boolean sound, String otherwise) {
        if (!sound) {
            throw new Malformed(otherwise);
        }
    }

    /** Says what is wrong, in words that contain nothing of the request. */
    static final class Malformed extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what);
        }

        /** Without a stack trace: anybody can trigger it, as often as they like. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
