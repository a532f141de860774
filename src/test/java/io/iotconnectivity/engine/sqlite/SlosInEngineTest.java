package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.IncidentStory;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.report.AvailabilityFile;
import io.iotconnectivity.report.LedgerMembership;
import io.iotconnectivity.report.LogFollower;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.report.SloMeasurement;
import io.iotconnectivity.report.SloSettings;
import io.iotconnectivity.report.SloWatch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the histories of devices to the tickets about the error budget of their class. */
class SlosInEngineTest extends IncidentStory implements OnSqlite {
    private static final List<String> METERS =
            IntStream.range(0, 10).mapToObj(number -> "meter-" + number).toList();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private ReportSettings settings;

    @AutoClose
    private LogFollower follower;

    private AvailabilityFile file;
    private SloWatch watch;

    @BeforeEach
    void follow() {
        settings = new ReportSettings(
                true, directory.resolve("kept"), 13, Duration.ofSeconds(30), ZoneOffset.UTC, false, false, Map.of());
        file = AvailabilityFile.open(settings.file());
        follower = new LogFollower(() -> engine.ledger(), file, settings, clock);
        watch = watch(Map.of("meters", 0.99));
        engine.attach(
                new Sink(
                        "desk",
                        event -> event.incident()
                                .filter(incident -> incident.kind() == IncidentKind.SLO)
                                .isPresent(),
                        5,
                        4,
                        Optional.empty()),
                (events, attempt, receipt) -> {
                    told.add(events.get(0).type().shortName());
                    return Receipt.NONE;
                });
    }

    private SloWatch watch(Map<String, Double> targets) {
        return new SloWatch(
                new SloMeasurement(
                        () -> engine.ledger(),
                        file,
                        follower,
                        settings,
                        new SloSettings(targets, Optional.of(Duration.ofDays(30)), ZoneOffset.UTC),
                        new LedgerMembership(
                                () -> engine.ledger(),
                                List.of(),
                                device -> Optional.of("meters")
                                        .filter(name -> device.client().value().startsWith("meter")),
                                settings),
                        List.of(),
                        reason -> false,
                        clock),
                engine,
                clock,
                meters);
    }

    /** Half of them, for 40 minutes. */
    private void halfOfThemAreAway() {
        connect(METERS);
        clock.advance(Duration.ofHours(2));
        watch.measure();
        assertThat(all(IncidentKind.SLO)).isEmpty();
        drop(METERS.subList(0, 5));
        clock.advance(Duration.ofMinutes(40));
        letItWork();
    }

    @Test
    void classThatSpendsItsBudgetTooFastHasOneIncidentAndOneEndOfIt() {
        halfOfThemAreAway();
        watch.measure();
        watch.measure();

        await().until(() -> told.size() == 1);
        IncidentData opened = only(IncidentKind.SLO);
        assertThat(opened.severity()).contains(Severity.CRITICAL);
        assertThat(opened.classes()).containsExactly("meters");
        assertThat(opened.deviceCount()).isEqualTo(10);
        assertThat(opened.downCount()).isEqualTo(5);
        assertThat(opened.devices()).containsExactlyElementsOf(METERS.subList(0, 5));
        assertThat(meters.get("iotc.slo.burn.rate")
                        .tags("class", "meters", "window", "5m")
                        .gauge()
                        .value())
                .isBetween(49.9, 50.1);
        assertThat(meters.get("iotc.slo.budget.remaining.ratio")
                        .tag("class", "meters")
                        .gauge()
                        .value())
                .isBetween(0.9, 0.96);

        connect(METERS);
        clock.advance(Duration.ofMinutes(6));
        watch.measure();
        watch.measure();

        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("incident.opened", "incident.resolved");
        assertThat(only(IncidentKind.SLO).status()).isEqualTo(IncidentStatus.RESOLVED);
        assertNoDeadLetters();
    }

    @Test
    void incidentThatAnEarlierProcessLeftOpenEnds() {
        halfOfThemAreAway();
        watch.measure();
        await().until(() -> told.size() == 1);
        connect(METERS);
        clock.advance(Duration.ofMinutes(6));

        watch(Map.of("meters", 0.99)).measure();

        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("incident.opened", "incident.resolved");
    }

    /** The view of a new leader may not know yet what the one before has opened. */
    @Test
    void incidentThatAnotherLeaderOpenedMeanwhileEnds() {
        halfOfThemAreAway();
        watch(Map.of("meters", 0.99)).measure();
        await().until(() -> told.size() == 1);
        connect(METERS);
        clock.advance(Duration.ofMinutes(6));

        watch.measure();

        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("incident.opened", "incident.resolved");
    }

    @Test
    void nothingIsOpenedOrEndedWhileWhatIsUnreadMaySayThatDevicesAreBack() {
        halfOfThemAreAway();
        engine.holdDeadlines("test", clock.instant().plus(Duration.ofHours(1)));
        watch.measure();
        assertThat(all(IncidentKind.SLO)).isEmpty();
        assertThat(watch.latest()).isPresent();

        engine.holdDeadlines("test", clock.instant());
        watch.measure();
        await().until(() -> told.size() == 1);
        connect(METERS);
        clock.advance(Duration.ofMinutes(6));
        engine.holdDeadlines("test", clock.instant().plus(Duration.ofHours(1)));
        watch.measure();
        assertThat(only(IncidentKind.SLO).status()).isEqualTo(IncidentStatus.OPEN);

        engine.holdDeadlines("test", clock.instant());
        watch.measure();
        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("incident.opened", "incident.resolved");
    }

    @Test
    void incidentEndsIfNothingIsMeasuredAnyMore() {
        halfOfThemAreAway();
        watch.measure();
        await().until(() -> told.size() == 1);

        SloWatch.ofNone(engine, clock).measure();

        await().until(() -> told.size() == 2);
        assertThat(only(IncidentKind.SLO).title()).isEqualTo("Class meters has no objective for availability any more");
    }

    @Test
    void incidentOfAClassEndsWithItsObjective() {
        halfOfThemAreAway();
        watch.measure();
        await().until(() -> told.size() == 1);

        watch(Map.of()).measure();

        await().until(() -> told.size() == 2);
        assertThat(only(IncidentKind.SLO).title()).isEqualTo("Class meters has no objective for availability any more");
    }
}
