package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConflictTest {
    private final Fleet fleet = Fleet.with(IncidentPolicy.defaults());

    @Test
    void twoClientsThatTakeOneIdFromEachOtherAreAnIncident() {
        fleet.connects("a", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 6; i++) {
            fleet.passesSeconds(20).isTakenOver("a", "certificate-" + (i % 2 == 0 ? 2 : 1), "192.0.2.1");
        }
        assertThat(fleet.presence("a").overlays()).containsExactly(Overlay.CONFLICT);
        fleet.passesMinutes(30);

        assertThat(fleet.told()).containsExactly("opened conflict/a", "resolved conflict/a");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.kind()).isEqualTo(IncidentKind.CONFLICT);
        assertThat(opened.title())
                .isEqualTo("a is used by several clients: its connection was taken over 3 times within 10 min");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("quiet");
        assertThat(fleet.presence("a").overlays()).isEmpty();
    }

    @Test
    void theTicketNamesItsPartiesAndWhenEachWasLastSeen() {
        fleet.connects("a", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 3; i++) {
            fleet.passesSeconds(20)
                    .isTakenOver("a", "certificate-" + (i % 2 == 0 ? 2 : 1), "192.0.2." + (i % 2 == 0 ? 9 : 1));
        }
        String opened = fleet.last(EventType.INCIDENT_OPENED).advice().orElseThrow();
        Instant last = fleet.now();
        fleet.passesSeconds(20).isTakenOver("a", "certificate-1", "192.0.2.1").passesMinutes(30);

        assertThat(opened)
                .endsWith(" compare principal and address of both. Last seen: certificate-1 at 192.0.2.1, "
                        + last.minusSeconds(20) + "; certificate-2 at 192.0.2.9, " + last + ".");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).advice().orElseThrow())
                .endsWith(" Last seen: certificate-2 at 192.0.2.9, " + last + "; certificate-1 at 192.0.2.1, "
                        + last.plusSeconds(20) + ".");
    }

    @Test
    void aPartyStoredByAnEarlierVersionHasNoTimeUntilItIsSeenAgain() {
        assertThat(Words.parties(List.of(new Lately.Party(Optional.of("certificate-1"), Optional.empty(), null))))
                .isEqualTo(" Last seen: certificate-1.");
    }

    @Test
    void anotherAddressIsAnotherClientToo() {
        fleet.connects("a", "certificate", "192.0.2.1");
        for (int i = 0; i < 3; i++) {
            fleet.passesSeconds(20).isTakenOver("a", "certificate", "192.0.2." + (i % 2 == 0 ? 2 : 1));
        }

        assertThat(fleet.told()).containsExactly("opened conflict/a");
    }

    @Test
    void aClientThatReplacesItsOwnConnectionIsNone() {
        fleet.connects("a");
        for (int i = 0; i < 10; i++) {
            fleet.passesSeconds(20).isTakenOver("a", "certificate", "192.0.2.1");
        }

        assertThat(fleet.told()).isEmpty();
        fleet.passesMinutes(11).connects("a").passesMinutes(11).connects("a");
        assertThat(fleet.desk().devices()).isEmpty();
    }

    @Test
    void theWillsOfTheTakeOversAreNoDropsOfADeviceThatComesAndGoes() {
        fleet.connects("a", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 12; i++) {
            fleet.passesSeconds(122)
                    .leavesWill("a")
                    .passesSeconds(1)
                    .isTakenOver("a", "certificate-" + (i % 2 == 0 ? 2 : 1), "192.0.2.1");
        }
        fleet.passesMinutes(30);

        assertThat(fleet.told()).containsExactly("opened conflict/a", "resolved conflict/a");
    }

    @Test
    void takeOversFarApartAreNone() {
        fleet.connects("a", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 6; i++) {
            fleet.passesMinutes(6).isTakenOver("a", "certificate-" + i, "192.0.2.1");
        }

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void aSilenceKeepsItBack() {
        fleet.connects("a", "certificate-1", "192.0.2.1").silence("a", Duration.ofHours(1));
        for (int i = 0; i < 4; i++) {
            fleet.passesSeconds(20).isTakenOver("a", "certificate-" + i, "192.0.2.1");
        }

        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decided("a")).contains(Decision.What.SUPPRESSED);
    }

    @Test
    void aClientThatIsKnownOnlyAfterTheTakeOversMakesThemAConflict() {
        fleet.connects("a", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 3; i++) {
            fleet.passesSeconds(20).drops("a", Reason.DUPLICATE_CLIENTID);
        }
        assertThat(fleet.told()).isEmpty();

        fleet.passesSeconds(20).connects("a", "certificate-1", "192.0.2.1");
        assertThat(fleet.told()).isEmpty();
        fleet.passesSeconds(20).connects("a", "certificate-2", "192.0.2.1");
        assertThat(fleet.told()).containsExactly("opened conflict/a");
    }

    @Test
    void beginningAndEndOfAConflictAreExplained() {
        fleet.connects("a", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 3; i++) {
            fleet.passesSeconds(20).isTakenOver("a", "certificate-" + i, "192.0.2.1");
        }
        fleet.passesMinutes(30);

        assertThat(fleet.decisions())
                .extracting(Decision::what, Decision::text)
                .containsExactly(
                        tuple(
                                Decision.What.OPENED,
                                "An incident was opened: a is used by several clients: its connection was taken over"
                                        + " 3 times within 10 min."),
                        tuple(
                                Decision.What.RESOLVED,
                                "The incident about different clients using its id was resolved: no take-overs for"
                                        + " 10 min."));
    }

    @Test
    void aConflictGoesOnWhileAnotherMatterOfTheDeviceIsDue() {
        fleet.connects("a", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 3; i++) {
            fleet.passesSeconds(20).isTakenOver("a", "certificate-" + i, "192.0.2.1");
        }
        fleet.silence("a", Duration.ofHours(1)).drops("a").passesMinutes(5);
        assertThat(fleet.told()).containsExactly("opened conflict/a");

        fleet.passesMinutes(5);
        assertThat(fleet.told()).containsExactly("opened conflict/a", "resolved conflict/a");
    }
}
