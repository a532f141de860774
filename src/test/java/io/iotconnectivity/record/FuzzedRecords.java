package io.iotconnectivity.record;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Records: each line is read or told of, and a replay comes to its end. */
public final class FuzzedRecords {
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/test");
    private static final LineCodec CODEC = new LineCodec(EVENTS);

    public static final List<Target> TARGETS = List.of(
            Target.ofText("record-line", FuzzedRecords::line),
            new Target("record-file", input -> replay(input, ".jsonl")).takingLong(),
            new Target("packed-record", input -> {
                        replay(input, ".jsonl.gz");
                        replay(packed(input), ".jsonl.gz");
                    })
                    .takingLong());

    private FuzzedRecords() {}

    private static void line(String text) {
        Line line;
        try {
            line = CODEC.read(text);
        } catch (IllegalArgumentException refused) {
            Holds.printable("the refusal", refused.getMessage(), 300);
            return;
        }
        String written = CODEC.write(line);
        Holds.same("the line", written, CODEC.write(CODEC.read(written)));
    }

    private static void replay(byte[] input, String ending) throws IOException {
        Path file = Files.createTempFile("fuzzed", ending);
        try {
            Files.write(file, input);
            Replay.Result result = new Replay(
                            new PresenceMachine(Policy.defaults())::step,
                            new IncidentMachine(IncidentPolicy.defaults()),
                            Duration.ofMinutes(1),
                            EVENTS)
                    .of(List.of(file));
            result.broken().forEach(line -> Holds.printable("what is wrong", line.why(), 300));
        } catch (IOException refused) {
            Holds.printable("the refusal", refused.getMessage(), 300);
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] packed(byte[] input) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(input);
        }
        return packed.toByteArray();
    }
}
