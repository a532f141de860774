package io.iotconnectivity.engine.embedded;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.iotconnectivity.presence.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Presence as JSON, whole: what is absent is left out, what a later version adds is skipped. */
final class PresenceCodec {
    private final ObjectWriter writer;
    private final ObjectReader reader;

    PresenceCodec() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                // Only components are state: "isNew" and the like follow from them.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .build();
        writer = mapper.writerFor(Presence.class);
        reader = mapper.readerFor(Presence.class);
    }

    byte[] write(Presence presence) {
        try {
            return writer.writeValueAsBytes(presence);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Presence read(byte[] json) {
        try {
            return reader.readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
