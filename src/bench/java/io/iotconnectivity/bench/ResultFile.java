package io.iotconnectivity.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Keeps the results of a run as JSON. */
final class ResultFile {
    /** Goes up when earlier files cannot be compared with later ones any more. */
    private static final int FORMAT = 1;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // Only components are kept: "isMet" and the like are derived from them.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private record Stored(int format, Results results) {}

    private ResultFile() {}

    /** Where a run is kept that was not given a file. */
    static Path name(Path directory, Instant at, String commit) {
        return directory.resolve(TIME.format(at) + "-" + commit + ".json");
    }

    static void write(Results results, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, MAPPER.writeValueAsString(new Stored(FORMAT, results)) + "\n");
    }

    /** @throws IOException if there is no such file, or it is not one of ours; the message names it */
    static Results read(Path file) throws IOException {
        Stored stored;
        try {
            stored = MAPPER.readValue(Files.readString(file), Stored.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " does not hold the results of a run: " + e.getOriginalMessage(), e);
        }
        if (stored.format != FORMAT) {
            throw new IOException(file + " has format " + stored.format + "; this version reads format " + FORMAT);
        }
        return stored.results;
    }
}
