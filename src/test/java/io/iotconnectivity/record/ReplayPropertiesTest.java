package io.iotconnectivity.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.ClassRule;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.record.IncidentComparison.What;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplayPropertiesTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/test");
    private static final IncidentPolicy INCIDENTS = Fleet.grouped(4, Optional.empty());

    @Property(tries = 100)
    void unchangedRulesGiveTheVeryEventsThatWereRecorded(@ForAll Random random) throws IOException {
        LateEngine engine = new LateEngine(Policy.defaults(), INCIDENTS);
        liveThrough(engine, random);
        List<Event> events = new ArrayList<>();

        Replay.Result result = replay(Policy.defaults(), INCIDENTS, write(engine.lines()), events);

        assertThat(events.stream().map(EVENTS::write).map(ReplayPropertiesTest::text))
                .containsExactlyElementsOf(engine.told().stream()
                        .map(EVENTS::write)
                        .map(ReplayPropertiesTest::text)
                        .toList());
        assertThat(result.comparison().rows()).allMatch(row -> row.what() == What.SAME);
        assertThat(result.brokenLines()).isZero();
        assertThat(result.failed()).isZero();
        assertThat(engine.told())
                .extracting(event -> event.subject().split("/")[0])
                .contains("device", "group");
    }

    @Property(tries = 50)
    void unchangedClassesGiveTheVeryEventsThatWereRecorded(@ForAll Random random) throws IOException {
        DeviceClasses classes = classes(Duration.ofMinutes(20));
        LateEngine engine = new LateEngine(classes, INCIDENTS.with(classes.byName()));
        liveThrough(engine, random);

        assertThat(replayed(classes, engine.lines()).comparison().rows()).allMatch(row -> row.what() == What.SAME);
    }

    @Test
    void replayTellsWhichIncidentsOfSleepersWouldNotBe() throws IOException {
        DeviceClasses impatient = classes(Duration.ofMinutes(20));
        LateEngine engine = new LateEngine(impatient, INCIDENTS.with(impatient.byName()));
        ClientId sleeper = new ClientId("a/0");
        engine.takes(new Signal.Connected(sleeper, START, connection(1)), START);
        engine.takes(new Signal.Disconnected(sleeper, START, connection(1), Reason.CLIENT_INITIATED_DISCONNECT), START);
        Random random = new Random(1);
        Instant back = START.plusSeconds(3600);
        engine.passes(back, random);
        engine.takes(new Signal.Connected(sleeper, back, connection(2)), back);
        engine.passes(back.plusSeconds(3600), random);
        Instant end = back.plusSeconds(7200);
        engine.takes(new Signal.SignOfLife(sleeper, end), end);

        assertThat(replayed(impatient, engine.lines()).comparison().totals()).containsEntry(What.SAME, 1L);
        assertThat(replayed(classes(Duration.ofHours(2)), engine.lines())
                        .comparison()
                        .totals())
                .containsEntry(What.GONE, 1L)
                .containsEntry(What.NEW, 0L);
    }

    /** Every second device sleeps, with a short grace otherwise. */
    private static DeviceClasses classes(Duration sleep) {
        Policy usual = Policy.defaults();
        Policy own = new Policy(
                        usual.reasons(),
                        usual.defaultGrace(),
                        usual.settle(),
                        true,
                        usual.asking(),
                        usual.silence(),
                        Optional.of(DeviceClass.named("sleepers").sleeping(sleep)))
                .with(Reason.CLIENT_INITIATED_DISCONNECT, new ReasonPolicy(Cause.PLANNED, sleep, Severity.WARNING))
                .with(
                        Reason.CONNECTION_LOST,
                        new ReasonPolicy(Cause.NETWORK, Duration.ofSeconds(7), Severity.CRITICAL));
        ClassRule rule =
                new ClassRule(Optional.of(ClientPattern.of(".*[02468]")), Optional.empty(), Optional.empty(), "");
        return new DeviceClasses(usual, List.of(new DeviceClasses.Entry(rule, own)));
    }

    private static Replay.Result replayed(DeviceClasses classes, List<Line> lines) throws IOException {
        return new Replay(
                        new ClassedMachine(classes)::step,
                        new IncidentMachine(INCIDENTS.with(classes.byName())),
                        SETTLE,
                        EVENTS)
                .of(List.of(write(lines)));
    }

    @Property(tries = 20)
    void packedPartsInAnyOrderGiveTheSame(@ForAll Random random) throws IOException {
        LateEngine engine = new LateEngine(Policy.defaults(), INCIDENTS);
        liveThrough(engine, random);
        int middle = engine.lines().size() / 2;
        Path first = write(engine.lines().subList(0, middle));
        Path second = write(engine.lines().subList(middle, engine.lines().size()));

        Replay.Result result = new Replay(
                        new PresenceMachine(Policy.defaults())::step, new IncidentMachine(INCIDENTS), SETTLE, EVENTS)
                .of(List.of(second, first));

        assertThat(result.comparison().rows()).isNotEmpty().allMatch(row -> row.what() == What.SAME);
    }

    @Test
    void aLongerGraceMakesShortOutagesGoAndChangesLongOnes() throws IOException {
        LateEngine engine = new LateEngine(Policy.defaults(), INCIDENTS);
        outage(engine, "a/short", START, Duration.ofSeconds(60));
        outage(engine, "a/long", START.plusSeconds(600), Duration.ofSeconds(600));
        Policy patient = Policy.defaults()
                .with(
                        Reason.CONNECTION_LOST,
                        new ReasonPolicy(Cause.NETWORK, Duration.ofMinutes(5), Severity.CRITICAL));

        Replay.Result result = replay(patient, INCIDENTS, write(engine.lines()), new ArrayList<>());

        assertThat(result.signals()).isEqualTo(6);
        assertThat(result.comparison().rows())
                .extracting(row -> row.what().word() + " " + row.incident().key())
                .containsExactly("gone device/a/short", "changed device/a/long");
        assertThat(result.comparison().rows().get(1).differences())
                .containsExactly(
                        "opened 2026-11-23T00:15:01Z instead of 2026-11-23T00:10:31Z",
                        "severity critical instead of warning");
    }

    @Test
    void whatWasHeldOfADeviceWhenTheRecordBeginsIsKnown() throws IOException {
        ClientId client = new ClientId("a/1");
        Instant before = START.minusSeconds(3600);
        Presence online = new PresenceMachine(Policy.defaults())
                .step(Presence.unseen(client), new Signal.Connected(client, before, Connection.UNKNOWN), before)
                .after();
        // The fleet index reports its end, which would be no news about an unknown device.
        Line heard = new Line.Item(
                START.plusSeconds(60),
                new Committed.Heard(new Signal.Reconciled(
                        client,
                        START.plusSeconds(60),
                        Connectivity.of(
                                Connectivity.Status.NOT_CONNECTED,
                                Optional.of(START.plusSeconds(50)),
                                Optional.of(Reason.CONNECTION_LOST)))));
        Line end = new Line.Item(
                START.plusSeconds(600),
                new Committed.Heard(new Signal.SignOfLife(new ClientId("a/2"), START.plusSeconds(600))));
        List<Event> events = new ArrayList<>();
        RecordedGroups groups = new RecordedGroups();

        new Replay(
                        new PresenceMachine(Policy.defaults())::step,
                        new IncidentMachine(INCIDENTS.groupedBy(groups)),
                        SETTLE,
                        EVENTS,
                        groups)
                .of(
                        List.of(write(List.of(
                                new Line.Started(START),
                                new Line.Known(START, new KnownDevice(online, Optional.of("oslo"))),
                                heard,
                                end))),
                        events::add,
                        state -> {});

        assertThat(events).extracting(event -> event.type().shortName()).containsExactly("incident.opened");
        assertThat(events.get(0).incident().orElseThrow().group()).contains("oslo");
    }

    @Test
    void aShorterGraceFindsNewOnes() throws IOException {
        LateEngine engine = new LateEngine(Policy.defaults(), INCIDENTS);
        outage(engine, "a/short", START, Duration.ofSeconds(20));
        Policy hasty = Policy.defaults()
                .with(
                        Reason.CONNECTION_LOST,
                        new ReasonPolicy(Cause.NETWORK, Duration.ofSeconds(10), Severity.WARNING));

        Replay.Result result = replay(hasty, INCIDENTS, write(engine.lines()), new ArrayList<>());

        assertThat(result.comparison().totals())
                .containsEntry(What.NEW, 1L)
                .containsEntry(What.SAME, 0L)
                .containsEntry(What.GONE, 0L);
        assertThat(result.comparison().rows().get(0).incident().resolvedAt()).contains(START.plusSeconds(21));
    }

    @Test
    void whatCameWhileTheApplicationWasAwayWaitsForItUnderOtherRulesToo() throws IOException {
        LateEngine engine = new LateEngine(Policy.defaults(), INCIDENTS);
        engine.takes(connected("a/1", 1, START), START);
        engine.takes(dropped("a/1", 1, START.plusSeconds(1)), START.plusSeconds(1));
        engine.restarts(START.plusSeconds(600));
        engine.takes(connected("a/1", 2, START.plusSeconds(5)), START.plusSeconds(601));
        engine.takes(connected("a/2", 1, START.plusSeconds(605)), START.plusSeconds(700));
        Policy hasty = Policy.defaults()
                .with(
                        Reason.CONNECTION_LOST,
                        new ReasonPolicy(Cause.NETWORK, Duration.ofSeconds(10), Severity.WARNING));

        Replay.Result result = replay(hasty, INCIDENTS, write(engine.lines()), new ArrayList<>());

        assertThat(result.comparison().rows()).isEmpty();
    }

    @Test
    void incidentsThatWereOpenWhenTheRecordBeginsAreNotCompared() throws IOException {
        LateEngine engine = new LateEngine(Policy.defaults(), INCIDENTS);
        outage(engine, "a/1", START, Duration.ofSeconds(60));
        List<Line> lines = engine.lines();
        int opening = 0;
        while (!(lines.get(opening) instanceof Line.Item item && item.item() instanceof Committed.Told)) {
            opening++;
        }

        Replay.Result result = replay(
                Policy.defaults(), INCIDENTS, write(lines.subList(opening + 1, lines.size())), new ArrayList<>());

        assertThat(result.openedBefore()).isEqualTo(1);
        assertThat(result.comparison().rows()).isEmpty();
    }

    private static void outage(LateEngine engine, String client, Instant from, Duration length) {
        engine.takes(connected(client, 1, from), from);
        Instant drop = from.plusSeconds(1);
        engine.takes(dropped(client, 1, drop), drop);
        Instant back = drop.plus(length);
        for (Instant now = drop; now.isBefore(back); now = now.plusSeconds(1)) {
            engine.looksAtDeadlines(now);
        }
        engine.takes(connected(client, 2, back), back);
    }

    /** Some hours of two sites whose devices come and go, alone and together, with silences and restarts. */
    private static void liveThrough(LateEngine engine, Random random) {
        Instant now = START;
        long[] versions = new long[12];
        boolean[] there = new boolean[12];
        for (int i = 0; i < 12; i++) {
            toggle(engine, i, versions, there, now.plusMillis(i), random);
        }
        for (int i = 0; i < 12; i += 2) {
            toggle(engine, i, versions, there, now.plusSeconds(1), random);
        }
        now = now.plusSeconds(45);
        for (int turn = 0; turn < 120; turn++) {
            now = now.plusMillis(1 + random.nextInt(turn % 3 == 0 ? 90_000 : 3_000));
            engine.passes(now, random);
            int device = random.nextInt(12);
            int dice = random.nextInt(20);
            if (dice < 11) {
                toggle(engine, device, versions, there, now, random);
            } else if (dice < 13) {
                for (int i = device % 2; i < 12; i += 2) {
                    if (there[i] == (dice == 11)) {
                        toggle(engine, i, versions, there, now.plusMillis(i), random);
                    }
                }
                now = now.plusMillis(20);
            } else if (dice < 15) {
                engine.takes(new Signal.LastWill(client(device), now), now);
            } else if (dice < 17) {
                engine.takes(
                        new Signal.ConnectFailed(
                                client(device), now, Connection.UNKNOWN, new Reason("AUTHORIZATION_FAILED")),
                        now);
            } else if (dice == 17) {
                engine.silences(
                        new Silence(
                                "s" + turn,
                                Optional.of(ClientPattern.of("a/.*")),
                                Optional.empty(),
                                now,
                                now.plusSeconds(60),
                                "ann",
                                "works"),
                        now);
            } else if (dice == 18 && turn % 4 == 0) {
                engine.restarts(now);
            }
        }
        // Deadlines first: an engine that is more than a second late is none that a replay can follow.
        now = now.plusSeconds(1);
        engine.passes(now, random);
        for (int i = 0; i < 12; i++) {
            if (there[i]) {
                toggle(engine, i, versions, there, now, random);
            }
        }
        engine.passes(now.plusSeconds(3600), random);
        // So long after the last deadline that it has come.
        engine.takes(new Signal.LastWill(client(0), now.plusSeconds(3610)), now.plusSeconds(3610));
    }

    private static void toggle(
            LateEngine engine, int device, long[] versions, boolean[] there, Instant now, Random random) {
        String id = client(device).value();
        if (there[device]) {
            engine.takes(
                    new Signal.Disconnected(
                            new ClientId(id),
                            now,
                            connection(versions[device]),
                            random.nextInt(4) == 0 ? Reason.MQTT_KEEP_ALIVE_TIMEOUT : Reason.CONNECTION_LOST),
                    now);
        } else {
            engine.takes(connected(id, ++versions[device], now), now);
        }
        there[device] = !there[device];
    }

    private static ClientId client(int device) {
        return new ClientId((device % 2 == 0 ? "a/" : "b/") + device);
    }

    private static Signal connected(String client, long version, Instant at) {
        return new Signal.Connected(new ClientId(client), at, connection(version));
    }

    private static Signal dropped(String client, long version, Instant at) {
        return new Signal.Disconnected(new ClientId(client), at, connection(version), Reason.CONNECTION_LOST);
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Replay.Result replay(Policy policy, IncidentPolicy incidents, Path file, List<Event> events)
            throws IOException {
        return new Replay(new PresenceMachine(policy)::step, new IncidentMachine(incidents), SETTLE, EVENTS)
                .of(List.of(file), events::add, state -> {});
    }

    private static Path write(List<Line> lines) throws IOException {
        LineCodec codec = new LineCodec(EVENTS);
        Path file = Files.createTempFile("signals-", ".jsonl.gz");
        file.toFile().deleteOnExit();
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            for (Line line : lines) {
                out.write(codec.write(line) + "\n");
            }
        }
        return file;
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
