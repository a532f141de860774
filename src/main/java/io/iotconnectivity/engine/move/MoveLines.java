package io.iotconnectivity.engine.move;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The lines of the file: each an object with one field, the kind, such as <code>{"device":{…}}</code>. The first is
 * {@code export}, with the header, the last {@code end}. Bytes are in Base64.
 */
final class MoveLines {
    /** Enough for the largest event or message that is ever stored. */
    static final int LONGEST = 4 * 1024 * 1024;

    private static final byte[] END = "{\"end\":".getBytes(StandardCharsets.US_ASCII);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    private record First(MoveHeader export) {}

    private record Last(End end) {}

    /**
     * How the file ends.
     *
     * @param counts how many lines of each kind there are, without the first and the last
     * @param sha256 of all lines before this one with their line breaks, in hexadecimal
     */
    record End(Map<String, Long> counts, String sha256) {}

    byte[] write(MoveHeader header) {
        return bytes(new First(header));
    }

    byte[] write(Moved item) {
        try {
            return MAPPER.writerFor(Moved.class).writeValueAsBytes(item);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] write(End end) {
        return bytes(new Last(end));
    }

    private byte[] bytes(Object line) {
        try {
            return MAPPER.writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isEnd(byte[] line) {
        return line.length > END.length && Arrays.equals(line, 0, END.length, END, 0, END.length);
    }

    /**
     * @throws IllegalArgumentException if it is no header
     */
    MoveHeader header(byte[] line) {
        return read(line, First.class).export();
    }

    /**
     * @throws IllegalArgumentException if it is not such a line
     */
    Moved item(byte[] line) {
        return read(line, Moved.class);
    }

    /**
     * @throws IllegalArgumentException if it is not such a line
     */
    End end(byte[] line) {
        return read(line, Last.class).end();
    }

    /** What is wrong is told without the line's own text. */
    private <T> T read(byte[] line, Class<T> type) {
        try {
            return MAPPER.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is broken, or of a kind that this version does not know", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
