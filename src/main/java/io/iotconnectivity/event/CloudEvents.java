package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Writes and reads events as CloudEvents 1.0 in structured JSON. Times are ISO-8601 in UTC with milliseconds; absent
 * values are omitted. Thread-safe.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON event format</a>
 */
public final class CloudEvents {
    private final String source;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    /**
     * @param source the {@code source} attribute of the events, such as {@code iot-connectivity/us-east-1}
     */
    public CloudEvents(String source) {
        this.source = source;
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule().addSerializer(new Milliseconds()))
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        this.writer = mapper.writerFor(CloudEvent.class);
        this.reader = mapper.readerFor(StoredEvent.class);
    }

    /** The event as UTF-8 JSON. */
    public byte[] write(Event event) {
        try {
            return writer.writeValueAsBytes(new CloudEvent(
                    "1.0",
                    event.id(),
                    source,
                    event.type().fullName(),
                    event.subject(),
                    event.time(),
                    "application/json",
                    event.data()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("event " + event.id() + " cannot be written as JSON", e);
        }
    }

    /**
     * Reads an event written by {@link #write}; the {@code source} attribute is ignored.
     *
     * @throws IllegalArgumentException if it is not an event of this application
     */
    public Event read(byte[] json) {
        try {
            StoredEvent read = reader.readValue(json);
            EventType type = EventType.ofFullName(read == null ? "" : read.type());
            if (read.id() == null
                    || read.subject() == null
                    || read.time() == null
                    || read.data() == null
                    || !read.data().isObject()) {
                throw new IllegalArgumentException("not a CloudEvent of this application: something is missing");
            }
            return new Event(
                    read.id(), type, read.subject(), read.time(), reader.treeToValue(read.data(), type.data()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a CloudEvent of this application: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a CloudEvent of this application: not valid UTF-8", e);
        }
    }

    /** The envelope, in reading order. */
    @JsonPropertyOrder({"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"})
    record CloudEvent(
            String specversion,
            String id,
            String source,
            String type,
            String subject,
            Instant time,
            String datacontenttype,
            EventData data) {}

    /** The same envelope; its type determines the type of the data. */
    record StoredEvent(String id, String type, String subject, Instant time, JsonNode data) {}

    /** Always three digits, so that times compare as text. */
    private static final class Milliseconds extends StdSerializer<Instant> {
        private static final DateTimeFormatter FORMAT =
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

        Milliseconds() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(FORMAT.format(value));
        }
    }
}
