package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A payload file: a program shipped with the product, or one of the user's own. The latter is reloaded after changes;
 * if it is broken then, the previous version stays in use.
 */
public final class Payload {
    private static final Logger LOG = LoggerFactory.getLogger(Payload.class);

    private final String name;
    private final Map<String, String> options;
    private final Optional<Path> file;
    private boolean tried = true;
    private Version version;

    private record Version(FileTime changed, long bytes, Program program) {}

    /**
     * @param file absent for one in the jar, which never changes
     */
    private Payload(String name, Map<String, String> options, Optional<Path> file) {
        this.name = name;
        this.options = options;
        this.file = file;
    }

    /** In a checkout the shipped ones are files, too, which can be edited while the product runs. */
    private static Optional<Path> file(String name) {
        if (!Format.of(name).orElseThrow().isShipped()) {
            return Optional.of(Path.of(name));
        }
        Path source = Path.of("src/main/resources/payloads", name + ".jq");
        return Optional.of(source).filter(path -> Files.exists(path) && Files.exists(Path.of("pom.xml")));
    }

    /**
     * Loads the payload file of a format and tries it with a test incident.
     *
     * @param options of the webhook
     * @throws BrokenPayload if it cannot be used, or rejects the options
     */
    public static Payload open(Format format, Map<String, String> options) throws BrokenPayload {
        Payload payload = new Payload(format.name(), options, file(format.name()));
        payload.version = payload.read();
        return payload;
    }

    /**
     * Loads the payload file of a format no longer in the settings, for incidents that were opened with it.
     *
     * @throws BrokenPayload if it cannot be used
     */
    public static Payload former(String format) throws BrokenPayload {
        Optional<Format> known = Format.of(format).filter(found -> !found.isCloudEvents());
        if (known.isEmpty()) {
            throw new BrokenPayload(format, "no longer exists");
        }
        Payload payload = new Payload(format, Map.of(), file(format));
        payload.tried = false;
        payload.version = payload.read();
        return payload;
    }

    /**
     * Runs the program.
     *
     * @throws BrokenPayload if it fails, or its result is not a step
     * @throws Overrun if it took too long
     */
    public FormatStep run(JsonNode input) throws BrokenPayload, Overrun, InterruptedException {
        return StepReader.read(name, current().run(input));
    }

    private synchronized Program current() {
        if (file.isPresent() && changed()) {
            FileTime before = version.changed;
            try {
                version = read();
                LOG.info("Payload file {} has been reloaded", Printable.of(name));
            } catch (BrokenPayload e) {
                LOG.error("{}; its previous version stays in use", e.getMessage());
                version = new Version(changedAt(before), bytes(), version.program);
            }
        }
        return version.program;
    }

    private boolean changed() {
        return !changedAt(version.changed).equals(version.changed) || bytes() != version.bytes;
    }

    private Path path() {
        return file.orElseThrow();
    }

    /** An editor may have removed the file for a moment. */
    private FileTime changedAt(FileTime absent) {
        try {
            return Files.getLastModifiedTime(path());
        } catch (IOException e) {
            return absent;
        }
    }

    private long bytes() {
        try {
            return Files.size(path());
        } catch (IOException e) {
            return version == null ? -1 : version.bytes;
        }
    }

    private Version read() throws BrokenPayload {
        if (file.isEmpty()) {
            Program program = Program.compile(name, Program.source("payloads/" + name + ".jq"));
            attempt(program);
            return new Version(FileTime.fromMillis(0), 0, program);
        }
        FileTime changed = changedAt(FileTime.fromMillis(0));
        long bytes = bytes();
        if (bytes > Program.LONGEST_SOURCE) {
            throw new BrokenPayload(name, "is longer than " + Program.LONGEST_SOURCE / 1024 + " KiB");
        }
        try {
            Program program = Program.compile(name, Files.readString(path(), StandardCharsets.UTF_8));
            attempt(program);
            return new Version(changed, bytes, program);
        } catch (IOException e) {
            throw new BrokenPayload(name, Files.exists(path()) ? "cannot be read as UTF-8" : "does not exist");
        }
    }

    /** Finds what only shows in use: unknown functions and missing options. */
    private void attempt(Program program) throws BrokenPayload {
        if (!tried) {
            return;
        }
        try {
            FormatStep step = StepReader.read(name, program.run(sample()));
            if (step instanceof FormatStep.Fail fail) {
                throw new BrokenPayload(name, fail.why());
            }
        } catch (Overrun e) {
            throw new BrokenPayload(name, "did not end in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokenPayload(name, "could not be tried to the end");
        }
    }

    private JsonNode sample() {
        String now = Instant.EPOCH.toString();
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        ObjectNode event = input.putObject("event");
        event.put("specversion", "1.0").put("id", "sample").put("source", "iot-connectivity/sample");
        event.put("type", "io.iotconnectivity.incident.opened")
                .put("subject", "test/sample")
                .put("time", now);
        ObjectNode data = event.putObject("data");
        data.put("incidentId", "sample")
                .put("key", "test/sample")
                .put("kind", "test")
                .put("status", "open");
        data.put("severity", "info").put("title", "A sample").put("openedAt", now);
        data.put("deviceCount", 1).put("downCount", 1).put("sequence", 1);
        data.putArray("devices").add("sample");
        options.forEach(input.putObject("options")::put);
        input.putNull("receipt");
        input.put("open", true);
        input.putArray("answers");
        input.put("attempt", 1).put("now", now);
        return input;
    }
}
