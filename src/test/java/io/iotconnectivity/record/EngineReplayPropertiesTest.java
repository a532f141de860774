package io.iotconnectivity.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Committed.Told;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.sqlite.FirstDeadline;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The engine on its file and an in-memory replay of its recording decide the same. */
class EngineReplayPropertiesTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/test");
    private static final IncidentPolicy INCIDENTS = Fleet.grouped(4, Optional.empty());
    private static final ClientId OTHER = new ClientId("other");
    private static final int DEVICES = 10;

    @Property(tries = 8)
    void engineAndReplayDecideTheSame(@ForAll Random random) throws IOException {
        try (Engine engine = new Engine()) {
            for (int turn = 0; turn < 100; turn++) {
                engine.goesOn(turn, random);
            }
            engine.comesToRest();
            List<Event> replayed = new ArrayList<>();
            List<Presence> held = new ArrayList<>();
            Replay.Result result = new Replay(
                            new PresenceMachine(Policy.defaults())::step,
                            new IncidentMachine(INCIDENTS),
                            SETTLE,
                            EVENTS)
                    .of(
                            List.of(engine.write()),
                            replayed::add,
                            state -> engine.clients.forEach(client -> held.add(state.presence(client))));

            List<Event> told = engine.told();
            for (int i = 0; i < Math.min(told.size(), replayed.size()); i++) {
                // One by one, since a message with all of them would be unreadable.
                assertThat(text(replayed.get(i))).isEqualTo(text(told.get(i)));
            }
            assertThat(replayed).hasSameSizeAs(told);
            assertThat(held).containsExactlyElementsOf(engine.held());
            assertThat(result.failed()).isZero();
            assertThat(engine.deadLetters()).isZero();
            assertThat(replayed)
                    .extracting(event -> event.subject().split("/")[0])
                    .contains("device", "group");
        }
    }

    private static String text(Event event) {
        return new String(EVENTS.write(event), StandardCharsets.UTF_8);
    }

    /** An engine with a file of its own that records what it accepts. */
    private static final class Engine implements AutoCloseable {
        private final Path folder = Files.createTempDirectory("replay");
        private final HandClock clock = new HandClock(START);
        private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());
        private final List<ClientId> clients = new ArrayList<>();
        private final long[] versions = new long[DEVICES];
        private final boolean[] there = new boolean[DEVICES];
        private SqliteEngine engine;

        Engine() throws IOException {
            for (int i = 0; i < DEVICES; i++) {
                clients.add(new ClientId((i % 2 == 0 ? "a/" : "b/") + i));
            }
            open();
            for (int i = 0; i < DEVICES; i++) {
                toggle(i, Reason.CONNECTION_LOST);
            }
            // At least one storm.
            for (int i = 0; i < DEVICES; i += 2) {
                toggle(i, Reason.CONNECTION_LOST);
            }
            passes(Duration.ofSeconds(45));
        }

        private void open() {
            lines.add(new Line.Started(clock.instant()));
            engine = SqliteEngine.open(
                    new EngineSettings(
                            folder.resolve("engine.db"),
                            Duration.ofDays(30),
                            Duration.ofDays(1),
                            Duration.ofDays(30),
                            SETTLE),
                    new PresenceMachine(Policy.defaults())::step,
                    IncidentRules.of(new IncidentMachine(INCIDENTS)),
                    EVENTS,
                    clock,
                    new SimpleMeterRegistry());
            engine.recordWith(
                    committed -> committed.items().forEach(item -> lines.add(new Line.Item(committed.at(), item))));
            // The first transaction rebuilds the recent drops.
            accept(new Signal.SignOfLife(OTHER, clock.instant()));
        }

        void goesOn(int turn, Random random) {
            passes(Duration.ofMillis(1 + random.nextInt(turn % 3 == 0 ? 90_000 : 3_000)));
            int device = random.nextInt(DEVICES);
            int dice = random.nextInt(25);
            Reason reason = random.nextInt(4) == 0 ? Reason.MQTT_KEEP_ALIVE_TIMEOUT : Reason.CONNECTION_LOST;
            if (dice < 10) {
                toggle(device, reason);
            } else if (dice < 13) {
                for (int i = device % 2; i < DEVICES; i += 2) {
                    if (there[i] == dice < 12) {
                        toggle(i, reason);
                    }
                }
            } else if (dice < 15) {
                accept(new Signal.LastWill(clients.get(device), clock.instant()));
            } else if (dice < 17) {
                accept(new Signal.ConnectFailed(
                        clients.get(device), clock.instant(), Connection.UNKNOWN, new Reason("AUTHORIZATION_FAILED")));
            } else if (dice < 19) {
                isTakenOver(device, random);
            } else if (dice == 19) {
                silence(turn, random);
            } else if (dice == 20 && turn % 4 == 0) {
                engine.close();
                open();
            } else if (dice == 24) {
                engine.measured(reading(random, clock.instant())).join();
            } else if (dice > 20) {
                sight(Sight.State.values()[random.nextInt(4)]);
            }
        }

        private void toggle(int device, Reason reason) {
            ClientId client = clients.get(device);
            if (there[device]) {
                accept(new Signal.Disconnected(
                        client, clock.instant(), connection(versions[device], Optional.empty()), reason));
            } else {
                versions[device]++;
                accept(new Signal.Connected(client, clock.instant(), connection(versions[device], Optional.empty())));
            }
            there[device] = !there[device];
        }

        private void isTakenOver(int device, Random random) {
            ClientId client = clients.get(device);
            for (int i = 0; i < 3; i++) {
                long before = versions[device]++;
                Optional<String> principal = Optional.of("certificate-" + random.nextInt(2));
                accept(new Signal.Connected(client, clock.instant(), connection(versions[device], principal)));
                accept(new Signal.Disconnected(
                        client, clock.instant(), connection(before, Optional.empty()), Reason.DUPLICATE_CLIENTID));
                clock.advance(Duration.ofMillis(500));
            }
            there[device] = true;
        }

        private void silence(int turn, Random random) {
            if (random.nextBoolean()) {
                engine.endSilence("s" + random.nextInt(turn + 1)).join();
                return;
            }
            engine.silence(new Silence(
                            "s" + turn,
                            Optional.of(ClientPattern.of(random.nextBoolean() ? "a/.*" : "b/1")),
                            Optional.empty(),
                            clock.instant(),
                            clock.instant().plusSeconds(60),
                            "ann",
                            "works"))
                    .join();
        }

        private SloReading reading(Random random, Instant at) {
            List<SloReading.Rates> rates = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                rates.add(new SloReading.Rates(random.nextInt(30), random.nextInt(30)));
            }
            Optional<Double> left =
                    random.nextInt(4) == 0 ? Optional.empty() : Optional.of(1.5 * random.nextDouble() - 0.5);
            return new SloReading(at, random.nextBoolean() ? "a" : "b", 0.999, left, rates, DEVICES, 1, List.of("a/0"));
        }

        private void sight(Sight.State state) {
            engine.sighted(new Sight(
                            "source-presence", state, Sight.Carries.CONNECTIONS, clock.instant(), Optional.empty()))
                    .join();
        }

        /**
         * The deadlines in that time fire one after the other, each a little late, as they do when time does not
         * leap.
         */
        private void passes(Duration time) {
            Instant until = clock.instant().plus(time);
            for (Optional<Instant> next = firstDeadline(); next.isPresent(); next = firstDeadline()) {
                Instant looks = next.get().plusMillis(next.get().toEpochMilli() % 900);
                Instant now = clock.instant();
                if (looks.isAfter(until) || now.equals(until)) {
                    break;
                }
                // A deadline that has passed already is on hold until a while after the start.
                clock.advance(Duration.between(now, looks.isAfter(now) ? looks : earlier(now.plusMillis(900), until)));
                work();
            }
            clock.advance(Duration.between(clock.instant(), until));
        }

        private static Instant earlier(Instant a, Instant b) {
            return a.isBefore(b) ? a : b;
        }

        /** When this is done, so is everything that was due before. */
        private void work() {
            for (int i = 0; i < 2; i++) {
                accept(new Signal.SignOfLife(OTHER, clock.instant()));
            }
        }

        private Optional<Instant> firstDeadline() {
            return FirstDeadline.of(engine);
        }

        /** Lets enough time pass for all deadlines to fire. */
        void comesToRest() {
            sight(Sight.State.SEES);
            for (int i = 0; i < DEVICES; i++) {
                if (!there[i]) {
                    toggle(i, Reason.CONNECTION_LOST);
                }
            }
            passes(Duration.ofHours(3));
            work();
        }

        /** The incident events. */
        List<Event> told() {
            List<Event> told = new ArrayList<>();
            for (Line line : lines) {
                if (line instanceof Line.Item item && item.item() instanceof Told one) {
                    told.add(one.event());
                }
            }
            return told;
        }

        List<Presence> held() {
            return clients.stream()
                    .map(client -> engine.ledger().device(client).orElseThrow())
                    .toList();
        }

        long deadLetters() {
            return engine.ledger()
                    .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 1)
                    .total();
        }

        /** The recording. */
        Path write() throws IOException {
            LineCodec codec = new LineCodec(EVENTS);
            return Files.write(
                    folder.resolve("signals.jsonl"),
                    lines.stream().map(codec::write).toList());
        }

        @Override
        public void close() throws IOException {
            engine.close();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }

        private void accept(Signal signal) {
            CompletableFuture<Void> accepted = engine.accept(signal);
            accepted.orTimeout(60, TimeUnit.SECONDS).join();
        }

        private static Connection connection(long version, Optional<String> principal) {
            return new Connection(
                    OptionalLong.of(version), Optional.empty(), principal, Optional.empty(), Optional.empty());
        }
    }
}
