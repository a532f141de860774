package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.availability.Months;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.incident.Recurrence;
import io.iotconnectivity.presence.Story;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.web.ListedLedger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

class ReportsTest {
    /** When stories begin: midnight. */
    private static final Instant START = Story.START;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    @TempDir
    Path folder;

    private final ListedLedger ledger = new ListedLedger();
    private final HandClock clock = new HandClock(START.plus(Duration.ofDays(1)));

    @AutoClose
    private KeptReports kept;

    private KeptReports open() {
        return open(false, List.of());
    }

    private KeptReports open(boolean excludesPlanned, List<Maintenance> windows) {
        kept = KeptReports.open(folder, () -> ledger, clock, excludesPlanned, windows);
        return kept;
    }

    /** The device is away from 6:00 to 8:00. */
    private void awayForTwoHours(String device, Reason reason) {
        tell(Story.device(device)
                .connects(1)
                .passes(Duration.ofHours(6))
                .drops(1, reason)
                .passes(Duration.ofHours(2))
                .connects(2));
    }

    private void tell(Story story) {
        story.events().forEach(event -> ledger.logs(event, true));
        ledger.devices.add(story.presence());
    }

    private static ReportQuery day() {
        return hours(0, 24);
    }

    private static ReportQuery hours(int from, int until) {
        return new ReportQuery(
                START.plus(Duration.ofHours(from)),
                START.plus(Duration.ofHours(until)),
                ZoneOffset.UTC,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void reportSaysHowLongEachDeviceWasAwayAndWhy() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        tell(Story.device("b").connects(1));
        ledger.groupOf.put("a", "plant");

        FleetReport report = open().reports().report(day(), 10);

        assertThat(report.complete()).isTrue();
        assertThat(report.fleet().devices()).isEqualTo(2);
        assertThat(report.fleet().period()).isEqualTo(48 * HOUR);
        assertThat(report.fleet().up()).isEqualTo(46 * HOUR);
        assertThat(report.fleet().downByReason()).containsOnly(Map.entry("CONNECTION_LOST", 2 * HOUR));
        assertThat(report.fleet().outages()).isEqualTo(1);
        assertThat(report.fleet().connections()).isEqualTo(3);
        assertThat(report.groups()).containsOnlyKeys("plant");
        assertThat(report.classes()).containsOnlyKeys(Membership.DEFAULT_CLASS);
        assertThat(report.devices())
                .extracting(FleetReport.DeviceFigures::client)
                .containsExactly("a", "b");
    }

    @Test
    void devicesAreAddedUpByWhatAnEnrichRouteKnows() {
        tell(Story.device("a").connects(1).isTold("sites", Map.of("site", "Oslo")));
        tell(Story.device("b").connects(1).isTold("sites", Map.of("site", "Oslo")));
        tell(Story.device("c").connects(1));
        ReportQuery day = day();

        FleetReport report = open().reports()
                .report(
                        new ReportQuery(
                                day.from(),
                                day.until(),
                                day.zone(),
                                day.group(),
                                day.deviceClass(),
                                day.device(),
                                ExtraField.ofKey("extra.sites.site")),
                        10);

        assertThat(report.parts()).containsOnlyKeys("Oslo", "unknown");
        assertThat(report.parts().get("Oslo").devices()).isEqualTo(2);
        assertThat(ReportView.of(report).by()).contains("extra.sites.site");
        assertThat(kept.reports().report(day, 10).parts()).isEmpty();
    }

    @Test
    void filesHaveColumnsForWhatTheSettingsName() throws Exception {
        tell(Story.device("a").connects(1).isTold("sites", Map.of("site", "=Oslo")));
        tell(Story.device("b").connects(1));
        ReportSettings usual = open().reports().settings();
        kept.close();
        kept = KeptReports.open(
                new ReportSettings(
                        true,
                        usual.file(),
                        usual.months(),
                        usual.leastOutage(),
                        usual.zone(),
                        false,
                        false,
                        Map.of(),
                        List.of(new ExtraField("sites", "site")),
                        Optional.empty()),
                () -> ledger,
                clock,
                List.of());
        Path file = folder.resolve("report.csv");

        CsvReport.write(kept.reports(), day(), file);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).endsWith(",downSecondsByReason,extra.sites.site");
        assertThat(lines.get(1)).startsWith("a,").endsWith(",'=Oslo");
        assertThat(lines.get(2)).startsWith("b,").endsWith(",");
    }

