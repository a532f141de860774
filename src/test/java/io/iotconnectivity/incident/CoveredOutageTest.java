package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.incident.Decision.What;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Outages in maintenance windows and of devices whose parent is away. Every story begins at midnight. */
class CoveredOutageTest {
    private final Fleet nightly = fleet(
            List.of(new Maintenance(
                    "nightly",
                    Optional.of(ClientPattern.of("pump-.*")),
                    Optional.empty(),
                    Recurrence.of("0 1 * * *", Duration.ofHours(1), ZoneOffset.UTC),
                    Optional.empty())),
            List.of());
    private final Fleet site =
            fleet(List.of(), List.of(Dependency.of("s/.*", "gateway"), Dependency.of("gateway", "router")));

    @Test
    void anOutageThatOutlastsTheWindowIsOpenedAsItCloses() {
        nightly.connects("pump-1").passesMinutes(70).drops("pump-1").passesMinutes(49);
        assertThat(nightly.told()).isEmpty();
        assertThat(nightly.decided("pump-1")).containsExactly(What.SUPPRESSED);
        assertThat(nightly.decisions().get(0).text())
                .endsWith("because the maintenance window nightly is open until 2026-11-23T02:00:00Z.");

        nightly.passesMinutes(1);

        assertThat(nightly.told()).containsExactly("opened device/pump-1");
        assertThat(nightly.last(EventType.INCIDENT_OPENED).openedAt()).isEqualTo(Instant.parse("2026-11-23T02:00:00Z"));
        assertThat(nightly.last(EventType.INCIDENT_OPENED).since()).contains(Fleet.START.plus(Duration.ofMinutes(70)));
    }

    @Test
    void anOutageThatEndsWithinTheWindowMakesNoTicket() {
        nightly.connects("pump-1").passesMinutes(70).drops("pump-1").passesMinutes(20);
        nightly.connects("pump-1").passesMinutes(120);

        assertThat(nightly.told()).isEmpty();
        assertThat(nightly.decided("pump-1")).containsExactly(What.SUPPRESSED, What.NOTHING);
    }

    @Test
    void aWindowHoldsBackNoResolution() {
        nightly.connects("pump-1").passesMinutes(50).drops("pump-1").passesMinutes(20);
        assertThat(nightly.told()).containsExactly("opened device/pump-1");

        nightly.connects("pump-1");

        assertThat(nightly.told()).containsExactly("opened device/pump-1", "resolved device/pump-1");
    }

    @Test
    void aWindowIsForItsDevicesOnly() {
        nightly.connects("lamp-1").passesMinutes(70).drops("lamp-1").passesMinutes(1);

        assertThat(nightly.told()).containsExactly("opened device/lamp-1");
    }

    @Test
    void whatDependsOnADeviceThatIsAwayIsToldOfOnceThatIsBack() {
        online("router", "gateway", "s/1", "s/2");
        site.drops("gateway").drops("s/1").drops("s/2").passesMinutes(30);
        assertThat(site.told()).containsExactly("opened device/gateway");

        site.connects("gateway").connects("s/1").passesMinutes(2);

        assertThat(site.told())
                .containsExactly("opened device/gateway", "resolved device/gateway", "opened device/s/2");
        assertThat(site.decided("s/1")).containsExactly(What.SUPPRESSED, What.NOTHING);
    }

    @Test
    void theTopOfAChainIsToldOfAlone() {
        online("router", "gateway", "s/1");
        site.drops("router").drops("gateway").drops("s/1").passesMinutes(30);

        assertThat(site.told()).containsExactly("opened device/router");
    }

    @Test
    void devicesThatDependOnOneAnotherAreAllToldOf() {
        Fleet circle = fleet(List.of(), List.of(Dependency.of("a", "b"), Dependency.of("b", "a")));
        circle.connects("a").connects("b").passesMinutes(20);

        circle.drops("a").drops("b").passesMinutes(1);

        assertThat(circle.told()).containsExactlyInAnyOrder("opened device/a", "opened device/b");
    }

    @Test
    void theStormOfAGroupCoversWhatDependsOnIt() {
        Fleet cameras = fleet(List.of(), List.of(Dependency.of("cam", "group:s")));
        List<String> sensors = IntStream.range(0, 25).mapToObj(i -> "s/" + i).toList();
        sensors.forEach(cameras::connects);
        cameras.connects("cam").passesMinutes(20);

        sensors.forEach(cameras::drops);
        cameras.passesMinutes(1).drops("cam").passesMinutes(10);
        assertThat(cameras.told()).contains("opened group/s").noneMatch(told -> told.endsWith("device/cam"));

        sensors.forEach(cameras::connects);
        cameras.passesMinutes(10);
        assertThat(cameras.told()).contains("resolved group/s", "opened device/cam");
    }

    private void online(String... devices) {
        for (String device : devices) {
            site.connects(device);
        }
        site.passesMinutes(20);
    }

    private static Fleet fleet(List<Maintenance> windows, List<Dependency> dependencies) {
        IncidentPolicy usual = Fleet.grouped();
        return Fleet.with(new IncidentPolicy(
                usual.grouping(),
                usual.storms(),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                new Suppressions(windows, dependencies)));
    }
}
