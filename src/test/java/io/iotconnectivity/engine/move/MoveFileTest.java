package io.iotconnectivity.engine.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveFileTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final MoveHeader HEADER = new MoveHeader("0.1.0", "embedded", NOW);
    private static final byte[] EVENT = new EventCodec().write(SampleIncidents.opened("i1", NOW));

    @TempDir
    Path folder;

    private Path file;

    private static List<Moved> items() {
        ClientId client = new ClientId("pump/7");
        Letter letter = new Letter(
                true, "desk", "no", Optional.empty(), Optional.of("a"), Optional.of("e"), EVENT, EVENT.length, 2, NOW);
        return List.of(
                new Moved.Device(
                        client.value(),
                        new PresenceCodec().write(Presence.unseen(client)),
                        true,
                        Optional.empty(),
                        false,
                        Optional.of("site-1"),
                        HeardKeys.joined(List.of(new InboxKey(1, -2)))),
                new Moved.Silenced("s", NOW, new byte[] {'?'}),
                new Moved.Heard(HeardKeys.joined(List.of(new InboxKey(3, 4), new InboxKey(5, 6)))),
                new Moved.DeadLetter(new LetterCodec().write(letter)),
                new Moved.Logged(7, EVENT, Optional.empty(), Optional.of("00-1-2-01")),
                new Moved.Logged(9, EVENT, Optional.of("desk"), Optional.empty()),
                new Moved.Sink("desk", 8, 9, Optional.of("410 Gone")),
                new Moved.Waiting("desk", 7, 3, NOW, "", true),
                new Moved.Ticket("desk", "i1", Optional.of("device/i1"), Optional.of("sealed:x")),
                new Moved.Repeated("desk", "i1", Duration.ofSeconds(30), EVENT));
    }

    @BeforeEach
    void write() {
        file = folder.resolve("state.export");
        write(file, items());
    }

    private static Map<String, Long> write(Path to, List<Moved> items) {
        try (MoveWriter writer = MoveWriter.create(to, HEADER)) {
            items.forEach(writer::write);
            return writer.finish();
        }
    }

    private static MoveFile check(Path from) {
        return MoveFile.check(from, item -> {});
    }

    @Test
    void whatIsWrittenIsRead() {
        MoveFile checked = check(file);
        List<Moved> read = new ArrayList<>();
        checked.read(read::add);

        assertThat(read).usingRecursiveFieldByFieldElementComparator().isEqualTo(items());
        assertThat(checked.header()).isEqualTo(HEADER);
        assertThat(checked.counts())
                .containsEntry("event", 2L)
                .containsEntry("device", 1L)
                .hasSize(9);
    }

    @Test
    void onlyItsOwnerReadsItAndNothingIsOverwritten() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> write(file, List.of()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("state.export exists already");
        check(file);
    }

    @Test
    void whatIsNotFinishedIsNotThere() throws IOException {
        Path other = folder.resolve("other");
        try (MoveWriter writer = MoveWriter.create(other, HEADER)) {
            items().forEach(writer::write);
        }

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void fileThatIsCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = whole.length - 1; length >= 0; length -= length > whole.length - 40 ? 1 : 11) {
            byte[] part = new byte[length];
            System.arraycopy(whole, 0, part, 0, length);
            Files.write(file, part);

            assertThatThrownBy(() -> check(file)).as("%s bytes", length).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void linesThatAreMissingAreNoticedThoughTheCompressionIsWhole() throws IOException {
        List<String> lines = lines();
        for (int missing = 0; missing < lines.size(); missing++) {
            List<String> others = new ArrayList<>(lines);
            others.remove(missing);
            pack(others);

            assertThatThrownBy(() -> check(file)).as("line %s", missing).isInstanceOf(StoreException.class);
        }
        pack(lines.subList(0, lines.size() - 1));
        assertThatThrownBy(() -> check(file)).hasMessageContaining("is cut off after line");
    }

    @Test
    void anyFlippedBitIsNoticedOrHarmless() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            List<Moved> read = new ArrayList<>();
            try {
                check(file).read(read::add);
            } catch (StoreException refused) {
                continue;
            }
            // Of the header of gzip, not all matters.
            assertThat(read).usingRecursiveFieldByFieldElementComparator().isEqualTo(items());
        }
    }

    @Test
    void aChangedLineIsNoticed() throws IOException {
        List<String> lines = new ArrayList<>(lines());
        lines.replaceAll(line -> line.replace("410 Gone", "404 Gone"));
        pack(lines);

        assertThatThrownBy(() -> check(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("what precedes it is not what was written");
    }

    @Test
    void aLaterFormatIsRefusedWithTheVersionThatKnowsIt() throws IOException {
        List<String> lines = new ArrayList<>(lines());
        lines.set(
                0,
                "{\"export\":{\"format\":2,\"version\":\"9.1\",\"engine\":\"other\",\"at\":\"2030-01-01T00:00:00Z\",\"more\":1}}");
        pack(lines);

        assertThatThrownBy(() -> check(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was written by version 9.1 in format 2");
    }

    @Test
    void aKindOrAFieldThatIsNotKnownIsRefused() throws IOException {
        for (String line : List.of(
                "{\"wonder\":{}}",
                "{\"sink\":{\"name\":\"a\",\"cursor\":1,\"reach\":1,\"more\":2}}",
                "{\"sink\":{\"name\":\"a\",\"cursor\":1}}",
                "{\"sink\":{\"cursor\":1,\"reach\":1}}",
                "{\"device\":{\"client\":\"a\",\"presence\":\"AAAA\",\"past\":false,\"casePast\":false,\"heard\":\"\"}}",
                "[]",
                "")) {
            List<String> lines = new ArrayList<>(lines());
            lines.add(1, line);
            pack(lines);

            assertThatThrownBy(() -> check(file))
                    .as(line)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("state.export:2 cannot be read");
        }
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((lines().get(0) + "\n{\"sink\":{\"name\":\"").getBytes(StandardCharsets.UTF_8));
            byte[] much = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                out.write(much);
            }
        }

        assertThatThrownBy(() -> check(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is longer than any line that is written");
    }

    @Test
    void somethingElseIsRefused() throws IOException {
        Files.writeString(file, "SQLite format 3");
        assertThatThrownBy(() -> check(file)).hasMessageContaining("is no exported file");
        assertThatThrownBy(() -> check(folder.resolve("nowhere"))).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> check(folder)).isInstanceOf(StoreException.class);
        pack(List.of("{\"v\":1}"));
        assertThatThrownBy(() -> check(file)).isInstanceOf(StoreException.class);
    }

    private List<String> lines() throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(whole()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private byte[] whole() throws IOException {
        Path fresh = Files.createTempDirectory(folder, "fresh").resolve("state.export");
        write(fresh, items());
        return Files.readAllBytes(fresh);
    }

    private void pack(List<String> lines) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.write(file, packed.toByteArray());
    }
}
