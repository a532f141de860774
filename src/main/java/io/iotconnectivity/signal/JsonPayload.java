package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An untrusted message that should be one JSON object. It is read in one pass, within limits; fields that are not
 * needed are skipped. Text never ends up in a {@link Refusal} unescaped.
 */
final class JsonPayload {
    /** The largest message that AWS IoT Core accepts. */
    static final int MAX_BYTES = 128 * 1024;

    /** The largest message that SQS accepts. */
    static final int MAX_ENVELOPE_BYTES = 1024 * 1024;

    /** How deep objects and arrays may be nested, including the outermost object. */
    static final int MAX_DEPTH = 64;

    /** The longest text kept of a field that has no limit of its own, in UTF-16 units. */
    static final int MAX_TEXT = 256;

    /** Longer than any reasonable spelling of a {@code long}; prevents the evaluation of huge numbers. */
    private static final int MAX_NUMBER = 32;

    /** How much of a text is shown in a refusal, in UTF-16 units; escaped, each takes up to six characters. */
    private static final int SHOWN = 20;

    /** The byte order mark that some programs put before a text. */
    private static final char MARK = '\ufeff';

    private static final byte[] ENCODED_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final Instant EARLIEST = Instant.parse("2010-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final JsonFactory JSON = JsonFactory.builder()
            // With these, depth is the only constraint that a message within the size limits can violate.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_ENVELOPE_BYTES)
                    .maxNameLength(MAX_ENVELOPE_BYTES)
                    .maxNumberLength(MAX_ENVELOPE_BYTES)
                    .build())
            // Names come from outside and must not fill a table that lives as long as the process.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonPayload() {}

    /** Receives the fields of an object, one by one. */
    @FunctionalInterface
    interface Fields {
        /**
         * @param value positioned on the field's value; may be left there or at the value's end
         */
        void take(String name, JsonParser value) throws IOException, Refusal;
    }

    /** Passes every field of the payload, which must be one object, to {@code fields}. */
    static void read(byte[] payload, Fields fields) throws Refusal {
        checkSize(payload, MAX_BYTES);
        readObject(text(payload), fields);
    }

    /**
     * The payload as text, without a byte order mark, surrounding white space, or the trailing NULs that C programs
     * send.
     */
    static CharBuffer text(byte[] payload) throws Refusal {
        return stripped(decode(payload));
    }

