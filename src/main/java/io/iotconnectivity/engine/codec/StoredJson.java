package io.iotconnectivity.engine.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One type of record as JSON, whole and small: what is absent, empty, 0 or {@code false} is left out, what a later version adds
 * is skipped. Moments are nanoseconds since 1970, up to the year 2262: every step reads and writes several, and Jackson's own
 * decimal seconds are slow to read. Safe for any number of threads.
 */
public final class StoredJson<T> {
    private static final long NANOSECONDS_OF_A_SECOND = 1_000_000_000;
    private static final JsonMapper MAPPER = mapper();

    private final ObjectWriter writer;
    private final ObjectReader reader;

    /** For records of this type. */
    public StoredJson(Class<T> type) {
        writer = MAPPER.writerFor(type);
        reader = MAPPER.readerFor(type);
    }

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule()
                        .addSerializer(new NanosecondsWriter())
                        .addDeserializer(Instant.class, new NanosecondsReader()))
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                // Only components are state: "isNew" and the like follow from them.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS);
        for (Class<?> several : List.of(List.class, Set.class, Map.class)) {
            builder.withConfigOverride(several, override -> override.setInclude(
                            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
                    .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
        }
        for (Class<?> primitive : List.of(boolean.class, int.class, long.class)) {
            builder.withConfigOverride(
                    primitive,
                    override -> override.setInclude(
                            JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS)));
        }
        return builder.build();
    }

    /** As {@link #read} reads it. */
    public byte[] write(T value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Also reads what earlier versions have written.
     *
     * @throws UncheckedIOException if it is damaged
     */
    public T read(byte[] json) {
        T read;
        try {
            read = reader.readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (read == null) {
            throw new UncheckedIOException(new IOException("there is nothing"));
        }
        return read;
    }

    private static final class NanosecondsWriter extends StdScalarSerializer<Instant> {
        NanosecondsWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            // Of a duration, because Instant has no such method.
            out.writeNumber(Duration.between(Instant.EPOCH, value).toNanos());
        }
    }

    private static final class NanosecondsReader extends StdScalarDeserializer<Instant> {
        NanosecondsReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            long value = in.getLongValue();
            return Instant.ofEpochSecond(
                    Math.floorDiv(value, NANOSECONDS_OF_A_SECOND), Math.floorMod(value, NANOSECONDS_OF_A_SECOND));
        }
    }
}
