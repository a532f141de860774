package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.presence.RequiredFilters;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeafIncidentTest {
    private static final Policy REQUIRING =
            Policy.defaults().requiring(new RequiredFilters(List.of("cmd/${clientId}", "fleet/x", "fleet/y")));

    private final Fleet fleet = Fleet.with(REQUIRING, IncidentPolicy.defaults());

    @Test
    void aDeafDeviceIsAnIncidentUntilItHears() {
        becomesDeaf("a");
        assertThat(fleet.told()).containsExactly("opened deaf/a");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.kind()).isEqualTo(IncidentKind.DEAF);
        assertThat(opened.severity()).contains(Severity.WARNING);
        assertThat(opened.downCount()).isZero();
        assertThat(opened.title())
                .isEqualTo("a is connected but deaf: it lacks the subscription to cmd/a and 2 others");

        listed("a", "#");
        assertThat(fleet.told()).containsExactly("opened deaf/a", "resolved deaf/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("recovered");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).incidentId()).isEqualTo(opened.incidentId());
    }

    @Test
    void itsIncidentKnowsWhatEnrichRoutesTell() {
        Map<String, Extra> known = Map.of("sites", new Extra(Map.of("site", "Oslo")));
        fleet.connects("a")
                .take(new Signal.Enriched(new ClientId("a"), fleet.now(), "sites", Optional.of(known.get("sites"))));
        becomesDeaf("a");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).extra()).isEqualTo(known);

        fleet.losesCase("a");
        listed("a", "#");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).extra()).isEqualTo(known);
    }

    @Test
    void itsOutageTakesOver() {
        becomesDeaf("a");
        fleet.drops("a").passesMinutes(1);

        assertThat(fleet.told()).containsExactly("opened deaf/a", "resolved deaf/a", "opened device/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("offline");
    }

    @Test
    void beingDeafAgainIsAnotherIncident() {
        becomesDeaf("a");
        String first = fleet.last(EventType.INCIDENT_OPENED).incidentId();
        listed("a", "#");
        listed("a");

        assertThat(fleet.last(EventType.INCIDENT_OPENED).incidentId()).isNotEqualTo(first);
    }

    @Test
    void silencesHoldItBackUntilTheyEnd() {
        fleet.silence("a", Duration.ofHours(1));
        becomesDeaf("a");
        assertThat(fleet.told()).isEmpty();

        fleet.passesMinutes(61);
        assertThat(fleet.told()).containsExactly("opened deaf/a");
    }

    @Test
    void whatIsOverBeforeASilenceEndsIsNeverTold() {
        fleet.silence("a", Duration.ofHours(1));
        becomesDeaf("a");
        listed("a", "#");
        fleet.passesMinutes(61);

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void retirementEndsIt() {
        becomesDeaf("a");
        fleet.take(new Signal.Retired(
                new ClientId("a"), fleet.now(), LifeChange.byOperator(Optional.empty(), Optional.empty())));

        assertThat(fleet.told()).containsExactly("opened deaf/a", "resolved deaf/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("retired");
    }

    @Test
    void whatIsWorthNoIncidentHasNone() {
        ReasonPolicy usual = REQUIRING.of(Reason.DEAF);
        Fleet other = Fleet.with(
                REQUIRING.with(Reason.DEAF, new ReasonPolicy(usual.cause(), usual.grace(), Severity.NONE)),
                IncidentPolicy.defaults());
        other.connects("a").take(new Signal.Listed(new ClientId("a"), other.now(), Optional.of(List.of())));

        assertThat(other.told()).isEmpty();
    }

    @Test
    void whoIsFoundWhileTooManyAreOpenHasNoneUntilItIsDeafAgain() {
        fleet.connects("a").passesSeconds(30);
        fleet.take(new Signal.Listed(new ClientId("a"), fleet.now(), Optional.of(List.of())).quietly());
        listed("a");
        assertThat(fleet.told()).isEmpty();

        listed("a", "#");
        listed("a");
        assertThat(fleet.told()).containsExactly("opened deaf/a");
    }

    @Test
    void itGoesOnAfterItsCaseIsLost() {
        becomesDeaf("a");
        fleet.losesCase("a");
        listed("a", "#");

        assertThat(fleet.told()).containsExactly("opened deaf/a", "resolved deaf/a");
    }

    @Test
    void notesStayWithIt() {
        becomesDeaf("a");
        fleet.notes(
                fleet.last(EventType.INCIDENT_OPENED),
                new Note(
                        "1",
                        fleet.now(),
                        Note.Kind.ACKNOWLEDGE,
                        "ada",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        listed("a", "#");

        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).handling()).isPresent();
    }

    private void becomesDeaf(String id) {
        fleet.connects(id).passesSeconds(30);
        listed(id);
    }

    private void listed(String id, String... held) {
        fleet.take(new Signal.Listed(new ClientId(id), fleet.now(), Optional.of(List.of(held))));
    }
}
