package io.iotconnectivity.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    private static final Instant START = Instant.parse("2026-11-23T23:59:58Z");
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/test");

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<BrokenLine> broken = new ArrayList<>();

    @Test
    void keepsWhatWasTakenInOrder() throws IOException {
        try (Recorder recorder = start()) {
            recorder.accept(new Committed(START, List.of(will("a"), will("b"))));
            recorder.accept(new Committed(START.plusMillis(1), List.of(will("c"))));
        }

        assertThat(read("signals-2026-11-23.jsonl"))
                .containsExactly(
                        new Line.Started(START),
                        new Line.Item(START, will("a")),
                        new Line.Item(START, will("b")),
                        new Line.Item(START.plusMillis(1), will("c")));
        assertThat(lost()).isZero();
    }

    @Test
    void nobodyElseReadsTheRecord() throws IOException {
        Path own = folder.resolve("a/b");
        Recorder.start(false, own, EVENTS, Clock.fixed(START, ZoneOffset.UTC), meters)
                .close();

        for (Path made : List.of(own, own.getParent())) {
            assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(Files.getPosixFilePermissions(own.resolve("signals-2026-11-23.jsonl")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aLinkInThePlaceOfTheRecordIsNotFollowed() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path foreign = Files.writeString(folder.resolve("foreign"), "precious");
        Files.createSymbolicLink(own.resolve("signals-2026-11-23.jsonl"), foreign);

        Recorder.start(false, own, EVENTS, Clock.fixed(START, ZoneOffset.UTC), meters)
                .close();

        assertThat(foreign).hasContent("precious");
        assertThat(lost()).isPositive();
    }

    @Test
    void whatWasTakenCanSoonBeReadWhileTheRecorderRuns() {
        try (Recorder recorder = start()) {
            recorder.accept(new Committed(START, List.of(will("a"))));

            await().untilAsserted(() ->
                    assertThat(read("signals-2026-11-23.jsonl")).contains(new Line.Item(START, will("a"))));
        }
    }

    @Test
    void everyDayHasAFileOfItsOwn() throws IOException {
        try (Recorder recorder = start()) {
            recorder.accept(new Committed(START, List.of(will("a"))));
            recorder.accept(new Committed(START.plusSeconds(2), List.of(will("b"))));
        }

        assertThat(read("signals-2026-11-23.jsonl"))
                .contains(new Line.Item(START, will("a")))
                .hasSize(2);
        assertThat(read("signals-2026-11-24.jsonl")).containsExactly(new Line.Item(START.plusSeconds(2), will("b")));
    }

    @Test
    void everyFileBeginsWithWhatIsHeldOfTheDevicesAndNoFileHasItTwice() throws IOException {
        KnownDevice known = new KnownDevice(Presence.unseen(new ClientId("a")), Optional.of("oslo"));
        Line.Known first = new Line.Known(START, known);
        Line.Known second = new Line.Known(START.plusSeconds(2), known);
        try (Recorder recorder = start()) {
            recorder.beginWith(() -> List.of(known).iterator());
            await().untilAsserted(() ->
                    assertThat(read("signals-2026-11-23.jsonl")).containsExactly(new Line.Started(START), first));
            recorder.accept(new Committed(START.plusSeconds(2), List.of(will("b"))));
            await().untilAsserted(
                            () -> assertThat(read("signals-2026-11-24.jsonl")).contains(second));
        }
        try (Recorder recorder = start()) {
            recorder.beginWith(() -> List.of(known).iterator());
            recorder.accept(new Committed(START, List.of(will("b"))));
        }

        assertThat(read("signals-2026-11-23.jsonl"))
                .containsExactly(
                        new Line.Started(START), first, new Line.Started(START), new Line.Item(START, will("b")));
    }

    @Test
    void recordOfANodeSaysSoAndBeginsWithTheDevicesOnceItsViewKnowsThem() throws IOException {
        KnownDevice known = new KnownDevice(Presence.unseen(new ClientId("a")), Optional.of("oslo"));
        AtomicInteger asked = new AtomicInteger();
        try (Recorder recorder = Recorder.start(true, folder, EVENTS, Clock.fixed(START, ZoneOffset.UTC), meters)) {
            recorder.beginWith(() -> {
                if (asked.incrementAndGet() < 3) {
                    throw new ViewUnavailable("it is being built", Optional.of(Duration.ofSeconds(5)));
                }
                return List.of(known).iterator();
            });
            await().untilAsserted(() -> assertThat(read("signals-2026-11-23.jsonl"))
                    .containsExactly(new Line.Shared(START), new Line.Started(START), new Line.Known(START, known)));
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void devicesThatCannotBeReadCostNothingElse() throws IOException {
        try (Recorder recorder = start()) {
            recorder.beginWith(() -> {
                throw new IllegalStateException("the store is closed");
            });
            recorder.accept(new Committed(START, List.of(will("a"))));
        }

        assertThat(read("signals-2026-11-23.jsonl")).contains(new Line.Item(START, will("a")));
    }

    @Test
    void goesOnAfterALineThatWasCutOff() throws IOException {
        Path file = folder.resolve("signals-2026-11-23.jsonl");
        try (Recorder recorder = start()) {
            recorder.accept(new Committed(START, List.of(will("a"))));
        }
        Files.writeString(file, "{\"v\":1,\"at\":\"2026-", StandardOpenOption.APPEND);
        try (Recorder recorder = start()) {
            recorder.accept(new Committed(START, List.of(will("b"))));
        }

        assertThat(read(file.getFileName().toString()))
                .containsExactly(
                        new Line.Started(START),
                        new Line.Item(START, will("a")),
                        new Line.Started(START),
                        new Line.Item(START, will("b")));
        assertThat(broken).singleElement().satisfies(line -> assertThat(line.number())
                .isEqualTo(3));
    }

    @Test
    void whatThereIsNoRoomForIsCountedAndMissingVisibly() throws IOException {
        Committed tooMuch = new Committed(
                START, IntStream.range(0, 11).mapToObj(i -> will("d" + i)).toList());
        try (Recorder recorder =
                Recorder.start(false, folder, EVENTS, Clock.fixed(START, ZoneOffset.UTC), meters, 10)) {
            recorder.accept(tooMuch);
            recorder.accept(new Committed(START, List.of(will("a"))));
        }

        assertThat(read("signals-2026-11-23.jsonl"))
                .containsExactly(new Line.Started(START), new Line.Gap(START, 11), new Line.Item(START, will("a")));
        assertThat(lost()).isEqualTo(11);
    }

    @Test
    void aFolderThatCannotBeWrittenCostsTheRecordOnlyAndComesBack() throws IOException {
        Path blocked = Files.writeString(folder.resolve("blocked"), "a file where a folder should be");
        try (Recorder recorder = Recorder.start(false, blocked, EVENTS, Clock.fixed(START, ZoneOffset.UTC), meters)) {
            recorder.accept(new Committed(START, List.of(will("a"), will("b"))));
            await().until(() -> lost() == 3);
            Files.delete(blocked);
            await().ignoreExceptions().untilAsserted(() -> {
                recorder.accept(new Committed(START, List.of(will("c"))));
                assertThat(read("blocked/signals-2026-11-23.jsonl")).contains(new Line.Item(START, will("c")));
            });
        }

        assertThat(read("blocked/signals-2026-11-23.jsonl").get(0))
                .isInstanceOfSatisfying(
                        Line.Gap.class, gap -> assertThat(gap.lines()).isEqualTo((long) lost()));
    }

    @Test
    void aPackedFileIsReadUpToWhereItIsCutOff() throws IOException {
        LineCodec codec = new LineCodec(EVENTS);
        Path whole = folder.resolve("whole.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            for (int i = 0; i < 5000; i++) {
                out.write((codec.write(new Line.Item(START.plusNanos(i * 7919L), will("d" + i))) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(folder.resolve("cut.jsonl.gz"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(read("whole.jsonl.gz")).hasSize(5000);
        assertThat(broken).isEmpty();
        assertThat(read("cut.jsonl.gz")).hasSizeBetween(1000, 4000);
        assertThat(broken).last().satisfies(line -> assertThat(line.why()).contains("cut off"));
    }

    @Test
    void foreignLinesAreReportedWithTheirNumbers() throws IOException {
        Path file = folder.resolve("foreign.jsonl");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("hello\n\n".getBytes(StandardCharsets.UTF_8));
            out.write(new byte[2_000_000]);
            out.write("\n{\"v\":1,\"at\":\"2026-11-23T10:00:00Z\",\"kind\":\"started\",\"what\":{}}"
                    .getBytes(StandardCharsets.UTF_8));
        }

        assertThat(read("foreign.jsonl")).containsExactly(new Line.Started(Instant.parse("2026-11-23T10:00:00Z")));
        assertThat(broken).extracting(BrokenLine::number).containsExactly(1L, 3L);
    }

    private Recorder start() {
        return Recorder.start(false, folder, EVENTS, Clock.fixed(START, ZoneOffset.UTC), meters);
    }

    private static Committed.Item will(String client) {
        return new Committed.Heard(new Signal.LastWill(new ClientId(client), START));
    }

    private double lost() {
        return meters.counter("iotc.record.lost").count();
    }

    private List<Line> read(String name) throws IOException {
        List<Line> lines = new ArrayList<>();
        new RecordFile(folder.resolve(name), EVENTS).read(lines::add, broken::add);
        return lines;
    }
}
