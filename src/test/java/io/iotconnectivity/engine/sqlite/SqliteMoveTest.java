package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.MoveHeader;
import io.iotconnectivity.engine.move.MoveWriter;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An embedded installation goes on in another file. */
class SqliteMoveTest extends ProductOnAFile {
    private static final CloudEvents JSON = new CloudEvents("iot-connectivity/test");

    private final Taker desk = new Taker();
    private final Taker slow = new Taker();
    private final Taker gone = new Taker();

    /** Remembers what it has accepted, and what it was given for it. */
    private static final class Taker implements Delivery {
        private final List<Event> accepted = new CopyOnWriteArrayList<>();
        private final List<Optional<String>> receipts = new CopyOnWriteArrayList<>();
        private volatile Exception refusal;

        @Override
        public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
            if (refusal != null) {
                throw refusal;
            }
            accepted.addAll(events);
            receipts.add(receipt);
            return new Receipt(Optional.of("kept of " + events.get(0).subject()), Optional.empty());
        }

        List<String> told(EventType type) {
            return accepted.stream()
                    .filter(event -> event.type() == type)
                    .map(Event::subject)
                    .toList();
        }
    }

    private void attach() {
        engine.attach(new Sink("desk", event -> event.incident().isPresent(), 5, 4, Optional.empty()), desk);
        engine.attach(new Sink("slow", event -> event.incident().isPresent(), 5, 4, Optional.empty()), slow);
        engine.attach(new Sink("gone", event -> event.incident().isPresent(), 5, 4, Optional.empty()), gone);
    }

    private void passes(Duration time) {
        clock.advance(time);
    }

    @Test
    void whatWasOpenIsClosedOnceAndWhatWaitedIsToldOnce() throws Exception {
        attach();
        for (String client : List.of("a/1", "b/1", "c/1", "s/1", "s/2", "s/3", "quiet/1")) {
            connect(client);
        }
        engine.silence(new Silence(
                        "works",
                        Optional.of(ClientPattern.of("quiet/.*")),
                        Optional.empty(),
                        clock.instant(),
                        clock.instant().plus(Duration.ofDays(1)),
                        "ann",
                        "works"))
                .join();
        byte[] payload = {1, 2, 3};
        engine.keep(new Unreadable("presence", "t", payload, 3, "no JSON", clock.instant()))
                .join();
        drop("a/1");
        passes(Duration.ofMinutes(3));
        await().until(() -> desk.told(EventType.INCIDENT_OPENED).contains("device/a/1"));
        await().until(() -> slow.told(EventType.INCIDENT_OPENED).contains("device/a/1"));
        slow.refusal = new NotTaken("refused", null);
        gone.refusal = new SinkGone("410 Gone");
        List.of("s/1", "s/2", "s/3").forEach(this::drop);
        passes(Duration.ofMinutes(3));
        await().until(() -> desk.told(EventType.INCIDENT_OPENED).size() == 2);
        await().until(() -> engine.ledger().sinks().stream()
                .anyMatch(sink -> sink.name().equals("gone") && sink.gone().isPresent()));
        await().until(() ->
                engine.ledger().sinks().stream().anyMatch(sink -> sink.name().equals("slow") && sink.failures() > 0));
        // The grace of this one runs on after the move.
        drop("b/1");
        drop("quiet/1");
        assertThat(state("b/1")).isEqualTo(Verdict.SUSPECT);

        List<Moved> before = moveAndReopen();

        assertThat(before)
                .extracting(Moved::kind)
                .contains(
                        "device",
                        "group",
                        "silence",
                        "incident",
                        "heard",
                        "dead-letter",
                        "event",
                        "sink",
                        "waiting",
                        "ticket");
        assertThat(engine.ledger().silences()).extracting(Silence::id).containsExactly("works");
        assertThat(letters()).singleElement().satisfies(letter -> assertThat(letter.payload())
                .isEqualTo(payload));
        assertThat(open(IncidentKind.DEVICE)).hasSize(1);
        assertThat(open(IncidentKind.GROUP)).hasSize(1);
        assertThat(state("b/1")).isEqualTo(Verdict.SUSPECT);
        slow.refusal = null;
        gone.refusal = null;
        attach();
        engine.enable("gone").join();
        passes(Duration.ofMinutes(3));
        List.of("a/1", "s/1", "s/2", "s/3", "quiet/1").forEach(this::connect);
        passes(Duration.ofMinutes(30));
        // A minute is not enough for every pause after a failure.
        for (Taker taker : List.of(desk, slow, gone)) {
            await().untilAsserted(() -> {
                passes(Duration.ofSeconds(10));
                assertThat(taker.told(EventType.INCIDENT_OPENED))
                        .containsExactlyInAnyOrder("device/a/1", "group/s", "device/b/1");
                assertThat(taker.told(EventType.INCIDENT_RESOLVED)).containsExactlyInAnyOrder("device/a/1", "group/s");
            });
        }
        assertThat(desk.accepted).extracting(Event::id).doesNotHaveDuplicates();
        int end = desk.accepted.stream()
                .filter(event -> event.type() == EventType.INCIDENT_RESOLVED)
                .map(desk.accepted::indexOf)
                .findFirst()
                .orElseThrow();
        assertThat(desk.receipts.get(end))
                .contains("kept of " + desk.accepted.get(end).subject());
    }

    @Test
    void whatIsImportedIsExportedInTheSameWay() throws Exception {
        attach();
        slow.refusal = new NotTaken("refused", null);
        for (int i = 0; i < 30; i++) {
            connect("x/" + i);
            drop("x/" + i);
        }
        engine.sighted(new Sight(
                        "queue", Sight.State.AWAY, Sight.Carries.CONNECTIONS, clock.instant(), Optional.of("no")))
                .join();
        passes(Duration.ofMinutes(3));
        await().until(() -> !desk.accepted.isEmpty());
        execute("INSERT INTO silence (id, until, body) VALUES ('odd', " + Long.MAX_VALUE / 2 + ", x'00')");

        List<Moved> before = moveAndReopen();
        assertThat(engine.ledger().silencesOff()).hasSize(1);
        engine.close();
        List<Moved> after = items(export("again"));
        open();

        assertThat(after).usingRecursiveFieldByFieldElementComparator().isEqualTo(before);
    }

    @Test
    void runningInstallationIsNotExportedAndAnExistingOneNotOverwritten() throws Exception {
        connect("a/1");
        assertThatThrownBy(() -> export("early"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is in use by another iot-connectivity. Stop that process");
        engine.close();
        MoveFile exported = export("late");

        assertThatThrownBy(() -> SqliteImport.take(file(), JSON, clock.instant(), Duration.ofDays(1), exported))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("exists already", "move that file away");
        Files.createFile(directory.resolve("other.db-wal"));
        assertThatThrownBy(() -> SqliteImport.take(
                        directory.resolve("other.db"), JSON, clock.instant(), Duration.ofDays(1), exported))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("together with its -wal");
        assertThatThrownBy(() -> SqliteExport.pass(directory.resolve("none.db"), JSON, clock.instant(), item -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("does not exist, so there is nothing to export");
        open();
        assertThat(state("a/1")).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void importThatFailsLeavesNothingBehind() throws Exception {
        connect("a/1");
        engine.close();
        MoveFile exported = export("damaged");
        byte[] whole = Files.readAllBytes(directory.resolve("damaged"));
        Files.write(directory.resolve("damaged"), Arrays.copyOf(whole, whole.length - 9));
        Path other = directory.resolve("other.db");

        assertThatThrownBy(() -> SqliteImport.take(other, JSON, clock.instant(), Duration.ofDays(1), exported))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is cut off");
        try (var files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.contains("importing") || name.equals("other.db"));
        }
        open();
    }

    /** Moves the installation to another file, which takes the place of the first. */
    private List<Moved> moveAndReopen() throws Exception {
        engine.close();
        MoveFile exported = export("moved");
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(file().resolveSibling(file().getFileName() + ending));
        }
        SqliteImport.take(file(), JSON, clock.instant(), Duration.ofDays(1), exported);
        open();
        return items(exported);
    }

    private MoveFile export(String name) {
        Path to = directory.resolve(name);
        try (MoveWriter writer = MoveWriter.create(to, new MoveHeader("test", "embedded", clock.instant()))) {
            SqliteExport.pass(file(), JSON, clock.instant(), writer::write);
            writer.finish();
        }
        return MoveFile.check(to, item -> {});
    }

    private static List<Moved> items(MoveFile from) {
        List<Moved> items = new ArrayList<>();
        from.read(items::add);
        return items;
    }
}
