package io.iotconnectivity.aws.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Parses IoT log entries. Every field except the client id and the kind may be missing, unknown fields are skipped, and
 * anything that is not an entry of a relevant kind is left out.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/cwl-format.html">AWS IoT log entries</a>
 */
final class LogEntryReader {
    /** AWS's entries have less than 2 KB. */
    static final int MAX_LENGTH = 64 * 1024;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_SHORT_TEXT = 256;
    private static final Set<String> FIELDS = Set.of(
            "timestamp",
            "status",
            "eventType",
            "clientId",
            "principalId",
            "sourceIp",
            "sourcePort",
            "traceId",
            "disconnectReason",
            "reason",
            "details");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_LENGTH)
                    .maxNameLength(MAX_LENGTH)
                    .maxNumberLength(MAX_LENGTH)
                    .build())
            // Names come from outside: they must not fill a table that lives as long as the process.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    /** The result of parsing an entry. */
    sealed interface Reading {
        record Read(LogEntry entry) implements Reading {}

        /** An entry of another kind. */
        record Other() implements Reading {}

        /** Not an IoT log entry at all. */
        record Garbage() implements Reading {}
    }

    private static final Reading OTHER = new Reading.Other();
    private static final Reading GARBAGE = new Reading.Garbage();

    private LogEntryReader() {}

    /**
     * @param message the entry's text
     * @param written when it was written, for entries without a time of their own
     */
    static Reading read(String message, Instant written) {
        if (message.length() > MAX_LENGTH) {
            return GARBAGE;
        }
        try {
            return entry(fields(message), written);
        } catch (IOException notJson) {
            return GARBAGE;
        }
    }

    /** The time as entries and Logs Insights rows spell it, in UTC. */
    static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException otherSpelling) {
            return Optional.empty();
        }
    }

    private static Map<String, String> fields(String message) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(message)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (FIELDS.contains(name) && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    fields.put(name, parser.getText());
                }
                parser.skipChildren();
            }
        }
        return fields;
    }

    private static Reading entry(Map<String, String> fields, Instant written) {
        Optional<Subject> subject = subject(fields);
        if (subject.isEmpty()) {
            return fields.containsKey("eventType") ? OTHER : GARBAGE;
        }
        Optional<ClientId> client = client(fields.getOrDefault("clientId", ""));
        if (client.isEmpty()) {
            // A connect that is refused early has no client id.
            return OTHER;
        }
        Instant at = text(fields, "timestamp").flatMap(LogEntryReader::time).orElse(written);
        Optional<String> details = Optional.ofNullable(fields.get("details")).filter(words -> !words.isBlank());
        ToldReasons told = ToldReasons.of(text(fields, "disconnectReason"), text(fields, "reason"), details);
        Diagnosis diagnosis = new Diagnosis(
                Optional.of(at),
                told.best(),
                details.map(words -> Printable.cut(words, Diagnosis.MAX_DETAILS)),
                text(fields, "sourceIp"),
                port(fields),
                text(fields, "principalId"),
                text(fields, "traceId"));
        return new Reading.Read(new LogEntry(client.get(), subject.get(), at, told.all(), diagnosis));
    }

    private static Optional<Subject> subject(Map<String, String> fields) {
        String type = fields.getOrDefault("eventType", "");
        if (type.equals("Disconnect")) {
            return Optional.of(Subject.DISCONNECT);
        }
        boolean failed = "Failure".equalsIgnoreCase(fields.get("status"));
        return type.equals("Connect") && failed ? Optional.of(Subject.CONNECT_FAILED) : Optional.empty();
    }

    private static Optional<ClientId> client(String value) {
        try {
            return Optional.of(new ClientId(value));
        } catch (IllegalArgumentException emptyOrTooLong) {
            return Optional.empty();
        }
    }

    private static OptionalInt port(Map<String, String> fields) {
        try {
            int port = Integer.parseInt(fields.getOrDefault("sourcePort", ""));
            return port > 0 && port <= 0xffff ? OptionalInt.of(port) : OptionalInt.empty();
        } catch (NumberFormatException noNumber) {
            return OptionalInt.empty();
        }
    }

    private static Optional<String> text(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name))
                .filter(text -> !text.isBlank())
                .map(text -> Printable.cut(text, MAX_SHORT_TEXT));
    }
}