    @Test
    void periodThatBeginsOrEndsWithinAnOutageHasItsPartOfIt() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);

        Figures first = open().reports().report(hours(0, 7), 1).fleet();
        Figures second = kept.reports().report(hours(7, 24), 1).fleet();

        assertThat(first.down()).isEqualTo(HOUR);
        assertThat(second.down()).isEqualTo(HOUR);
        assertThat(first.longestOutage()).isEqualTo(HOUR);
        assertThat(second.up()).isEqualTo(16 * HOUR);
    }

    @Test
    void reportsAreTheSameAfterARestartAndIfTheLogIsReadAgain() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        FleetReport before = open().reports().report(day(), 10);
        kept.close();
        // As if the log were another one, with other places.
        ledger.logs(ledger.eventsFrom(LogPosition.BEGINNING, 1).events().get(0).event(), true);

        FleetReport after = open().reports().report(day(), 10);

        assertThat(FiguresView.of(after.fleet())).isEqualTo(FiguresView.of(before.fleet()));
    }

    @Test
    void deviceWhoseEventsAreNoLongerInTheLogIsCountedFromItsState() {
        Story story = Story.device("a").connects(1);
        ledger.devices.add(story.presence());

        Figures figures = open().reports().report(day(), 10).fleet();

        assertThat(figures.up()).isEqualTo(24 * HOUR);
    }

    @Test
    void timeBeforeADeviceWasFirstHeardOfIsUnknown() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);

        Figures figures = open().reports().report(hours(-10, 24), 10).fleet();

        assertThat(figures.unknown()).isEqualTo(10 * HOUR);
        assertThat(figures.up() + figures.down() + figures.unknown()).isEqualTo(34 * HOUR);
    }

    @Test
    void retiredDeviceIsInNoReportButItsOwnAndBackInAllWhenItReturns() {
        tell(Story.device("a").connects(1));
        Story gone = Story.device("b")
                .connects(1)
                .passes(Duration.ofHours(6))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofHours(2))
                .isRetired();
        tell(gone);
        ledger.groupOf.put("b", "plant");

        FleetReport report = open().reports().report(day(), 10);
        Figures own = kept.reports().report(about("b"), 10).fleet();

        assertThat(report.fleet().devices()).isEqualTo(1);
        assertThat(report.fleet().down()).isZero();
        assertThat(report.groups()).isEmpty();
        assertThat(own.up()).isEqualTo(6 * HOUR);
        assertThat(own.down()).isEqualTo(2 * HOUR);
        assertThat(own.unknown()).isEqualTo(16 * HOUR);

        ledger.devices.remove(gone.presence());
        ledger.devices.add(gone.isRestored().presence());
        assertThat(kept.reports().report(day(), 10).fleet().devices()).isEqualTo(2);
    }

    @Test
    void timeInWhichADeviceIsRetiredIsUnknownWhateverItDoesMeanwhile() {
        tell(Story.device("a")
                .connects(1)
                .passes(Duration.ofHours(6))
                .isRetired()
                .passes(Duration.ofHours(1))
                .drops(
                        1,
                        Reason.CONNECTION_LOST,
                        START.plus(Duration.ofHours(6)).plusSeconds(600)));
        tell(Story.device("b")
                .connects(1)
                .passes(Duration.ofHours(4))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofHours(2))
                .isRetired()
                .passes(Duration.ofHours(6))
                .isRestored());

        Figures first = open().reports().report(about("a"), 10).fleet();
        Figures second = kept.reports().report(about("b"), 10).fleet();

        assertThat(first.up()).isEqualTo(6 * HOUR);
        assertThat(first.unknown()).isEqualTo(18 * HOUR);
        assertThat(first.down()).isZero();
        assertThat(first.interruptions()).isZero();
        assertThat(second.up()).isEqualTo(4 * HOUR);
        assertThat(second.unknown()).isEqualTo(6 * HOUR);
        assertThat(second.down()).isEqualTo(14 * HOUR);
    }

    /** Its state alone says that it was away since it dropped, which was while it was retired. */
    @Test
    void deviceThatDroppedWhileItWasRetiredWasNotAwayBeforeItWasRestored() {
        Story story = Story.device("a")
                .connects(1)
                .passes(Duration.ofHours(6))
                .isRetired()
                .passes(Duration.ofHours(1))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofHours(5))
                .isRestored();
        story.events().forEach(event -> ledger.logs(event, true));
        ledger.devices.add(story.presence());

        Figures figures = open().reports().report(day(), 10).fleet();

        assertThat(figures.up()).isEqualTo(6 * HOUR);
        assertThat(figures.unknown()).isEqualTo(6 * HOUR);
        assertThat(figures.down()).isEqualTo(12 * HOUR);
    }

    private static ReportQuery about(String device) {
        ReportQuery day = day();
        return new ReportQuery(
                day.from(), day.until(), day.zone(), Optional.empty(), Optional.empty(), Optional.of(device));
    }

    @Test
    void whatHasNotHappenedYetIsNotCounted() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);

        FleetReport report = open().reports().report(hours(0, 100), 10);

        assertThat(report.until()).isEqualTo(clock.instant());
        assertThat(report.fleet().period()).isEqualTo(24 * HOUR);
        assertThat(kept.reports().report(hours(50, 100), 10).fleet().period()).isZero();
    }

    @Test
    void maintenanceIsExcludedAlsoWhereItRecurs() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        Maintenance nightly = new Maintenance(
                "early",
                Optional.empty(),
                Optional.of("plant"),
                Recurrence.of("0 7 * * *", Duration.ofHours(2), ZoneId.of("UTC")),
                Optional.empty());
        ledger.groupOf.put("a", "plant");

        Figures figures = open(false, List.of(nightly))
                .reports()
                .report(hours(-24, 24), 10)
                .fleet();

        assertThat(figures.maintenance()).isEqualTo(4 * HOUR);
        assertThat(figures.down()).isEqualTo(HOUR);
        assertThat(figures.up()).isEqualTo(21 * HOUR);
        assertThat(figures.unknown()).isEqualTo(22 * HOUR);
        assertThat(figures.outageTime()).isEqualTo(HOUR);
    }

    @Test
    void maintenanceIsExcludedHoweverLongBeforeItThePeriodBegins() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        Maintenance often = new Maintenance(
                "often",
                Optional.empty(),
                Optional.of("plant"),
                Recurrence.of("0 */6 * * *", Duration.ofHours(1), ZoneId.of("UTC")),
                Optional.empty());
        ledger.groupOf.put("a", "plant");
        ReportQuery day = day();

        Figures figures = open(false, List.of(often))
                .reports()
                .report(
                        new ReportQuery(
                                Instant.EPOCH, day.until(), day.zone(), day.group(), day.deviceClass(), day.device()),
                        10)
                .fleet();

        assertThat(figures.down()).isEqualTo(HOUR);
    }

    @Test
    void maintenanceIsExcludedHoweverOftenItRecurs() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        Maintenance often = new Maintenance(
                "often",
                Optional.empty(),
                Optional.of("plant"),
                Recurrence.of("*/5 * * * *", Duration.ofMinutes(3), ZoneId.of("UTC")),
                Optional.empty());
        ledger.groupOf.put("a", "plant");

        Figures figures = open(false, List.of(often))
                .reports()
                .report(hours(-24 * 365, 24), 10)
                .fleet();

        assertThat(figures.maintenance()).isEqualTo(366 * 24 * HOUR * 3 / 5);
        assertThat(figures.down()).isEqualTo(2 * HOUR * 2 / 5);
        assertThat(figures.up()).isEqualTo(22 * HOUR * 2 / 5);
    }

    @Test
    void timeInWhichASourceWasBlindIsExcluded() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        ledger.logs(blind("source-presence", IncidentStatus.OPEN, Optional.empty()), true);
        ledger.logs(
                blind("source-presence", IncidentStatus.RESOLVED, Optional.of(START.plus(Duration.ofHours(7)))), true);
        ledger.logs(blind("source-sign-of-life", IncidentStatus.OPEN, Optional.empty()), true);

        Figures figures = open().reports().report(day(), 10).fleet();

        assertThat(figures.blind()).isEqualTo(2 * HOUR);
        assertThat(figures.down()).isEqualTo(HOUR);
        assertThat(figures.up()).isEqualTo(21 * HOUR);
    }

    @Test
    void timeInWhichASourceIsStillBlindIsExcludedUpToNow() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        Event open = blind("source-presence", IncidentStatus.OPEN, Optional.empty());
        ledger.logs(open, true);
        ledger.incidents.add(open.incident().orElseThrow());

        Figures figures = open().reports().report(day(), 10).fleet();

        assertThat(figures.blind()).isEqualTo(19 * HOUR);
        assertThat(figures.up()).isEqualTo(5 * HOUR);
        assertThat(figures.down()).isZero();
    }

    @Test
    void blindTimeEndsEvenIfTheLogHasLostItsEnd() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        ledger.logs(blind("source-presence", IncidentStatus.OPEN, Optional.empty()), true);
        open().reports().report(day(), 10);
        clock.advance(Duration.ofHours(10));

        Figures later = kept.reports().report(hours(24, 34), 10).fleet();

        assertThat(later.blind()).isZero();
        assertThat(later.up()).isEqualTo(10 * HOUR);
    }

    @Test
    void plannedAbsencesCountOnlyWhereTheClassSaysSo() {
        awayForTwoHours("a", Reason.CLIENT_INITIATED_DISCONNECT);

        assertThat(open().reports().report(day(), 10).fleet().down()).isEqualTo(2 * HOUR);
        kept.close();
        Figures figures = open(true, List.of()).reports().report(day(), 10).fleet();

        assertThat(figures.planned()).isEqualTo(2 * HOUR);
        assertThat(figures.down()).isZero();
        assertThat(figures.outages()).isZero();
    }

    @Test
    void monthsThatAreOldAreDeletedAndWhatIsTrueNowIsKept() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        open().reports().report(day(), 10);
        Instant muchLater = START.plus(Duration.ofDays(500));

        kept.file().prune(Months.of(muchLater.toEpochMilli()));

        clock.advance(Duration.ofDays(500));
        assertThat(kept.reports()
                        .report(
                                new ReportQuery(
                                        muchLater,
                                        muchLater.plusSeconds(60),
                                        ZoneOffset.UTC,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                1)
                        .fleet()
                        .up())
                .isEqualTo(60_000);
    }

    @Test
    void deviceThatIsGoneIsForgottenAfterTheMonthsThatAreKept() {
        awayForTwoHours("gone", Reason.CONNECTION_LOST);
        awayForTwoHours("here", Reason.CONNECTION_LOST);
        open().reports().report(day(), 10);
        int later = Months.of(START.toEpochMilli()) + 1;

        kept.file().forget(later - 1, client -> true);
        assertThat(kept.reports().report(day(), 10).fleet().devices()).isEqualTo(2);
        kept.file().forget(later, "gone"::equals);

        assertThat(kept.reports().report(day(), 10).devices())
                .extracting(FleetReport.DeviceFigures::client)
                .containsExactly("here");
    }

    @Test
    void deviceThatIsNoLongerKnownIsInNoReport() {
        awayForTwoHours("a", Reason.CONNECTION_LOST);
        ledger.devices.clear();

        assertThat(open().reports().report(day(), 10).fleet().devices()).isZero();
    }

    @Test
    void nameThatNothingHasIsAMistakeThatSaysWhatThereIs() {
        awayForTwoHours("pump-7", Reason.CONNECTION_LOST);
        ledger.groupOf.put("pump-7", "plant");
        ledger.groups.add(new GroupCount("plant", 1, 0));
        ledger.groups.add(new GroupCount("", 3, 0));
        Reports reports = open().reports();
        ledger.groupsAreAsked = true;

        assertThat(reports.mistake(about("pump-7"))).isEmpty();
        assertThat(reports.mistake(about("pump"))).contains("device is not known; this is part of the ids of pump-7");
        assertThat(reports.mistake(about("x".repeat(1000)))).isPresent();
        assertThat(reports.mistake(of(Optional.of("plant"), Optional.of(Membership.DEFAULT_CLASS))))
                .isEmpty();
        assertThat(reports.mistake(of(Optional.of("plnt"), Optional.empty())))
                .contains("group has no device; there are plant");
        assertThat(reports.mistake(of(Optional.empty(), Optional.of("pumps"))))
                .contains("class is none that there is; there are default");
    }

    private static ReportQuery of(Optional<String> group, Optional<String> deviceClass) {
        ReportQuery day = day();
        return new ReportQuery(day.from(), day.until(), day.zone(), group, deviceClass, Optional.empty());
    }

    @Test
    void fileHasARowForEachDeviceAndNothingInItIsComputed() throws Exception {
        awayForTwoHours("b,\"1\"", Reason.CONNECTION_LOST);
        awayForTwoHours("=HYPERLINK(1)", new Reason("-1+1"));
        Path file = folder.resolve("report.csv");

        CsvReport.write(open().reports(), day(), file);

        assertThat(file)
                .content()
                .contains(
                        "\r\n'=HYPERLINK(1),,default,0.9166666666666666,86400,79200,7200,0,0,0,0,0,0,2,39600,57600,1,0,7200,7200,79200,'-1+1=7200\r\n")
                .contains(
                        "\r\n\"b,\"\"1\"\"\",,default,0.9166666666666666,86400,79200,7200,",
                        ",CONNECTION_LOST=7200\r\n");
    }

    @Test
    void cellsThatASpreadsheetMakesOfPartsOfANameAreNotComputedEither() throws Exception {
        awayForTwoHours("a;=1+1", Reason.CONNECTION_LOST);
        awayForTwoHours("b\t @SUM(1)", Reason.CONNECTION_LOST);
        awayForTwoHours("\uff1d1+1", Reason.CONNECTION_LOST);
        awayForTwoHours("pump-7;x=1", Reason.CONNECTION_LOST);
        Path file = folder.resolve("report.csv");

        CsvReport.write(open().reports(), day(), file);

        assertThat(file)
                .content(StandardCharsets.UTF_8)
                .contains("\r\na;'=1+1,", "\r\nb\t '@SUM(1),", "\r\n'\uff1d1+1,", "\r\npump-7;x=1,");
    }

    private static Event blind(String source, IncidentStatus status, Optional<Instant> resolvedAt) {
        Instant since = START.plus(Duration.ofHours(5));
        IncidentData data = new IncidentData(
                "i-" + source,
                "blind/" + source,
                IncidentKind.BLIND,
                status,
                Optional.empty(),
                "blind",
                since.plusSeconds(120),
                Optional.of(since),
                resolvedAt,
                resolvedAt.map(end -> "recovered"),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);
        return new Event("e", EventType.INCIDENT_OPENED, data.key(), since, data);
    }
}
