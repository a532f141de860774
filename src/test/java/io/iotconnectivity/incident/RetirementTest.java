package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the incidents of a device that is taken out of service or forgotten. */
class RetirementTest {
    private static Fleet retire(Fleet fleet, String id) {
        return fleet.take(new Signal.Retired(
                new ClientId(id), fleet.now(), LifeChange.byOperator(Optional.of("anna"), Optional.of("scrapped"))));
    }

    private static Fleet forget(Fleet fleet, String id) {
        return fleet.take(new Signal.Forgotten(new ClientId(id), fleet.now(), fleet.now()));
    }

    @Test
    void itsIncidentEndsBecauseItWasRetired() {
        Fleet fleet =
                Fleet.with(IncidentPolicy.defaults()).connects("a").drops("a").passesMinutes(5);
        retire(fleet, "a");

        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("retired");
        assertThat(fleet.decisions().get(1).text())
                .isEqualTo("Its incident was resolved: it was retired by anna: scrapped.");
        assertThat(fleet.passesMinutes(60).told()).hasSize(2);
    }

    @Test
    void outageAfterItsReturnIsAnIncidentOfItsOwn() {
        Fleet fleet =
                Fleet.with(IncidentPolicy.defaults()).connects("a").drops("a").passesMinutes(5);
        retire(fleet, "a")
                .passesMinutes(60)
                .connects("a")
                .passesMinutes(30)
                .drops("a")
                .passesMinutes(5);

        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a", "opened device/a");
        assertThat(fleet.incidents(EventType.INCIDENT_OPENED))
                .extracting(IncidentData::incidentId)
                .doesNotHaveDuplicates();
    }

    @Test
    void stormGoesOnWithoutItAndEndsWhenAllAreRetired() {
        Fleet fleet = Fleet.with(Fleet.grouped(3, Optional.empty()));
        List<String> devices = IntStream.range(0, 4).mapToObj(i -> "site/" + i).toList();
        devices.forEach(fleet::connects);
        fleet.passesMinutes(30);
        devices.forEach(fleet::drops);
        fleet.passesMinutes(5);
        assertThat(fleet.desk().stormMembers("site")).hasSize(4);

        devices.forEach(id -> retire(fleet, id));
        fleet.passesMinutes(10);

        IncidentData storm = fleet.last(EventType.INCIDENT_RESOLVED);
        assertThat(storm.key()).isEqualTo("group/site");
        assertThat(storm.resolution()).contains("recovered");
        assertThat(fleet.desk().stormMembers("site")).isEmpty();
    }

    @Test
    void retiredInItsGraceItDoesNotCountTowardsAStorm() {
        Fleet fleet = Fleet.with(Fleet.grouped(3, Optional.empty()));
        List.of("site/1", "site/2", "site/3").forEach(fleet::connects);
        fleet.passesMinutes(30).drops("site/1").drops("site/2").drops("site/3");
        retire(fleet, "site/1").passesMinutes(5);

        assertThat(fleet.told()).containsExactly("opened device/site/2", "opened device/site/3");
    }

    @Test
    void flappingAndConflictEndWithIt() {
        Fleet fleet = Fleet.with(IncidentPolicy.defaults()).connects("a");
        for (int i = 0; i < 10; i++) {
            fleet.passesSeconds(20).drops("a").passesSeconds(5).connects("a");
        }
        fleet.isTakenOver("a", "other", "198.51.100.9").passesSeconds(5);
        for (int i = 0; i < 10; i++) {
            fleet.isTakenOver("a", i % 2 == 0 ? "certificate" : "other", "192.0.2." + (i % 2))
                    .passesSeconds(5);
        }
        assertThat(fleet.told()).contains("opened flapping/a", "opened conflict/a");

        retire(fleet, "a").passesMinutes(120);

        assertThat(fleet.told()).endsWith("resolved flapping/a", "resolved conflict/a");
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED))
                .allMatch(ended -> ended.resolution().equals(Optional.of("retired")));
        assertThat(fleet.presence("a").overlays()).isEmpty();
        assertThat(fleet.presence("a").state()).isEqualTo(Verdict.RETIRED);
    }

    @Test
    void refusedConnectsOfARetiredDeviceAreNoIncident() {
        Fleet fleet =
                Fleet.with(IncidentPolicy.defaults()).connects("a").drops("a").passesMinutes(5);
        retire(fleet, "a");
        for (int i = 0; i < 20; i++) {
            fleet.passesSeconds(10).isRefused("a");
        }

        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a");
    }

    @Test
    void incidentOfAForgottenDeviceEndsAndNothingIsKept() {
        Fleet fleet =
                Fleet.with(IncidentPolicy.defaults()).connects("a").drops("a").passes(Duration.ofDays(400));
        forget(fleet, "a");

        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("forgotten");
        assertThat(fleet.desk().device(new ClientId("a")).isNone()).isTrue();
        assertThat(fleet.presence("a").isUnseen()).isTrue();
    }
}
