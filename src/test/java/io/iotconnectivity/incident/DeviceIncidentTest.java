package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceIncidentTest {
    private final Fleet fleet = Fleet.with(IncidentPolicy.defaults());

    @Test
    void anOutageIsOneIncidentFromItsBeginningToItsEnd() {
        fleet.connects("pump-7").drops("pump-7", Reason.MQTT_KEEP_ALIVE_TIMEOUT).passesMinutes(5);
        fleet.connects("pump-7").passesMinutes(60);

        assertThat(fleet.told()).containsExactly("opened device/pump-7", "resolved device/pump-7");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.title()).isEqualTo("pump-7 is offline: MQTT_KEEP_ALIVE_TIMEOUT (POWER)");
        assertThat(opened.severity()).contains(Severity.WARNING);
        assertThat(opened.devices()).containsExactly("pump-7");
        assertThat(opened.downCount()).isOne();
        IncidentData resolved = fleet.last(EventType.INCIDENT_RESOLVED);
        assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
        assertThat(resolved.status()).isEqualTo(IncidentStatus.RESOLVED);
        assertThat(resolved.resolution()).contains("recovered");
        assertThat(resolved.downCount()).isZero();
        assertThat(resolved.sequence()).isGreaterThan(opened.sequence());
        assertThat(fleet.decided("pump-7")).containsExactly(Decision.What.OPENED, Decision.What.RESOLVED);
    }

    @Test
    void theIncidentHasTheIdThatTheEventsOfItsDeviceName() {
        fleet.connects("a").drops("a").passesMinutes(1);

        Event offline = fleet.events().stream()
                .filter(event -> event.type() == EventType.DEVICE_OFFLINE)
                .findFirst()
                .orElseThrow();
        assertThat(fleet.last(EventType.INCIDENT_OPENED).incidentId())
                .isEqualTo(offline.device().orElseThrow().incidentId().orElseThrow());
    }

    @Test
    void anAbsenceShorterThanItsGraceIsNone() {
        fleet.connects("a").drops("a").passesSeconds(20).connects("a").passesMinutes(60);

        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decisions()).isEmpty();
    }

    @Test
    void aPlannedDisconnectIsNone() {
        fleet.connects("a").drops("a", Reason.CLIENT_INITIATED_DISCONNECT).passesMinutes(60);

        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decided("a")).containsExactly(Decision.What.NOTHING);
        assertThat(fleet.desk().devices()).isEmpty();
    }

    @Test
    void aDeviceThatComesAndStaysLeavesNoTrace() {
        fleet.connects("a").passesMinutes(5).isTakenOver("b", "certificate", "192.0.2.1");
        fleet.connects("a");

        assertThat(fleet.desk().device(fleet.presence("a").client()).isNone()).isTrue();
    }

    @Test
    void whatComesOnceMoreOpensNothingAndEndsNothing() {
        fleet.connects("a").drops("a").passesMinutes(1).connects("a").passesSeconds(1);
        List<Event> sofar = List.copyOf(fleet.events());
        List<String> told = fleet.told();

        sofar.forEach(fleet::replays);

        assertThat(fleet.told()).isEqualTo(told);
    }

    @Test
    void aSilenceThatBecomesAnOutageStaysTheSameIncident() {
        io.iotconnectivity.presence.StalePolicy silence = new io.iotconnectivity.presence.StalePolicy(
                List.of(), java.util.Optional.of(java.time.Duration.ofMinutes(10)));
        Policy usual = Policy.defaults();
        Fleet silent = Fleet.with(
                new Policy(usual.reasons(), usual.defaultGrace(), usual.settle(), true, usual.asking(), silence),
                IncidentPolicy.defaults());

        silent.connects("a").passesMinutes(11);
        assertThat(silent.last(EventType.INCIDENT_OPENED).title()).isEqualTo("a is silent: SILENCE (DEVICE)");
        silent.drops("a").passesMinutes(5).connects("a");

        assertThat(silent.told()).containsExactly("opened device/a", "updated device/a", "resolved device/a");
        assertThat(silent.last(EventType.INCIDENT_UPDATED).title())
                .isEqualTo("a is offline: CONNECTION_LOST (NETWORK)");
    }

    @Test
    void anIdThatWouldForgeALineIsEscapedInTheTitleAndCut() {
        String id = "x\n".repeat(60);
        fleet.connects(id).drops(id).passesMinutes(1);

        String title = fleet.last(EventType.INCIDENT_OPENED).title();
        assertThat(title).startsWith("x\\u000a").doesNotContain("\n");
        assertThat(title.length()).isLessThanOrEqualTo(200);
    }

    @Test
    void whatComesOnceMoreOpensNothingAlsoAfterLaterNews() {
        fleet.connects("a").drops("a", Reason.SERVER_INITIATED_DISCONNECT).passesMinutes(3);
        fleet.connects("a").passesSeconds(1);
        List<Event> sofar = List.copyOf(fleet.events());
        fleet.connects("a").passesSeconds(1).connects("a");
        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a");
        List<String> told = fleet.told();

        sofar.forEach(fleet::replays);

        assertThat(fleet.told()).isEqualTo(told);
    }

    @Test
    void refusalThatIsLongAgoLeavesNoTraceOfADeviceThatIsAwayAsPlanned() {
        fleet.connects("a").isRefused("a").passesMinutes(11);
        assertThat(fleet.desk().devices()).isNotEmpty();

        fleet.drops("a", Reason.CLIENT_INITIATED_DISCONNECT);
        assertThat(fleet.desk().devices()).isEmpty();
    }

    @Test
    void groupOfADeviceIsToldWhereDevicesHaveGroups() {
        IncidentMachine plain = new IncidentMachine(IncidentPolicy.defaults());
        IncidentMachine grouped = new IncidentMachine(Fleet.grouped());
        fleet.connects("site/a");

        assertThat(plain.hasGroups()).isFalse();
        assertThat(plain.group(fleet.presence("site/a"))).isEmpty();
        assertThat(grouped.hasGroups()).isTrue();
        assertThat(grouped.group(fleet.presence("site/a"))).contains("site");
        assertThat(grouped.group(fleet.presence("a"))).isEmpty();
    }

    @Test
    void absencesAreRecalledForAsLongAsAParentMayTakeThemOver() {
        IncidentPolicy usual = IncidentPolicy.defaults();
        Suppressions site = new Suppressions(List.of(), List.of(Dependency.of("site/.*", "gateway")));

        assertThat(new IncidentMachine(usual).noDrops().lookBack()).isEqualTo(Duration.ofMinutes(11));
        assertThat(new IncidentMachine(policy(usual, Duration.ofSeconds(60), site))
                        .noDrops()
                        .lookBack())
                .isEqualTo(Duration.ofMinutes(65));
        assertThat(new IncidentMachine(policy(usual, Duration.ofHours(2), site))
                        .noDrops()
                        .lookBack())
                .isEqualTo(Duration.ofMinutes(130));
    }

    private static IncidentPolicy policy(IncidentPolicy usual, Duration stormWindow, Suppressions suppressions) {
        return new IncidentPolicy(
                usual.grouping(),
                new IncidentPolicy.Storms(
                        usual.storms().threshold(), stormWindow, usual.storms().exempt()),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                suppressions);
    }
}
