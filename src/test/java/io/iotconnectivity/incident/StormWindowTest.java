package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which drops count together, by the time between them and by how long each device waits out its grace. */
class StormWindowTest {
    /** Two hours of grace. */
    private static final Reason SLOW = Reason.THROTTLED;

    /** Two minutes of grace. */
    private static final Reason RENEWAL = Reason.WEBSOCKET_TTL_EXPIRATION;

    /** Ten seconds of grace. */
    private static final Reason QUICK = Reason.CLIENT_ERROR;

    private static Fleet fleet(int threshold) {
        return fleet(threshold, Optional.empty());
    }

    private static Fleet fleet(int threshold, Optional<ClientPattern> exempt) {
        Policy policy = Policy.defaults()
                .with(SLOW, new ReasonPolicy(Cause.DEVICE, Duration.ofHours(2), Severity.WARNING))
                .with(QUICK, new ReasonPolicy(Cause.DEVICE, Duration.ofSeconds(10), Severity.WARNING));
        Fleet fleet = Fleet.with(policy, Fleet.grouped(threshold, exempt));
        List.of("a", "b", "c", "d", "e").forEach(name -> fleet.connects("site/" + name));
        return fleet.passesMinutes(20);
    }

    /** At so many seconds after the devices have been online for a while. */
    private static Fleet at(Fleet fleet, long seconds) {
        Instant then = Fleet.START.plusSeconds(1200 + seconds);
        return fleet.passes(Duration.between(fleet.now(), then));
    }

    private static List<String> opened(Fleet fleet) {
        return fleet.incidents(EventType.INCIDENT_OPENED).stream()
                .map(IncidentData::key)
                .toList();
    }

    @Test
    void devicesThatDropExactlyAWindowApartAreTogether() {
        Fleet together = fleet(3);
        together.drops("site/a");
        at(together, 30).drops("site/b");
        at(together, 60).drops("site/c");
        at(together, 90);
        Fleet apart = fleet(3);
        apart.drops("site/a").passes(Duration.ofMillis(1));
        apart.passesSeconds(30).drops("site/b");
        apart.passesSeconds(30).drops("site/c");
        apart.passesSeconds(30);

        assertThat(opened(together)).containsExactly("device/site/a", "device/site/b", "group/site");
        assertThat(opened(apart)).containsExactly("device/site/a", "device/site/b", "device/site/c");
    }

    @Test
    void devicesThatDropTogetherAreOneStormHoweverLongTheGraceOfEach() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a").drops("site/b");
        at(fleet, 50).drops("site/c", RENEWAL);
        at(fleet, 170);

