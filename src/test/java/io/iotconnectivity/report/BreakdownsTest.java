package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.presence.Story;
import io.iotconnectivity.report.Breakdown.Item;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreakdownsTest {
    /** When stories begin: midnight. */
    private static final Instant START = Story.START;

    @TempDir
    Path folder;

    private final ListedLedger ledger = new ListedLedger();
    private final HandClock clock = new HandClock(START.plus(Duration.ofDays(1)));

    @AutoClose
    private KeptReports kept;

    /** The first letter of its id is its firmware, as {@link KeptReports} knows. */
    private void away(String device, int hour, Duration length, Reason reason) {
        tell(Story.device(device)
                .connects(1)
                .passes(Duration.ofHours(hour))
                .drops(1, reason)
                .passes(length)
                .connects(2));
    }

    private void tell(Story story) {
        story.events().forEach(event -> ledger.logs(event, true));
        ledger.devices.add(story.presence());
    }

    private Breakdown breakdown(int from, int until, ZoneId zone, Optional<String> group, String... by) {
        kept = KeptReports.open(folder, () -> ledger, clock);
        ReportQuery query = new ReportQuery(
                START.plus(Duration.ofHours(from)),
                START.plus(Duration.ofHours(until)),
                zone,
                group,
                Optional.empty(),
                Optional.empty());
        return kept.reports()
                .breakdowns()
                .of(query, Stream.of(by).map(Dimension::new).toList(), 100);
    }

    private Breakdown day(String... by) {
        return breakdown(0, 24, ZoneOffset.UTC, Optional.empty(), by);
    }

    @Test
    void absencesAreCountedByReasonAndByWhatTheDeviceIsLike() {
        away("a1", 6, Duration.ofHours(2), Reason.CONNECTION_LOST);
        away("a2", 7, Duration.ofSeconds(10), Reason.CONNECTION_LOST);
        away("b1", 8, Duration.ofMinutes(1), Reason.MQTT_KEEP_ALIVE_TIMEOUT);
        tell(Story.device("a3").connects(1));

        Breakdown breakdown = day("reason", "attribute.firmware");

        assertThat(breakdown.by()).containsExactly("reason", "attribute.firmware");
        assertThat(breakdown.devices()).isEqualTo(4);
        assertThat(breakdown.absences()).isEqualTo(3);
        assertThat(breakdown.outages()).isEqualTo(2);
        assertThat(breakdown.downSeconds()).isEqualTo(7200 + 10 + 60);
        assertThat(breakdown.items())
                .containsExactly(
                        new Item(Map.of("reason", "CONNECTION_LOST", "attribute.firmware", "a"), 2, 3, 2, 1, 7200 + 10),
                        new Item(
                                Map.of("reason", "MQTT_KEEP_ALIVE_TIMEOUT", "attribute.firmware", "b"),
                                1,
                                1,
                                1,
                                1,
                                60));
    }

    @Test
    void hoursAreThoseOfTheZone() {
        away("a", 6, Duration.ofHours(2), Reason.CONNECTION_LOST);

        Breakdown breakdown = breakdown(0, 24, ZoneId.of("Europe/Berlin"), Optional.empty(), "hour");

        assertThat(breakdown.items()).extracting(Item::values).containsExactly(Map.of("hour", "07"));
    }

    @Test
    void absencesBelongToThePeriodInWhichTheyBegin() {
        away("a", 6, Duration.ofHours(2), Reason.CONNECTION_LOST);

        assertThat(breakdown(7, 24, ZoneOffset.UTC, Optional.empty(), "reason").absences())
                .isZero();
        kept.close();
        Breakdown cut = breakdown(0, 7, ZoneOffset.UTC, Optional.empty(), "reason");
        assertThat(cut.absences()).isEqualTo(1);
        assertThat(cut.downSeconds()).isEqualTo(3600);
    }

    @Test
    void anAbsenceThatLastsCountsUpToNow() {
        tell(Story.device("a")
                .connects(1)
                .passes(Duration.ofHours(20))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofMinutes(5)));

        assertThat(breakdown(0, 48, ZoneOffset.UTC, Optional.empty(), "reason").downSeconds())
                .isEqualTo(4 * 3600);
    }

    @Test
    void plannedAbsencesAreNotCounted() {
        away("a", 6, Duration.ofHours(2), Reason.CLIENT_INITIATED_DISCONNECT);

        assertThat(day("reason").absences()).isZero();
    }

    @Test
    void onlyDevicesOfTheGroupAreCounted() {
        away("a", 6, Duration.ofHours(2), Reason.CONNECTION_LOST);
        away("b", 6, Duration.ofHours(2), Reason.CONNECTION_LOST);
        ledger.groupOf.put("b", "plant");

        Breakdown breakdown = breakdown(0, 24, ZoneOffset.UTC, Optional.of("plant"), "group", "thing-type");

        assertThat(breakdown.devices()).isEqualTo(1);
        assertThat(breakdown.items())
                .extracting(Item::values)
                .containsExactly(Map.of("group", "plant", "thing-type", "unknown"));
    }

    @Test
    void whatIsNotReadIsSaidToBeMissing() {
        day("reason");
        DeviceTraits traits = kept.reports().breakdowns().traits();

        assertThat(List.of("reason", "hour", "network", "class", "group", "attribute.firmware", "extra.sites.owner"))
                .allMatch(name -> traits.missing(new Dimension(name)).isEmpty());
        assertThat(traits.missing(new Dimension("attribute.model")).orElseThrow())
                .contains("breakdown.attributes");
        assertThat(traits.missing(new Dimension("colour"))).isPresent();
    }
}
