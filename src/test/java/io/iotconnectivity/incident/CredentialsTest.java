package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Reason;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private final Fleet fleet = Fleet.with(Fleet.grouped());

    private void refused(String id, int times) {
        for (int i = 0; i < times; i++) {
            fleet.isRefused(id).passesSeconds(5);
        }
    }

    @Test
    void aDeviceThatIsRefusedAgainAndAgainIsAnIncident() {
        refused("a", 8);

        assertThat(fleet.told()).containsExactly("opened credentials/a");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.title()).isEqualTo("a is refused: AUTHORIZATION_FAILED (CREDENTIALS)");
        assertThat(opened.severity()).contains(Severity.CRITICAL);

        fleet.connects("a");
        assertThat(fleet.told()).containsExactly("opened credentials/a", "resolved credentials/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("recovered");
    }

    @Test
    void twoRefusalsAreNotEnough() {
        refused("a", 2);
        fleet.passesMinutes(11);
        refused("a", 2);

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void oneThatTriesNoMoreAndIsNotAwayIsQuiet() {
        fleet.connects("a");
        refused("a", 3);
        fleet.passesMinutes(11);

        assertThat(fleet.told()).containsExactly("opened credentials/a", "resolved credentials/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("quiet");
    }

    @Test
    void oneThatIsAwayAndTriesNoMoreStaysAnIncident() {
        fleet.connects("a").drops("a", Reason.CLIENT_INITIATED_DISCONNECT).passesSeconds(5);
        refused("a", 3);
        fleet.passesMinutes(60);
        assertThat(fleet.told()).containsExactly("opened credentials/a");

        fleet.connects("a");
        assertThat(fleet.told()).endsWith("resolved credentials/a");
    }

    @Test
    void anOutageForItsCredentialsIsOfThatKind() {
        fleet.connects("a").drops("a", Reason.AUTH_ERROR).passesMinutes(1).connects("a");

        assertThat(fleet.told()).containsExactly("opened credentials/a", "resolved credentials/a");
    }

    @Test
    void refusalsDuringAnOutageRaiseItsIncident() {
        fleet.connects("a").drops("a").passesMinutes(1);
        refused("a", 3);

        assertThat(fleet.told()).containsExactly("opened device/a", "updated device/a");
        IncidentData updated = fleet.last(EventType.INCIDENT_UPDATED);
        assertThat(updated.cause()).contains(Cause.CREDENTIALS);
        assertThat(updated.severity()).contains(Severity.CRITICAL);

        fleet.connects("a");
        assertThat(fleet.told()).endsWith("resolved device/a").hasSize(3);
    }

    @Test
    void anOutageThatFollowsRefusalsIsTheSameIncident() {
        fleet.connects("a").drops("a");
        refused("a", 3);
        fleet.passesMinutes(30);
        assertThat(fleet.told()).startsWith("opened credentials/a").doesNotContain("opened device/a");

        fleet.connects("a");
        assertThat(fleet.told()).endsWith("resolved credentials/a");
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED)).hasSize(1);
    }

    @Test
    void aWholeGroupThatIsRefusedIsOneIncidentAndFewMore() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                fleet.isRefused("site/" + i);
            }
            fleet.passesSeconds(5);
        }

        assertThat(fleet.incidents(EventType.INCIDENT_OPENED)).hasSize(20);
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED))
                .hasSize(19)
                .allMatch(merged -> merged.resolution().orElseThrow().equals("merged"));
        assertThat(fleet.desk().stormMembers("site")).hasSize(100);

        for (int i = 0; i < 100; i++) {
            fleet.connects("site/" + i);
        }
        fleet.passesMinutes(10);
        assertThat(fleet.told()).endsWith("resolved group/site");
    }

    @Test
    void refusalsBeforeTheDeviceWasLetInDoNotCount() {
        refused("a", 2);
        fleet.connects("a");
        refused("a", 2);

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void aDeviceThatIsAwayAfterItWasRefusedIsAwayForThat() {
        fleet.connects("a").drops("a");
        refused("a", 3);
        fleet.passesMinutes(3);

        IncidentData updated = fleet.last(EventType.INCIDENT_UPDATED);
        assertThat(updated.title()).isEqualTo("a is offline: CONNECTION_LOST (CREDENTIALS)");
        assertThat(updated.severity()).contains(Severity.CRITICAL);
    }
}