        assertThat(opened(fleet)).containsExactly("device/site/a", "device/site/b", "group/site");
    }

    @Test
    void thoseThatDroppedLongBeforeMakeNoStormOfOneThatDropsNow() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a", SLOW).drops("site/b", SLOW).drops("site/c", SLOW);
        at(fleet, 600).drops("site/d");
        at(fleet, 630);

        assertThat(opened(fleet)).containsExactly("device/site/d");
    }

    @Test
    void devicesAreCountedByWhenTheyDroppedAndNotByWhenItWasDecided() {
        Fleet fleet = fleet(4);
        at(fleet, 40).drops("site/a", RENEWAL);
        at(fleet, 90).drops("site/b", SLOW);
        at(fleet, 95).drops("site/c", RENEWAL);
        at(fleet, 140).drops("site/d", SLOW);
        at(fleet, 215);

        assertThat(opened(fleet)).containsExactly("device/site/a", "device/site/c");
    }

    @Test
    void ofTwoWindowsWithAsManyDropsTheEarlierOneIsTheStorm() {
        Fleet fleet = fleet(3);
        at(fleet, 40).drops("site/a");
        at(fleet, 80).drops("site/b", SLOW);
        at(fleet, 95).drops("site/c");
        at(fleet, 110).drops("site/d", SLOW);
        at(fleet, 125);

        assertThat(opened(fleet)).containsExactly("device/site/a", "group/site");
        assertThat(fleet.decided("site/a")).containsExactly(Decision.What.OPENED, Decision.What.MERGED);
    }

    @Test
    void theWindowWithMostDropsIsFoundWhereverItBegins() {
        Fleet fleet = fleet(4);
        at(fleet, 40).drops("site/a", SLOW);
        at(fleet, 95).drops("site/b", RENEWAL);
        at(fleet, 101).drops("site/c", SLOW);
        at(fleet, 102).drops("site/d", SLOW);
        at(fleet, 103).drops("site/e", SLOW);
        at(fleet, 215);

        assertThat(opened(fleet)).containsExactly("group/site");
        assertThat(fleet.decisions().get(0).text())
                .isEqualTo("An incident of its group was opened, because 4 devices dropped within 1 min:"
                        + " 5 devices of site are offline: WEBSOCKET_TTL_EXPIRATION (RENEWAL).");
    }

    @Test
    void oneThatWaitsForMoreThanAnHourIsNoLongerCountedWithItsGroup() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a").drops("site/b").drops("site/c");
        at(fleet, 60).drops("site/d", SLOW);
        at(fleet, 3600).drops("site/e", QUICK);
        at(fleet, 3650);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).deviceCount())
                .as("an hour less a minute")
                .isEqualTo(5);

        fleet.connects("site/e");
        at(fleet, 3661).drops("site/e", QUICK);
        at(fleet, 3800);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).deviceCount()).isEqualTo(4);
    }

    @Test
    void aStormGoesOnWhileEnoughOfItsGroupWaitOutTheirGrace() {
        Fleet fleet = fleet(4);
        fleet.connects("site/f").connects("site/g").passesMinutes(1);
        List<String> first = List.of("site/a", "site/b", "site/c", "site/d");
        first.forEach(fleet::drops);
        fleet.passesMinutes(1).drops("site/e", SLOW).drops("site/f", SLOW);
        first.subList(1, 4).forEach(fleet::connects);
        fleet.passesMinutes(5);
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED)).isEmpty();

        fleet.connects("site/e").passesMinutes(5);
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("handed over");
    }

    @Test
    void aStormEndsOnceNoMoreThanHalfOfTheThresholdAreAway() {
        Fleet fleet = fleet(4);
        List<String> site = List.of("site/a", "site/b", "site/c", "site/d");
        site.forEach(fleet::drops);
        fleet.passesMinutes(1).connects("site/a").passesMinutes(5);
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED)).isEmpty();

        fleet.connects("site/b").passes(Duration.ofSeconds(60).minusMillis(1));
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED)).isEmpty();
        fleet.passes(Duration.ofMillis(1));
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("handed over");
        assertThat(opened(fleet)).containsExactly("group/site", "device/site/c", "device/site/d");
        String storm = fleet.incidents(EventType.INCIDENT_OPENED).get(0).incidentId();
        assertThat(fleet.decisions())
                .filteredOn(decision ->
                        decision.what() == Decision.What.HANDED_OVER || decision.what() == Decision.What.RESOLVED)
                .hasSize(4)
                .allSatisfy(decision -> assertThat(decision.incidentId()).contains(storm));
    }

    @Test
    void whoeverReturnsToAStormIsCountedOnce() {
        Fleet fleet = fleet(3);
        List.of("site/a", "site/b", "site/c", "site/d").forEach(fleet::drops);
        fleet.passesMinutes(1).connects("site/a").passesSeconds(5).drops("site/a");
        fleet.passesMinutes(3).connects("site/b").passesMinutes(2);

        assertThat(fleet.last(EventType.INCIDENT_UPDATED).deviceCount()).isEqualTo(4);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).downCount()).isEqualTo(3);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).devices())
                .containsExactly("site/a", "site/b", "site/c", "site/d");
    }

    @Test
    void whoeverReturnsToAStormDoesNotChangeItsMostFrequentCause() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a", QUICK).drops("site/b", QUICK).drops("site/c", QUICK);
        fleet.drops("site/d").drops("site/e").passesMinutes(1);
        for (int i = 0; i < 2; i++) {
            fleet.connects("site/d").passesSeconds(2).drops("site/d").passesMinutes(2);
        }

        assertThat(fleet.desk().group("site").storm().orElseThrow().causes())
                .containsExactlyInAnyOrderEntriesOf(Map.of(Cause.DEVICE, 3, Cause.NETWORK, 2));
    }

    @Test
    void aStormOfOneThatTheOthersLeaveIsToldOfInTheSingular() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a");
        at(fleet, 10).drops("site/b");
        at(fleet, 20).drops("site/c");
        at(fleet, 32).connects("site/b").connects("site/c").connects("site/a");
        at(fleet, 200);

        assertThat(fleet.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("3 devices of site are offline: CONNECTION_LOST (NETWORK)");
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).title())
                .isEqualTo("1 device of site is back: CONNECTION_LOST (NETWORK)");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).title())
                .isEqualTo("1 device of site was offline: CONNECTION_LOST (NETWORK)");
    }

    @Test
    void aStormOfSeveralReasonsNamesTheCauseThatIsMostFrequent() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a").drops("site/b").drops("site/c", Reason.MQTT_KEEP_ALIVE_TIMEOUT);
        fleet.passesMinutes(3).connects("site/a").connects("site/b").passesMinutes(2);

        assertThat(fleet.last(EventType.INCIDENT_UPDATED).title()).endsWith(": NETWORK");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).title())
                .isEqualTo("3 devices of site were offline: NETWORK");
    }

    @Test
    void groupThatIsSilencedIsNotCountedAmongThoseThatAwsClosed() {
        Fleet fleet = fleet(3);
        fleet.connects("zone/1").connects("south/1").connects("south/2").passesMinutes(20);
        fleet.desk()
                .add(new Silence(
                        "s",
                        Optional.empty(),
                        Optional.of("zone"),
                        fleet.now(),
                        fleet.now().plus(Duration.ofHours(1)),
                        "ann",
                        "works"));
        List.of("south/1", "south/2", "zone/1").forEach(id -> fleet.drops(id, Reason.SERVER_INITIATED_DISCONNECT));
        fleet.passesMinutes(3);

        assertThat(opened(fleet)).containsExactly("device/south/1", "device/south/2");
    }

    @Test
    void anIncidentThatWasOpenedBeforeARestartGoesOnInTheStormAfterIt() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a").drops("site/b");
        at(fleet, 35).restarts();
        at(fleet, 40).drops("site/c");
        at(fleet, 70);

        assertThat(opened(fleet)).containsExactly("device/site/a", "device/site/b", "group/site");
        assertThat(fleet.decided("site/a")).containsExactly(Decision.What.OPENED, Decision.What.MERGED);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("3 devices of site are offline: CONNECTION_LOST (NETWORK)");
    }

    @Test
    void afterARestartADropIsDatedAsItWasHeard() {
        Fleet fleet = fleet(2);
        fleet.drops("site/a");
        at(fleet, 35).restarts();
        at(fleet, 70).drops("site/b", QUICK);
        at(fleet, 80);

        assertThat(opened(fleet)).containsExactly("device/site/a", "device/site/b");
    }

    @Test
    void afterARestartAWillIsDatedAsItWasHeard() {
        Fleet fleet = fleet(2);
        fleet.leavesWill("site/a").drops("site/b");
        at(fleet, 10).restarts();
        at(fleet, 30);

        assertThat(opened(fleet)).containsExactly("group/site");
    }

    @Test
    void afterARestartAPlannedAbsenceCountsAsLittleAsBefore() {
        Fleet fleet = fleet(2);
        fleet.drops("site/a", Reason.CLIENT_INITIATED_DISCONNECT);
        at(fleet, 5).restarts();
        at(fleet, 6).drops("site/b");
        at(fleet, 40);

        assertThat(opened(fleet)).containsExactly("device/site/b");
    }

    @Test
    void afterARestartADeviceThatIsExemptCountsAsLittleAsBefore() {
        Fleet fleet = fleet(2, Optional.of(ClientPattern.of("site/a")));
        fleet.drops("site/a").drops("site/b");
        at(fleet, 10).restarts();
        at(fleet, 40);

        assertThat(opened(fleet)).containsExactly("device/site/a", "device/site/b");
    }

    @Test
    void afterARestartConnectionsThatAwsClosedAreStillOneMatter() {
        Fleet fleet = fleet(3);
        fleet.connects("north/1").connects("south/1").passesMinutes(20);
        List.of("site/a", "north/1", "south/1").forEach(id -> fleet.drops(id, Reason.SERVER_INITIATED_DISCONNECT));
        fleet.passesSeconds(10).restarts().passesMinutes(3);

        assertThat(opened(fleet)).containsExactly("group/aws");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("3 devices are offline: SERVER_INITIATED_DISCONNECT (AWS)");
    }

    @Test
    void afterARestartThoseThatStillWaitAreToldOfAsPartOfTheStorm() {
        Fleet fleet = fleet(3);
        fleet.drops("site/a");
        at(fleet, 10).drops("site/b");
        at(fleet, 20).drops("site/c").restarts();
        at(fleet, 30);

        assertThat(fleet.last(EventType.INCIDENT_OPENED).downCount()).isEqualTo(3);
    }

    @Test
    void aDeviceThatWasPartOfTheLastStormIsCountedAnewInTheNext() {
        Fleet fleet = fleet(3);
        List<String> others = List.of("site/b", "site/c", "site/d");
        fleet.drops("site/a");
        others.forEach(fleet::drops);
        fleet.passesMinutes(1).connects("site/a").silence("site/a", Duration.ofHours(1));
        fleet.drops("site/a").passesMinutes(1);
        others.forEach(fleet::connects);
        fleet.passesMinutes(3);
        assertThat(fleet.told()).endsWith("resolved group/site");

        others.forEach(fleet::drops);
        fleet.passesMinutes(1).endsSilences().passesMinutes(3);
        assertThat(opened(fleet)).containsExactly("group/site", "group/site");
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).deviceCount()).isEqualTo(4);
    }

    /** A silence ends twice where our clock is set back. */
    @Test
    void twoStormsThatTheSameOutageBeginsInTheSameMillisecondAreTwoIncidents() {
        Fleet fleet = fleet(3);
        fleet.silence("site/a", Duration.ofSeconds(120)).drops("site/a");
        at(fleet, 115).drops("site/b").drops("site/c");
        at(fleet, 145).clockJumps(Duration.ofSeconds(-95));
        fleet.connects("site/b").connects("site/c");
        // The second time the end of its connection is no news, but the case is looked at.
        at(fleet, 115).drops("site/a").drops("site/b").drops("site/c");
        at(fleet, 120);

        assertThat(opened(fleet)).containsExactly("group/site", "group/site");
        assertThat(fleet.incidents(EventType.INCIDENT_OPENED))
                .extracting(IncidentData::openedAt)
                .containsOnly(fleet.now());
        assertThat(fleet.incidents(EventType.INCIDENT_OPENED))
                .extracting(IncidentData::incidentId)
                .doesNotHaveDuplicates();
    }
}
