package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SuppressedIncidentTest {
    private final Fleet fleet = Fleet.with(IncidentPolicy.defaults());

    @Test
    void whatIsSilencedIsOpenedWhenTheSilenceEndsIfItStillLasts() {
        fleet.connects("a").silence("a", Duration.ofMinutes(10)).drops("a").passesMinutes(9);
        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decisions()).hasSize(1).allSatisfy(decision -> {
            assertThat(decision.what()).isEqualTo(Decision.What.SUPPRESSED);
            assertThat(decision.text())
                    .isEqualTo("No incident is opened for CONNECTION_LOST (NETWORK), because it is silenced by ann"
                            + " until 2026-11-23T00:10:00Z: works.");
        });

        fleet.passesMinutes(1);

        assertThat(fleet.told()).containsExactly("opened device/a");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).openedAt()).isEqualTo(Fleet.START.plusSeconds(600));
        assertThat(fleet.last(EventType.INCIDENT_OPENED).since()).contains(Fleet.START);
    }

    @Test
    void whatIsOverBeforeIsNeverOpened() {
        fleet.connects("a").silence("a", Duration.ofMinutes(10)).drops("a").passesMinutes(5);
        fleet.connects("a").passesMinutes(60);

        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decided("a")).containsExactly(Decision.What.SUPPRESSED, Decision.What.NOTHING);
        assertThat(fleet.decisions().get(1).text())
                .isEqualTo("It is back; no incident was opened, because it was suppressed all the while.");
    }

    @Test
    void aSilenceThatIsDeletedIsNoticedWithinAMinute() {
        fleet.connects("a").silence("a", Duration.ofHours(10)).drops("a").passesMinutes(5);

        fleet.endsSilences().passesSeconds(61);

        assertThat(fleet.told()).containsExactly("opened device/a");
    }

    @Test
    void resolutionIsNotHeldBack() {
        fleet.connects("a").drops("a").passesMinutes(1);
        fleet.silence("a", Duration.ofHours(1)).connects("a");

        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a");
    }

    @Test
    void aSilencedDeviceIsNotPartOfTheStormOfItsGroup() {
        fleet.silence("d1", Duration.ofHours(1));
        for (int i = 0; i < 30; i++) {
            fleet.connects("d" + i);
        }
        fleet.passesMinutes(20);
        for (int i = 0; i < 30; i++) {
            fleet.drops("d" + i);
        }
        fleet.passesMinutes(2);

        assertThat(fleet.desk().stormMembers("fleet")).hasSize(29);
        assertThat(fleet.decided("d1")).containsExactly(Decision.What.SUPPRESSED);

        fleet.endsSilences().passesMinutes(2);
        assertThat(fleet.desk().stormMembers("fleet")).hasSize(30);
    }

    @Test
    void devicesThatAreSilencedDoNotMakeAStormOfOneThatIsNot() {
        fleet.silence("d[1-9].*", Duration.ofHours(1));
        for (int i = 0; i < 30; i++) {
            fleet.connects("d" + i);
        }
        fleet.passesMinutes(20);
        for (int i = 0; i < 30; i++) {
            fleet.drops("d" + i);
        }
        fleet.passesMinutes(2);

        assertThat(fleet.told()).containsExactly("opened device/d0");
    }

    @Test
    void whatHoldsAnIncidentBackIsToldAgainWhenItIsAnother() {
        fleet.connects("a").silence("a", Duration.ofMinutes(10)).drops("a").passesMinutes(5);
        fleet.silence("a", Duration.ofMinutes(30)).passesMinutes(10);

        assertThat(fleet.decided("a")).containsExactly(Decision.What.SUPPRESSED, Decision.What.SUPPRESSED);
        assertThat(fleet.decisions().get(1).text()).contains("until 2026-11-23T00:35:00Z");
    }
}
