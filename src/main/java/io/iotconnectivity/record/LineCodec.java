package io.iotconnectivity.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.RawValue;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.Committed.Due;
import io.iotconnectivity.engine.Committed.Heard;
import io.iotconnectivity.engine.Committed.Held;
import io.iotconnectivity.engine.Committed.Measured;
import io.iotconnectivity.engine.Committed.Sighted;
import io.iotconnectivity.engine.Committed.Silenced;
import io.iotconnectivity.engine.Committed.Told;
import io.iotconnectivity.engine.Committed.Unsilenced;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.SignalKind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lines of a record as JSON: <code>{"v":1,"at":"2026-11-23T10:00:00.123456Z","kind":"connected","what":{…}}</code>.
 * Absent values are omitted, and fields added by later versions are skipped. Thread-safe.
 */
final class LineCodec {
    private static final int VERSION = 1;
    private static final String STARTED = "started";
    private static final String SHARED = "shared";
    private static final String GAP = "gap";
    private static final String KNOWN = "device";
    private static final String DUE = "due";
    private static final String HELD = "held";
    private static final String SILENCED = "silenced";
    private static final String UNSILENCED = "unsilenced";
    private static final String SIGHTED = "sighted";
    private static final String MEASURED = "measured";
    private static final String EVENT = "event";

    /** The kinds of signals by their names in metrics. */
    static final Map<String, Class<? extends Signal>> SIGNALS = Stream.of(SignalKind.values())
            .filter(SignalKind::isRecorded)
            .collect(Collectors.toUnmodifiableMap(SignalKind::word, SignalKind::type));

    private final CloudEvents events;
    private final JsonMapper mapper = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addDeserializer(Instant.class, new Times()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            // Only components are content: "isConnected" and the like are derived from them.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    LineCodec(CloudEvents events) {
        this.events = events;
    }

    /** Rejects times that the rules cannot handle. */
    private static final class Times extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;
        private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

        Times() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return within(InstantDeserializer.INSTANT.deserialize(in, context));
        }

        static Instant within(Instant read) {
            if (read.isBefore(Instant.EPOCH) || read.isAfter(LATEST)) {
                throw new DateTimeException("out of range");
            }
            return read;
        }
    }

    private record Lost(long lines) {}

    private record Nothing() {}

    /** Encodes a line, without a line break. */
    String write(Line line) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = mapper.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeStringField("at", line.at().toString());
            line.accept(new Writing(json));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes the content of a line apart from its time. */
    private final class Writing implements Line.Visitor, Committed.Visitor {
        private final JsonGenerator json;

        Writing(JsonGenerator json) {
            this.json = json;
        }

        @Override
        public void item(Line.Item line) {
            line.item().accept(this);
        }

        @Override
        public void known(Line.Known line) {
            write(KNOWN, line.device());
        }

        @Override
        public void started(Line.Started line) {
            write(STARTED, new Nothing());
        }

        @Override
        public void shared(Line.Shared line) {
            write(SHARED, new Nothing());
        }

        @Override
        public void gap(Line.Gap line) {
            write(GAP, new Lost(line.lines()));
        }

        @Override
        public void heard(Heard item) {
            write(kindOf(item.signal()), item.signal());
        }

        @Override
        public void due(Due item) {
            write(DUE, item);
        }

        @Override
        public void held(Held item) {
            write(HELD, item);
        }

        @Override
        public void silenced(Silenced item) {
            write(SILENCED, item.silence());
        }

        @Override
        public void unsilenced(Unsilenced item) {
            write(UNSILENCED, item);
        }

        @Override
        public void sighted(Sighted item) {
            write(SIGHTED, item.sight());
        }

        @Override
        public void measured(Measured item) {
            write(MEASURED, item.reading());
        }

        @Override
        public void told(Told item) {
            write(EVENT, new RawValue(new String(events.write(item.event()), StandardCharsets.UTF_8)));
        }

        private void write(String kind, Object what) {
            try {
                json.writeStringField("kind", kind);
                json.writeFieldName("what");
                mapper.writeValue(json, what);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String kindOf(Signal signal) {
        if (!signal.kind().isRecorded()) {
            throw new IllegalArgumentException("not recorded: " + signal);
        }
        return signal.kind().word();
    }

    /**
     * @throws IllegalArgumentException if it is not a valid line; the message is for the user, without the line's own
     *     text
     */
    Line read(String text) {
        try {
            JsonNode line = mapper.readTree(text);
            if (!line.isObject() || !line.path("what").isObject()) {
                throw new IllegalArgumentException("not a line of a record");
            }
            if (line.path("v").asInt() != VERSION) {
                throw new IllegalArgumentException("written in a format that this version does not know");
            }
            return read(
                    Times.within(Instant.parse(line.path("at").asText())),
                    line.path("kind").asText(),
                    line.path("what"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("broken JSON, or not a line of a record", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no time", e);
        }
    }

    private Event event(byte[] json) {
        try {
            return events.read(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an event of this application", e);
        }
    }

    private Line read(Instant at, String kind, JsonNode what) throws JsonProcessingException {
        return switch (kind) {
            case STARTED -> new Line.Started(at);
            case SHARED -> new Line.Shared(at);
            case KNOWN -> new Line.Known(at, mapper.treeToValue(what, KnownDevice.class));
            case GAP -> new Line.Gap(at, mapper.treeToValue(what, Lost.class).lines());
            case DUE -> new Line.Item(at, mapper.treeToValue(what, Due.class));
            case HELD -> new Line.Item(at, mapper.treeToValue(what, Held.class));
            case SILENCED -> new Line.Item(at, new Silenced(mapper.treeToValue(what, Silence.class)));
            case UNSILENCED -> new Line.Item(at, mapper.treeToValue(what, Unsilenced.class));
            case SIGHTED -> new Line.Item(at, new Sighted(mapper.treeToValue(what, Sight.class)));
            case MEASURED -> new Line.Item(at, new Measured(mapper.treeToValue(what, SloReading.class)));
            case EVENT -> new Line.Item(at, new Told(event(mapper.writeValueAsBytes(what))));
            default -> {
                Class<? extends Signal> signal = SIGNALS.get(kind);
                if (signal == null) {
                    throw new IllegalArgumentException("of a kind that this version does not know");
                }
                yield new Line.Item(at, new Heard(mapper.treeToValue(what, signal)));
            }
        };
    }
}
