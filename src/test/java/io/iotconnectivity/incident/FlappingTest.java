package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlappingTest {
    private final Fleet fleet = Fleet.with(Fleet.grouped());

    private void flap(String id, int times) {
        for (int i = 0; i < times; i++) {
            fleet.drops(id).passesSeconds(10).connects(id).passesSeconds(20);
        }
    }

    @Test
    void aDeviceThatComesAndGoesIsOneIncident() {
        fleet.connects("a");
        flap("a", 12);
        fleet.passesMinutes(30);

        assertThat(fleet.told()).containsExactly("opened flapping/a", "resolved flapping/a");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("a comes and goes: it dropped 5 times within 10 min");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("steady");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).title())
                .isEqualTo("a came and went: it dropped 5 times within 10 min");
        assertThat(fleet.decisions().get(1).text())
                .isEqualTo("Its flapping incident was resolved: it dropped once within 10 min.");
        assertThat(fleet.events())
                .filteredOn(
                        event -> event.type() == EventType.DEVICE_FLAPPING || event.type() == EventType.DEVICE_STEADY)
                .extracting(event -> event.type().shortName())
                .containsExactly("device.flapping", "device.steady");
        assertThat(fleet.presence("a").overlays()).isEmpty();
    }

    @Test
    void fourDropsAreNotEnough() {
        fleet.connects("a");
        flap("a", 4);
        fleet.passesMinutes(11);
        flap("a", 4);

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void outagesOfAnUnstableDeviceHaveNoIncidentOfTheirOwn() {
        fleet.connects("a");
        flap("a", 5);
        fleet.drops("a").passesMinutes(3).connects("a").passesSeconds(10);

        assertThat(fleet.told()).containsExactly("opened flapping/a");
        assertThat(fleet.decisions())
                .extracting(Decision::text)
                .containsExactly(
                        "An incident was opened: a comes and goes: it dropped 5 times within 10 min."
                                + " Single outages are part of it until it is steady.",
                        "Its outage, CONNECTION_LOST (NETWORK), is part of its flapping incident, which is open.",
                        "It is back; its flapping incident stays open until it is steady.");
        assertThat(fleet.decided("a"))
                .containsExactly(Decision.What.OPENED, Decision.What.JOINED, Decision.What.NOTHING);
        assertThat(fleet.presence("a").overlays()).containsExactly(Overlay.FLAPPING);
    }

    @Test
    void oneThatIsAwayWhenItIsSteadyAgainHasAnIncidentOfItsOwn() {
        fleet.connects("a");
        flap("a", 5);
        fleet.drops("a").passesMinutes(30);

        assertThat(fleet.told()).containsExactly("opened flapping/a", "resolved flapping/a", "opened device/a");

        fleet.connects("a");
        assertThat(fleet.told()).endsWith("resolved device/a");
    }

    @Test
    void oneDropNowAndThenBetweenTheThresholdsDoesNotRattle() {
        fleet.connects("a");
        flap("a", 5);
        for (int i = 0; i < 10; i++) {
            fleet.passesMinutes(4);
            flap("a", 1);
        }

        assertThat(fleet.told()).containsExactly("opened flapping/a");
    }

    @Test
    void plannedDropsAndThoseThatAwsMadeAreNoSign() {
        fleet.connects("a");
        for (int i = 0; i < 10; i++) {
            fleet.drops("a", i % 2 == 0 ? Reason.CLIENT_INITIATED_DISCONNECT : Reason.SERVER_INITIATED_DISCONNECT)
                    .passesSeconds(5)
                    .connects("a")
                    .passesSeconds(5);
        }

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void aSilenceKeepsItBack() {
        fleet.connects("a").silence("a", Duration.ofHours(1));
        flap("a", 8);

        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decided("a")).containsExactly(Decision.What.SUPPRESSED);

        fleet.endsSilences();
        flap("a", 1);
        assertThat(fleet.told()).containsExactly("opened flapping/a");
    }

    @Test
    void aWholeGroupThatComesAndGoesIsNoFlood() {
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 100; i++) {
                fleet.connects("site/" + i);
            }
            fleet.passesSeconds(20);
            for (int i = 0; i < 100; i++) {
                fleet.drops("site/" + i);
            }
            fleet.passesSeconds(10);
        }

        assertThat(fleet.incidents(EventType.INCIDENT_OPENED))
                .singleElement()
                .satisfies(opened -> assertThat(opened.key()).isEqualTo("flapping/group:site"));
    }
}
