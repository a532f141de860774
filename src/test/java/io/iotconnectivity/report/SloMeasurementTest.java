package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.incident.Recurrence;
import io.iotconnectivity.presence.Story;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.web.ListedLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SloMeasurementTest {
    private static final Instant START = Story.START;
    private static final double HOUR = Duration.ofHours(1).toMillis();

    @TempDir
    Path folder;

    private final ListedLedger ledger = new ListedLedger();
    private final HandClock clock = new HandClock(START.plus(Duration.ofHours(24)));

    @AutoClose
    private LogFollower follower;

    private SloMeasurement open(Map<String, Double> targets, Optional<Duration> window, List<Maintenance> windows) {
        ReportSettings reports = new ReportSettings(
                true, folder.resolve("kept"), 13, Duration.ofSeconds(30), ZoneOffset.UTC, false, true, Map.of());
        AvailabilityFile file = AvailabilityFile.open(reports.file());
        follower = new LogFollower(() -> ledger, file, reports, clock);
        return new SloMeasurement(
                () -> ledger,
                file,
                follower,
                reports,
                new SloSettings(targets, window, ZoneId.of("Europe/Berlin")),
                new LedgerMembership(
                        () -> ledger,
                        List.of(),
                        device -> Optional.of("meters")
                                .filter(name -> device.client().value().startsWith("meter")),
                        reports),
                windows,
                "CLIENT_INITIATED_DISCONNECT"::equals,
                clock);
    }

    private void tell(Story story) {
        story.events().forEach(event -> ledger.logs(event, true));
        ledger.devices.add(story.presence());
    }

    /** It is away from 6:00 to 8:00. */
    private void awayForTwoHours(String device, Reason reason) {
        tell(Story.device(device)
                .connects(1)
                .passes(Duration.ofHours(6))
                .drops(1, reason)
                .passes(Duration.ofHours(2))
                .connects(2));
    }

    @Test
    void eachClassIsMeasuredAgainstItsOwnObjective() {
        awayForTwoHours("meter-1", Reason.CONNECTION_LOST);
        tell(Story.device("meter-2").connects(1));
        awayForTwoHours("pump-1", Reason.CONNECTION_LOST);

        List<ClassSlo> measured = open(
                        Map.of("meters", 0.99, "default", 0.9, "lamps", 0.95),
                        Optional.of(Duration.ofDays(30)),
                        List.of())
                .measure()
                .orElseThrow();

        assertThat(measured).extracting(ClassSlo::name).containsExactly("default", "lamps", "meters");
        ClassSlo meters = measured.get(2);
        assertThat(meters.devices()).isEqualTo(2);
        assertThat(meters.away()).isZero();
        assertThat(meters.worst()).containsExactly("meter-1");
        assertThat((double) meters.budget().spent()).isEqualTo(2 * HOUR);
        assertThat(meters.budget().total()).isCloseTo(0.01 * 2 * 30 * 24 * HOUR, within(10.0));
        assertThat(meters.budget().remaining().orElseThrow()).isCloseTo(1 - 2 / 14.4, within(1e-6));
        assertThat(meters.rates().get(Duration.ofDays(3))).isCloseTo(2 / (0.01 * 2 * 72), within(1e-6));
        assertThat(meters.rates().get(Duration.ofHours(6))).isZero();
        assertThat(measured.get(0).budget().remaining().orElseThrow()).isCloseTo(1 - 2 / 72.0, within(1e-6));
        assertThat(measured.get(1).budget().remaining()).isEmpty();
        assertThat(measured.get(1).reading().isPlainlyFine()).isTrue();
    }

    @Test
    void plannedAbsencesAndMaintenanceSpendNothing() {
        awayForTwoHours("meter-1", Reason.CLIENT_INITIATED_DISCONNECT);
        awayForTwoHours("meter-2", Reason.CONNECTION_LOST);
        Maintenance early = new Maintenance(
                "early",
                Optional.of(io.iotconnectivity.signal.ClientPattern.of("meter-2")),
                Optional.empty(),
                Recurrence.of("0 7 * * *", Duration.ofHours(2), ZoneId.of("UTC")),
                Optional.empty());

        ClassSlo meters = open(Map.of("meters", 0.99), Optional.of(Duration.ofDays(30)), List.of(early))
                .measure()
                .orElseThrow()
                .get(0);

        assertThat((double) meters.budget().spent()).isEqualTo(HOUR);
        assertThat((double) meters.budget().up()).isEqualTo((22 + 21) * HOUR);
    }

    @Test
    void budgetOfAMonthIsThatOfTheWholeMonthInItsZone() {
        awayForTwoHours("meter-1", Reason.CONNECTION_LOST);

        ClassSlo meters = open(Map.of("meters", 0.99), Optional.empty(), List.of())
                .measure()
                .orElseThrow()
                .get(0);

        assertThat(meters.from()).isEqualTo("2026-10-31T23:00:00Z");
        assertThat(meters.until()).isEqualTo("2026-11-30T23:00:00Z");
        assertThat(meters.budget().total()).isCloseTo(0.01 * 30 * 24 * HOUR, within(10.0));
        assertThat((double) meters.budget().spent()).isEqualTo(2 * HOUR);
    }

    /** Of the fleet that the first listing finds, those that are away have been for long, and the others connect every day. */
    @Test
    void whatTheFirstListingTellsOfTheTimeBeforeDoesNotCount() {
        tell(Story.device("meter-0").drops(1, Reason.CONNECTION_LOST, START.minus(Duration.ofDays(40))));
        for (int i = 1; i < 10; i++) {
            tell(Story.device("meter-" + i).connects(1, START.minus(Duration.ofMinutes(30))));
        }

        ClassSlo meters = open(Map.of("meters", 0.8), Optional.of(Duration.ofDays(30)), List.of())
                .measure()
                .orElseThrow()
                .get(0);

        assertThat((double) meters.budget().spent()).isEqualTo(24 * HOUR);
        assertThat((double) meters.budget().up()).isEqualTo(9 * 24 * HOUR);
        assertThat(meters.budget().total()).isCloseTo(0.2 * 10 * 30 * 24 * HOUR, within(10.0));
        assertThat(meters.rates().get(Duration.ofHours(6))).isCloseTo(0.5, within(1e-6));
        assertThat(meters.rates().get(Duration.ofDays(3))).isCloseTo(0.5 / 3, within(1e-6));
    }

    @Test
    void budgetOfAClassOfNewDevicesIsThatOfTheWholeWindow() {
        tell(Story.device("pump-1").connects(1));
        tell(Story.device("meter-1")
                .passes(Duration.ofHours(20))
                .connects(1)
                .passes(Duration.ofHours(1))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofHours(1))
                .connects(2));

        ClassSlo meters = open(Map.of("meters", 0.99), Optional.of(Duration.ofDays(30)), List.of())
                .measure()
                .orElseThrow()
                .get(0);

        assertThat((double) meters.budget().spent()).isEqualTo(HOUR);
        assertThat(meters.budget().total()).isCloseTo(0.01 * 30 * 24 * HOUR, within(10.0));
        assertThat(meters.rates().get(Duration.ofHours(6))).isCloseTo(1 / 0.06, within(1e-6));
    }

    @Test
    void retiredDeviceSpendsNothing() {
        awayForTwoHours("meter-1", Reason.CONNECTION_LOST);
        tell(Story.device("meter-2")
                .connects(1)
                .passes(Duration.ofHours(1))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofHours(6))
                .isRetired());

        ClassSlo meters = open(Map.of("meters", 0.99), Optional.of(Duration.ofDays(30)), List.of())
                .measure()
                .orElseThrow()
                .get(0);

        assertThat(meters.devices()).isEqualTo(1);
    }
}
