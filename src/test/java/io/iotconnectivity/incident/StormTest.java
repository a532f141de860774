package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StormTest {
    private final Fleet fleet = Fleet.with(Fleet.grouped());

    private static List<String> devices(String site, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> String.format(Locale.ROOT, "%s/%05d", site, number))
                .toList();
    }

    private List<String> online(String site, int count) {
        List<String> devices = devices(site, count);
        devices.forEach(fleet::connects);
        fleet.passesMinutes(20);
        return devices;
    }

    @Test
    void devicesOfOneGroupThatDropTogetherAreOneIncident() {
        List<String> site = online("site-3", 34);

        site.forEach(fleet::drops);
        fleet.passesMinutes(3);
        site.forEach(fleet::connects);
        fleet.passesMinutes(5);

        assertThat(fleet.told()).startsWith("opened group/site-3").endsWith("resolved group/site-3");
        assertThat(fleet.told().stream().filter(told -> !told.startsWith("updated")))
                .hasSize(2);
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.kind()).isEqualTo(IncidentKind.GROUP);
        assertThat(opened.title()).isEqualTo("34 devices of site-3 are offline: CONNECTION_LOST (NETWORK)");
        assertThat(opened.group()).contains("site-3");
        assertThat(opened.deviceCount()).isEqualTo(34);
        assertThat(opened.downCount()).isEqualTo(34);
        assertThat(opened.devices()).hasSize(34).contains("site-3/00033");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("recovered");
        assertThat(fleet.decided("site-3/00005")).containsExactly(Decision.What.JOINED, Decision.What.RESOLVED);
    }

    @Test
    void fewerThanTheThresholdHaveIncidentsOfTheirOwn() {
        List<String> site = online("site-3", 19);

        site.forEach(fleet::drops);
        fleet.passesMinutes(3);

        assertThat(fleet.told()).hasSize(19).allMatch(told -> told.startsWith("opened device/site-3/"));
    }

    @Test
    void devicesOfDifferentGroupsAreCountedApart() {
        List<String> north = online("north", 15);
        List<String> south = online("south", 15);

        north.forEach(fleet::drops);
        south.forEach(fleet::drops);
        fleet.passesMinutes(3);

        assertThat(fleet.told()).hasSize(30).allMatch(told -> told.startsWith("opened device/"));
    }

    @Test
    void thoseThatAreBackWithinTheirGraceDoNotMakeAStorm() {
        List<String> site = online("site-3", 30);

        site.forEach(fleet::drops);
        fleet.passesSeconds(10);
        site.subList(0, 20).forEach(fleet::connects);
        fleet.passesMinutes(3);

        assertThat(fleet.told()).hasSize(10).allMatch(told -> told.startsWith("opened device/"));
    }

    @Test
    void incidentsThatWereOpenedBeforeGoOnInTheStorm() {
        List<String> site = online("site-3", 25);

        for (String device : site) {
            fleet.drops(device).passesSeconds(2);
        }
        fleet.passesMinutes(2);

        List<IncidentData> merged = fleet.incidents(EventType.INCIDENT_RESOLVED);
        IncidentData storm = fleet.incidents(EventType.INCIDENT_OPENED).stream()
                .filter(opened -> opened.kind() == IncidentKind.GROUP)
                .findFirst()
                .orElseThrow();
        assertThat(merged).isNotEmpty().allSatisfy(incident -> {
            assertThat(incident.resolution()).contains("merged");
            assertThat(incident.mergedInto()).contains(storm.incidentId());
        });
        assertThat(fleet.incidents(EventType.INCIDENT_OPENED)).hasSize(merged.size() + 1);
        assertThat(fleet.desk().stormMembers("site-3")).hasSize(25);
        assertThat(fleet.desk().group("site-3").storm().orElseThrow().down()).isEqualTo(25);
    }

    @Test
    void theLastFewAreHandedOverToIncidentsOfTheirOwn() {
        List<String> site = online("site-3", 40);
        site.forEach(fleet::drops);
        fleet.passesMinutes(3);

        site.subList(3, 40).forEach(fleet::connects);
        fleet.passesMinutes(3);

        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("handed over");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).downCount()).isEqualTo(3);
        assertThat(fleet.told())
                .endsWith("opened device/site-3/00000", "opened device/site-3/00001", "opened device/site-3/00002");
        assertThat(fleet.decided("site-3/00001"))
                .containsExactly(Decision.What.JOINED, Decision.What.HANDED_OVER, Decision.What.OPENED);

        site.subList(0, 3).forEach(fleet::connects);
        assertThat(fleet.told())
                .endsWith(
                        "resolved device/site-3/00000", "resolved device/site-3/00001", "resolved device/site-3/00002");
    }

    @Test
    void anIncidentThatIsHandedBackAfterAMergerIsAnother() {
        List<String> site = online("site-3", 20);
        fleet.drops(site.get(0)).passesSeconds(40);
        site.subList(1, 20).forEach(fleet::drops);
        fleet.passesMinutes(1);
        site.subList(1, 20).forEach(fleet::connects);
        fleet.passesMinutes(5);

        List<String> opened = fleet.incidents(EventType.INCIDENT_OPENED).stream()
                .map(IncidentData::incidentId)
                .toList();
        assertThat(fleet.told())
                .contains("opened group/site-3", "resolved device/site-3/00000")
                .endsWith("opened device/site-3/00000");
        assertThat(opened).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void aStormOfTenThousandIsOneTicketWithFewUpdates() {
        Fleet large = Fleet.with(Fleet.grouped());
        List<String> site = devices("site", 10_000);
        site.forEach(large::connects);
        large.passesMinutes(20);

        site.forEach(large::drops);
        large.passesMinutes(10);
        assertThat(large.desk().stormMembers("site")).hasSize(10_000);
        for (int i = 0; i < 10; i++) {
            site.subList(i * 1000, i * 1000 + 1000).forEach(large::connects);
            large.passesSeconds(12);
        }
        large.passesMinutes(10);

        assertThat(large.incidents(EventType.INCIDENT_OPENED)).hasSize(1);
        assertThat(large.last(EventType.INCIDENT_OPENED).deviceCount()).isEqualTo(10_000);
        assertThat(large.last(EventType.INCIDENT_OPENED).devices()).hasSize(50);
        assertThat(large.incidents(EventType.INCIDENT_RESOLVED)).hasSize(1);
        assertThat(large.incidents(EventType.INCIDENT_UPDATED)).hasSizeBetween(1, 5);
        assertThat(large.desk().groups()).isEmpty();
    }

    @Test
    void updatesComeNoOftenerThanTheyMay() {
        List<String> site = online("site-3", 40);
        site.forEach(fleet::drops);
        fleet.passesMinutes(3);
        int before = fleet.incidents(EventType.INCIDENT_UPDATED).size();

        for (String device : site.subList(0, 20)) {
            fleet.connects(device).passesSeconds(3);
        }
        fleet.passesMinutes(2);

        assertThat(fleet.incidents(EventType.INCIDENT_UPDATED).size() - before).isBetween(1, 3);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).title())
                .isEqualTo("20 of 40 devices of site-3 are offline: CONNECTION_LOST (NETWORK)");
    }

    @Test
    void connectionsThatAwsClosedAreOneStormWhosesoeverTheyWere() {
        List<String> north = online("north", 12);
        List<String> south = online("south", 12);

        north.forEach(device -> fleet.drops(device, Reason.SERVER_INITIATED_DISCONNECT));
        south.forEach(device -> fleet.drops(device, Reason.SERVER_INITIATED_DISCONNECT));
        fleet.passesMinutes(5);

        assertThat(fleet.told()).containsExactly("opened group/aws");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("24 devices are offline: SERVER_INITIATED_DISCONNECT (AWS)");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).group()).isEmpty();
    }

    @Test
    void aDeviceThatIsExemptHasItsOwn() {
        Fleet exempting = Fleet.with(Fleet.grouped(20, Optional.of(ClientPattern.of("site-3/0000[01]"))));
        List<String> site = devices("site-3", 30);
        site.forEach(exempting::connects);
        exempting.passesMinutes(20);

        site.forEach(exempting::drops);
        exempting.passesMinutes(3);

        assertThat(exempting.told())
                .contains("opened device/site-3/00000", "opened device/site-3/00001", "opened group/site-3")
                .filteredOn(told -> told.startsWith("opened"))
                .hasSize(3);
        assertThat(exempting.desk().stormMembers("site-3")).hasSize(28);
    }

    @Test
    void aRestartInTheMiddleOfTheGraceKeepsTheStormTogether() {
        List<String> site = online("site-3", 30);

        site.forEach(fleet::drops);
        fleet.passesSeconds(10).restarts().passesMinutes(3);

        assertThat(fleet.told()).startsWith("opened group/site-3").noneMatch(told -> told.contains("device/"));
    }

    @Test
    void withoutGroupsTheFleetIsOne() {
        Fleet whole = Fleet.with(IncidentPolicy.defaults());
        List<String> all = IntStream.range(0, 25).mapToObj(n -> "d" + n).toList();
        all.forEach(whole::connects);
        whole.passesMinutes(20);

        all.forEach(whole::drops);
        whole.passesMinutes(3);

        assertThat(whole.told()).containsExactly("opened group/fleet");
        assertThat(whole.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("25 devices are offline: CONNECTION_LOST (NETWORK)");
    }

    @Test
    void aPlannedSwitchOffMakesNoStormOfTheOneThatFails() {
        List<String> site = online("site-3", 30);

        site.subList(1, 30).forEach(device -> fleet.drops(device, Reason.CLIENT_INITIATED_DISCONNECT));
        fleet.drops(site.get(0)).passesMinutes(3);

        assertThat(fleet.told()).containsExactly("opened device/site-3/00000");
    }

    @Test
    void devicesWhoseSilenceEndsTogetherAreOneStorm() {
        List<String> site = online("site-3", 30);
        fleet.silence("site-3/.*", Duration.ofMinutes(30));
        for (String device : site) {
            fleet.drops(device).passesSeconds(20);
        }
        assertThat(fleet.told()).isEmpty();

        fleet.passesMinutes(30);

        assertThat(fleet.told()).startsWith("opened group/site-3").noneMatch(told -> told.contains("device/"));
        assertThat(fleet.desk().stormMembers("site-3")).hasSize(30);
    }

    @Test
    void deviceThatIsBackCountsNoMoreEvenIfItsOutageWasNeverTakenIn() {
        fleet.connects("site-3/1").drops("site-3/1").passesMinutes(5);
        Presence away = fleet.presence("site-3/1");
        Event back = fleet.connects("site-3/1").events().stream()
                .filter(event -> event.type() == EventType.DEVICE_ONLINE)
                .findFirst()
                .orElseThrow();
        IncidentMachine machine = new IncidentMachine(Fleet.grouped());
        Desk desk = new Desk(machine.noDrops(), client -> Verdict.ONLINE);
        machine.recall(away, desk.drops());
        assertThat(desk.drops().most("site-3")).isEqualTo(1);

        machine.on(back, desk, back.time());

        assertThat(desk.drops().most("site-3")).isZero();
    }

    @Test
    void neverHasMoreDevicesDownThanItEverHadThoughItsStateIsLost() {
        List<String> site = online("site-3", 31);
        String last = site.get(30);
        site.subList(0, 30).forEach(fleet::drops);
        fleet.passesSeconds(100).connects(site.get(0));
        fleet.drops(last).passesSeconds(35).connects(last);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).deviceCount()).isEqualTo(30);

        fleet.losesGroup("site-3");
        fleet.drops(last).drops(site.get(0)).passesMinutes(10);

        IncidentData told = fleet.last(EventType.INCIDENT_UPDATED);
        assertThat(told.downCount()).isEqualTo(31);
        assertThat(told.deviceCount()).isEqualTo(31);
    }

    @Test
    void isNotJoinedAgainByAnEventThatIsRepeatedAfterTheCaseOfItsDeviceWasLost() {
        List<String> site = online("site-3", 30);
        site.forEach(fleet::drops);
        fleet.passesSeconds(60);
        String back = site.get(0);
        Event offline = fleet.events().stream()
                .filter(event -> event.type() == EventType.DEVICE_OFFLINE)
                .filter(event -> event.subject().equals(back))
                .findFirst()
                .orElseThrow();
        fleet.connects(back);

        fleet.losesCase(back).replays(offline);

        assertThat(fleet.desk().device(new ClientId(back)).trouble()).isEmpty();
        assertThat(fleet.desk().group("site-3").storm().orElseThrow().down()).isEqualTo(29);
    }
}
