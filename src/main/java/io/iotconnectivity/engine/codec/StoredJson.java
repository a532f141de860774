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
 * Encodes one type of record as compact JSON: absent values, empty ones, 0 and {@code false} are omitted, and fields
 * added by later versions are skipped. Times are nanoseconds since 1970, up to the year 2262: every step reads and
 * writes several, and Jackson's own decimal seconds are slow to read. Thread-safe.
 */
public final class StoredJson<T> {
    private static final long NANOSECONDS_OF_A_SECOND = 1_000_000_000;

    private final Class<T> type;
    private volatile ObjectWriter writer;
    private volatile ObjectReader reader;

    /** Creates a codec for records of this type. */
    public StoredJson(Class<T> type) {
        this.type = type;
    }

    /**
     * Created when the first record needs it, like what is made of it: examining a type of record takes milliseconds, and
     * most starts read and write none of most types.
     */
    private static final class Mapper {
        static final JsonMapper INSTANCE = mapper();
    }

    /** Two threads may both create one; either will do. */
    private ObjectWriter writer() {
        ObjectWriter known = writer;
        if (known == null) {
            known = Mapper.INSTANCE.writerFor(type);
            writer = known;
        }
        return known;
    }

    private ObjectReader reader() {
        ObjectReader known = reader;
        if (known == null) {
            known = Mapper.INSTANCE.readerFor(type);
            reader = known;
        }
        return known;
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
                // Only components are state: "isNew" and the like are derived from them.
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

    /** Encodes a record for {@link #read}. */
    public byte[] write(T value) {
        try {
            return writer().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Also reads the format of earlier versions.
     *
     * @throws UncheckedIOException if it is damaged
     */
    public T read(byte[] json) {
        T read;
        try {
            read = reader().readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (read == null) {
            throw new UncheckedIOException(new IOException("it is empty"));
        }
        return read;
    }

    private static final class NanosecondsWriter extends StdScalarSerializer<Instant> {
        NanosecondsWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            // Via a duration, because Instant has no such method.
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
