package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real rules on a real file: silences, storms and what a restart or a failed write makes of them. */
class IncidentMachineInEngineTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int STORM = 3;

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(START);
    private volatile CrashPoint.Watch watch = CrashPoint.Watch.NONE;
    private SqliteEngine engine;
    private long version;

    @BeforeEach
    void open() {
        engine = SqliteEngine.open(
                new EngineSettings(
                        directory.resolve("engine.db"),
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(30),
                        Duration.ZERO),
                new PresenceMachine(Policy.defaults())::step,
                IncidentRules.of(new IncidentMachine(Fleet.grouped(STORM, Optional.empty()))),
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry(),
                point -> watch.passed(point));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void restart() {
        close();
        open();
    }

    @Test
    void outageThatIsOpenAtARestartIsResolvedUnderItsOwnId() {
        connect("a");
        drop("a");
        passGrace("a");
        IncidentData opened = only(IncidentKind.DEVICE);
        restart();
        connect("a");

        assertThat(only(IncidentKind.DEVICE)).satisfies(resolved -> {
            assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
            assertThat(resolved.status()).isEqualTo(IncidentStatus.RESOLVED);
            assertThat(resolved.sequence()).isGreaterThan(opened.sequence());
        });
        assertThat(decided("a")).containsExactly(Decision.What.RESOLVED, Decision.What.OPENED);
        assertNoDeadLetters();
    }

    @Test
    void dropsFromBeforeARestartCountTowardsAStorm() {
        List<String> site = List.of("site/1", "site/2", "site/3");
        connect(site);
        drop(site.subList(0, 2));
        restart();
        clock.advance(Duration.ofSeconds(5));
        drop(site.subList(2, 3));
        clock.advance(GRACE);
        awaitStates(site, Verdict.OFFLINE);

        assertThat(only(IncidentKind.GROUP).deviceCount()).isEqualTo(3);
        assertThat(all(IncidentKind.DEVICE))
                .allMatch(merged -> merged.resolution().equals(Optional.of("merged")));
    }

    @Test
    void dropsFromBeforeAFailedWriteCountTowardsAStorm() {
        List<String> site = List.of("site/1", "site/2", "site/3");
        connect(site);
        drop(site.subList(0, 2));
        failNextCommits(1);
        // Without an identity of its own, so that it is a dead letter and changes nothing.
        engine.accept(new Signal.SignOfLife(new ClientId("other"), clock.instant()))
                .join();
        drop(site.subList(2, 3));
        clock.advance(GRACE);
        awaitStates(site, Verdict.OFFLINE);

        assertThat(only(IncidentKind.GROUP).deviceCount()).isEqualTo(3);
    }

    @Test
    void dropThatCouldNotBeWrittenDoesNotCountTowardsAStorm() {
        List<String> site = List.of("site/1", "site/2", "site/3");
        connect(site);
        drop(site.subList(0, 2));
        failNextCommits(1);
        drop(site.subList(2, 3));
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .items())
                .hasSize(1);
        clock.advance(GRACE);
        awaitStates(site.subList(0, 2), Verdict.OFFLINE);
        awaitStates(site.subList(2, 3), Verdict.ONLINE);

        assertThat(all(IncidentKind.DEVICE)).hasSize(2).allMatch(open -> open.status() == IncidentStatus.OPEN);
        assertThat(all(IncidentKind.GROUP)).isEmpty();
    }

    @Test
    void aSourceThatIsBlindHasOneIncidentOverRestartsAndFailedWrites() {
        Sight away = new Sight(
                "source-presence",
                Sight.State.AWAY,
                Sight.Carries.CONNECTIONS,
                START,
                Optional.of("connection refused"));
        connect("a");
        drop("a");
        failNextCommits(1);
        engine.sighted(away).handle((done, failure) -> done).join();
        engine.sighted(away).join();
        restart();
        engine.sighted(away).join();
        passGrace("a");

        IncidentData opened = only(IncidentKind.BLIND);
        assertThat(opened.status()).isEqualTo(IncidentStatus.OPEN);
        assertThat(only(IncidentKind.DEVICE).blind()).contains(new Blind("source-presence", START));
        assertThat(engine.ledger()
                        .events(new ClientId("a"), Optional.empty(), 1)
                        .items())
                .singleElement()
                .satisfies(offline ->
                        assertThat(offline.device().orElseThrow().blind()).isPresent());

        engine.sighted(new Sight(
                        "source-presence",
                        Sight.State.SEES,
                        Sight.Carries.CONNECTIONS,
                        clock.instant(),
                        Optional.of("compared")))
                .join();
        restart();

        IncidentData resolved = only(IncidentKind.BLIND);
        assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
        assertThat(resolved.status()).isEqualTo(IncidentStatus.RESOLVED);
        connect("b");
        drop("b");
        passGrace("b");
        assertThat(all(IncidentKind.DEVICE)).anySatisfy(next -> {
            assertThat(next.key()).isEqualTo("device/b");
            assertThat(next.blind()).isEmpty();
        });
    }

    @Test
    void silencesAreSetReplacedAndEndedAndOutliveARestart() {
        Silence first = silence("one", "a.*", Duration.ofHours(2));
        Silence second = silence("two", "b.*", Duration.ofHours(1));
        engine.silence(first).join();
        engine.silence(second).join();
        assertThat(engine.ledger().silences()).containsExactly(second, first);
        restart();
        assertThat(engine.ledger().silences()).containsExactly(second, first);

        Silence longer = silence("two", "b.*", Duration.ofHours(3));
        engine.silence(longer).join();
        assertThat(engine.ledger().silences()).containsExactly(first, longer);
        clock.advance(Duration.ofMinutes(1));
        assertThat(engine.endSilence("two").join()).isTrue();
        assertThat(engine.endSilence("two").join()).isFalse();
        assertThat(engine.endSilence("three").join()).isFalse();
        restart();

        assertThat(engine.ledger().silences()).containsExactly(first);
        clock.advance(Duration.ofHours(2));
        assertThat(engine.ledger().silences()).isEmpty();
        assertThat(engine.endSilence("one").join()).isFalse();
    }

    @Test
    void silenceThatHasNotBegunIsGoneWhenItIsEnded() {
        Silence later = new Silence(
                "later",
                Optional.of(ClientPattern.of(".*")),
                Optional.empty(),
                START.plusSeconds(60),
                START.plusSeconds(120),
                "ann",
                "works");
        engine.silence(later).join();
        assertThat(engine.ledger().silences()).containsExactly(later);

        assertThat(engine.endSilence("later").join()).isTrue();
        assertThat(engine.ledger().silences()).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        drop("a");
        passGrace("a");
        assertThat(only(IncidentKind.DEVICE).status()).isEqualTo(IncidentStatus.OPEN);
    }

    @Test
    void outageIsToldOnceItsSilenceHasEndedByItself() {
        engine.silence(silence("one", "a", Duration.ofMinutes(10))).join();
        drop("a");
        drop("b");
        passGrace("a");
        awaitStates(List.of("b"), Verdict.OFFLINE);
        assertThat(all(IncidentKind.DEVICE)).extracting(IncidentData::key).containsExactly("device/b");
        restart();
        IntStream.range(0, 8).forEach(minute -> {
            clock.advance(Duration.ofMinutes(1));
            letItWork();
        });
        assertThat(decided("a")).containsExactly(Decision.What.SUPPRESSED);

        clock.advance(Duration.ofMinutes(2));
        await().untilAsserted(
                        () -> assertThat(decided("a")).containsExactly(Decision.What.OPENED, Decision.What.SUPPRESSED));
        assertThat(all(IncidentKind.DEVICE))
                .extracting(IncidentData::key)
                .containsExactlyInAnyOrder("device/a", "device/b");
    }

    @Test
    void outageIsToldWithinAMinuteOfTheEndOfItsSilence() {
        engine.silence(silence("one", "a", Duration.ofHours(10))).join();
        drop("a");
        passGrace("a");
        assertThat(all(IncidentKind.DEVICE)).isEmpty();
        assertThat(engine.endSilence("one").join()).isTrue();
        clock.advance(Duration.ofSeconds(60));

        await().untilAsserted(
                        () -> assertThat(decided("a")).containsExactly(Decision.What.OPENED, Decision.What.SUPPRESSED));
        assertThat(only(IncidentKind.DEVICE).status()).isEqualTo(IncidentStatus.OPEN);
    }

    @Test
    void silenceHoldsBackNoResolutionAndAnOutageThatEndsWithinItIsNotTold() {
        drop("a");
        passGrace("a");
        engine.silence(silence("one", ".*", Duration.ofHours(10))).join();
        drop("b");
        passGrace("b");
        connect("a");
        connect("b");

        assertThat(only(IncidentKind.DEVICE)).satisfies(incident -> {
            assertThat(incident.key()).isEqualTo("device/a");
            assertThat(incident.status()).isEqualTo(IncidentStatus.RESOLVED);
        });
        assertThat(decided("b")).containsExactly(Decision.What.NOTHING, Decision.What.SUPPRESSED);
    }

    @Test
    void silenceThatCouldNotBeWrittenDoesNotHold() {
        failNextCommits(1);
        CompletableFuture<Void> set = engine.silence(silence("one", "a", Duration.ofHours(1)));
        assertThat(set.handle((done, failure) -> failure != null)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join())
                .isTrue();
        assertThat(engine.ledger().silences()).isEmpty();
        drop("a");
        passGrace("a");

        assertThat(only(IncidentKind.DEVICE).key()).isEqualTo("device/a");
    }

    @Test
    void devicesThatComeAndGoAreMarkedInTheSameStep() {
        for (int i = 0; i < 5; i++) {
            connect("a");
            drop("a");
            clock.advance(Duration.ofSeconds(5));
        }

        assertThat(only(IncidentKind.FLAPPING).status()).isEqualTo(IncidentStatus.OPEN);
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().overlays())
                .isNotEmpty();
        connect("a");
        clock.advance(Duration.ofMinutes(10));
        await().untilAsserted(() -> assertThat(
                        engine.ledger().device(new ClientId("a")).orElseThrow().overlays())
                .isEmpty());
        assertThat(only(IncidentKind.FLAPPING).resolution()).contains("steady");
        assertNoDeadLetters();
    }

    @Test
    void aSiteThatDropsIsOneIncidentThroughRestartsAndEveryDeviceHasItsRow() {
        List<String> site =
                IntStream.range(0, 300).mapToObj(i -> "site/" + (1000 + i)).toList();
        Queue<String> told = new ConcurrentLinkedQueue<>();
        attach(told);
        connect(site);
        clock.advance(Duration.ofMinutes(20));
        drop(site);
        clock.advance(Duration.ofSeconds(10));
        restart();
        attach(told);
        clock.advance(GRACE);
        awaitStates(site, Verdict.OFFLINE);

        IncidentData opened = only(IncidentKind.GROUP);
        assertThat(opened.group()).contains("site");
        assertThat(opened.downCount()).isEqualTo(300);
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.OFFLINE, 300L);
        // What has not been told of when it is over is not told of at all.
        await().untilAsserted(() -> assertThat(told).contains("incident.opened group/site"));
        restart();
        attach(told);
        clock.advance(Duration.ofMinutes(2));
        connect(site);
        clock.advance(Duration.ofMinutes(5));
        await().until(() -> only(IncidentKind.GROUP).status() == IncidentStatus.RESOLVED);

        IncidentData resolved = only(IncidentKind.GROUP);
        assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
        assertThat(resolved.resolution()).contains("recovered");
        assertThat(resolved.deviceCount()).isEqualTo(300);
        assertThat(resolved.downCount()).isZero();
        assertThat(all(IncidentKind.DEVICE)).isEmpty();
        await().untilAsserted(() -> assertThat(told).contains("incident.resolved group/site"));
        assertThat(told.stream().distinct().filter(line -> !line.startsWith("incident.updated")))
                .containsExactly("incident.opened group/site", "incident.resolved group/site");
        site.forEach(device -> {
            assertThat(engine.ledger()
                            .device(new ClientId(device))
                            .orElseThrow()
                            .state())
                    .isEqualTo(Verdict.ONLINE);
            assertThat(engine.ledger()
                            .events(new ClientId(device), Optional.empty(), 10)
                            .items())
                    .extracting(event -> event.type().shortName())
                    .startsWith("device.online")
                    .contains("device.offline");
            assertThat(engine.ledger().decisions(new ClientId(device), 10)).isNotEmpty();
        });
        assertNoDeadLetters();
    }

    private void attach(Queue<String> told) {
        engine.attach(
                new Sink("tickets", event -> event.type().isAboutAnIncident(), 5, 4, Optional.empty()),
                (events, attempt, receipt) -> {
                    Event event = events.get(0);
                    told.add(event.type().shortName() + " " + event.subject());
                    return Receipt.NONE;
                });
    }

    private void failNextCommits(int count) {
        AtomicInteger left = new AtomicInteger(count);
        watch = point -> {
            if (point == CrashPoint.BEFORE_COMMIT && left.getAndDecrement() > 0) {
                throw new IllegalStateException("not this time");
            }
        };
    }

    private void connect(String client) {
        connect(List.of(client));
    }

    private void connect(List<String> clients) {
        version++;
        accept(clients, client -> new Signal.Connected(new ClientId(client), clock.instant(), connection()));
    }

    private void drop(String client) {
        drop(List.of(client));
    }

    private void drop(List<String> clients) {
        accept(
                clients,
                client -> new Signal.Disconnected(
                        new ClientId(client), clock.instant(), connection(), Reason.CONNECTION_LOST));
    }

    private Connection connection() {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void accept(List<String> clients, Function<String, Signal> signal) {
        CompletableFuture.allOf(clients.stream()
                        .map(client -> engine.accept(signal.apply(client)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** What is due has been worked on when a signal that came after it is. */
    private void letItWork() {
        for (int i = 0; i < 2; i++) {
            engine.accept(new Signal.SignOfLife(new ClientId("other"), clock.instant()))
                    .join();
        }
    }

    private void passGrace(String client) {
        clock.advance(GRACE);
        awaitStates(List.of(client), Verdict.OFFLINE);
    }

    private void awaitStates(List<String> clients, Verdict verdict) {
        await().atMost(Duration.ofSeconds(30)).until(() -> clients.stream()
                .allMatch(client -> engine.ledger()
                                .device(new ClientId(client))
                                .orElseThrow()
                                .state()
                        == verdict));
    }

    private Silence silence(String id, String clients, Duration length) {
        return new Silence(
                id,
                Optional.of(ClientPattern.of(clients)),
                Optional.empty(),
                clock.instant(),
                clock.instant().plus(length),
                "ann",
                "works");
    }

    private List<IncidentData> all(IncidentKind kind) {
        return engine.ledger()
                .incidents(new IncidentQuery(Optional.empty(), Optional.of(kind), Optional.empty()), 1000)
                .items();
    }

    private IncidentData only(IncidentKind kind) {
        List<IncidentData> all = all(kind);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<Decision.What> decided(String client) {
        return engine.ledger().decisions(new ClientId(client), 100).stream()
                .map(Decision::what)
                .toList();
    }

    private void assertNoDeadLetters() {
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .items())
                .isEmpty();
    }
}