    /** The same for a text. */
    static CharBuffer stripped(CharBuffer text) {
        int from = text.hasRemaining() && text.charAt(0) == MARK ? 1 : 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && (isBlank(text.charAt(to - 1)) || text.charAt(to - 1) == 0)) {
            to--;
        }
        return text.subSequence(from, to);
    }

    /** Passes every field of the text, which must be one object, to {@code fields}. */
    static void readObject(CharBuffer text, Fields fields) throws Refusal {
        parse(text, parser -> {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refusal("the payload is not a JSON object");
            }
            readObject(parser, fields);
            if (parser.nextToken() != null) {
                throw new Refusal("more text follows the JSON object");
            }
        });
    }

    /** The elements of the text, which must be one array, each verbatim. */
    static List<CharBuffer> elements(CharBuffer text) throws Refusal {
        List<CharBuffer> elements = new ArrayList<>();
        parse(text, parser -> {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(verbatim(text, parser));
            }
            if (parser.nextToken() != null) {
                throw new Refusal("more text follows the JSON array");
            }
        });
        return elements;
    }

    /** The value of the text, which must be one string. */
    static CharBuffer string(CharBuffer text) throws Refusal {
        StringBuilder string = new StringBuilder();
        parse(text, parser -> {
            parser.nextToken();
            string.append(parser.getText());
            if (parser.nextToken() != null) {
                throw new Refusal("more text follows the JSON string");
            }
        });
        return chars(string.toString());
    }

    /** The value at the parser's position, verbatim; leaves the parser at its end. */
    static CharBuffer verbatim(CharBuffer text, JsonParser value) throws IOException {
        int from = (int) value.currentTokenLocation().getCharOffset();
        if (!value.currentToken().isStructStart()) {
            // Only now has it been read to its end.
            value.getText();
        }
        value.skipChildren();
        return text.subSequence(from, (int) value.currentLocation().getCharOffset());
    }

    static CharBuffer chars(String text) {
        return CharBuffer.wrap(text.toCharArray());
    }

    /** Does something with a parser. */
    private interface Reader {
        void read(JsonParser parser) throws IOException, Refusal;
    }

    private static void parse(CharBuffer text, Reader reader) throws Refusal {
        if (!text.hasRemaining()) {
            throw new Refusal("the payload is empty");
        }
        try (JsonParser parser =
                JSON.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining())) {
            reader.read(parser);
        } catch (StreamConstraintsException e) {
            throw new Refusal("the JSON is nested deeper than " + MAX_DEPTH + " levels");
        } catch (JsonEOFException e) {
            throw new Refusal("the JSON is truncated");
        } catch (JsonProcessingException e) {
            throw new Refusal("the payload is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** Passes every field of the object at the parser's position to {@code fields}; leaves the parser at its end. */
    static void readObject(JsonParser parser, Fields fields) throws IOException, Refusal {
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (!seen.add(name)) {
                throw new Refusal(shown(name) + " occurs twice");
            }
            parser.nextToken();
            fields.take(name, parser);
            parser.skipChildren();
        }
    }

    static void checkSize(byte[] payload) throws Refusal {
        checkSize(payload, MAX_BYTES);
    }

    static void checkSize(byte[] payload, int limit) throws Refusal {
        if (payload.length > limit) {
            throw new Refusal("the payload is " + payload.length + " bytes long; the limit is " + limit);
        }
    }

    /** Whether the first character after a byte order mark and white space begins a JSON object. */
    static boolean looksLikeObject(byte[] payload) {
        int start = Arrays.mismatch(ENCODED_MARK, payload) == ENCODED_MARK.length ? ENCODED_MARK.length : 0;
        for (int i = start; i < payload.length; i++) {
            if (!isBlank(payload[i])) {
                return payload[i] == '{';
            }
        }
        return false;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /**
     * @return the text; empty if the field is {@code null}
     * @throws Refusal if it is not a string, or not text that UTF-8 can encode
     */
    static Optional<String> text(String name, JsonParser value) throws IOException, Refusal {
        return switch (value.currentToken()) {
            case VALUE_NULL -> Optional.empty();
            case VALUE_STRING -> Optional.of(wellFormed(name, value.getText()));
            default -> throw new Refusal(name + " is not a string");
        };
    }

    /**
     * A whole number from 0 up; accepts digits in a string and spellings such as {@code 7.0} and {@code 1.6E12}. An
     * empty string counts as absent, because rules that turn all fields into strings write absent ones so.
     */
    static OptionalLong wholeNumber(String name, JsonParser value) throws IOException, Refusal {
        switch (value.currentToken()) {
            case VALUE_NULL -> {
                return OptionalLong.empty();
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
                String digits = value.getText();
                if (digits.isEmpty()) {
                    return OptionalLong.empty();
                }
                if (digits.length() <= MAX_NUMBER) {
                    try {
                        long number = new BigDecimal(digits).longValueExact();
                        if (number >= 0) {
                            return OptionalLong.of(number);
                        }
                    } catch (ArithmeticException | NumberFormatException e) {
                        // Refused below, together with the negative ones.
                    }
                }
                throw new Refusal(name + " is not a non-negative integer");
            }
            default -> throw new Refusal(name + " is not a number");
        }
    }

    /** True or false; accepts the words as strings in any case, and 1 and 0. An absent value is false. */
    static boolean flag(String name, JsonParser value) throws IOException, Refusal {
        switch (value.currentToken()) {
            case VALUE_NULL, VALUE_FALSE -> {
                return false;
            }
            case VALUE_TRUE -> {
                return true;
            }
            case VALUE_STRING, VALUE_NUMBER_INT -> {
                String word = value.getText();
                if (word.equalsIgnoreCase("true") || word.equals("1")) {
                    return true;
                }
                if (word.isEmpty() || word.equalsIgnoreCase("false") || word.equals("0")) {
                    return false;
                }
                throw new Refusal(name + " is neither true nor false");
            }
            default -> throw new Refusal(name + " is neither true nor false");
        }
    }

    /** Milliseconds since 1970 as a moment between the years 2010 and 9999. */
    static Instant moment(String name, long epochMillis) throws Refusal {
        Instant moment = Instant.ofEpochMilli(epochMillis);
        if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
            throw new Refusal(name + " is not a time in milliseconds between the years 2010 and 9999");
        }
        return moment;
    }

    static ClientId clientId(String name, String value) throws Refusal {
        if (value.isEmpty()) {
            throw new Refusal(name + " is empty");
        }
        try {
            return new ClientId(wellFormed(name, value));
        } catch (IllegalArgumentException tooLong) {
            throw new Refusal(name + " is longer than " + ClientId.MAX_BYTES + " bytes");
        }
    }

    /** The beginning of an untrusted text, safe for a {@link Refusal}; … means that there is more. */
    static String shown(String text) {
        String beginning = Printable.cut(text, SHOWN);
        return '"' + Printable.of(beginning) + (beginning.length() < text.length() ? "…\"" : "\"");
    }

    /** Refuses a lone surrogate: it has no UTF-8 form, so two different texts would become the same when stored. */
    private static String wellFormed(String name, String text) throws Refusal {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new Refusal(name + " is not well-formed text");
                }
                i++;
            }
        }
        return text;
    }

    // Strict: a replacement character in a client id would name another device.
    private static CharBuffer decode(byte[] payload) throws Refusal {
        if (isAscii(payload)) {
            return chars(new String(payload, StandardCharsets.ISO_8859_1));
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
        } catch (CharacterCodingException e) {
            throw new Refusal("the payload is not valid UTF-8");
        }
    }

    private static boolean isAscii(byte[] payload) {
        for (byte octet : payload) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }
}
