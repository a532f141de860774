package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The cause of an outage that becomes known while its incident is open. */
class ChangedIncidentTest {
    private final Fleet fleet = Fleet.with(askingTheLog(), IncidentPolicy.defaults());

    private static Policy askingTheLog() {
        Policy usual = Policy.defaults();
        return new Policy(
                usual.reasons(),
                usual.defaultGrace(),
                usual.settle(),
                true,
                new Asking(Optional.empty(), Optional.of(Duration.ofSeconds(10)), Optional.empty()),
                usual.silence());
    }

    private void isDiagnosed(String id, Reason reason) {
        Presence presence = fleet.presence(id);
        Instant at = presence.enquiry().log().orElseThrow().at();
        fleet.take(new Signal.Diagnosed(
                presence.client(),
                at,
                new Diagnosis(
                        Optional.of(at),
                        Optional.of(reason),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty())));
    }

    private void dropsForNoReason(String id) {
        fleet.connects(id).drops(id, Reason.UNKNOWN).passesSeconds(45);
        assertThat(fleet.told()).containsExactly("opened device/" + id);
    }

    @Test
    void whatMattersMoreIsToldAtOnce() {
        dropsForNoReason("a");

        isDiagnosed("a", Reason.AUTH_ERROR);

        IncidentData updated = fleet.last(EventType.INCIDENT_UPDATED);
        assertThat(updated.severity()).contains(Severity.CRITICAL);
        assertThat(updated.cause()).contains(Cause.CREDENTIALS);
        assertThat(updated.title()).isEqualTo("a is offline: AUTH_ERROR (CREDENTIALS)");
    }

    @Test
    void whatMattersNoMoreIsToldWhenTheTimeHasCome() {
        dropsForNoReason("a");

        isDiagnosed("a", Reason.MQTT_KEEP_ALIVE_TIMEOUT);
        assertThat(fleet.told()).hasSize(1);
        fleet.passesMinutes(1);

        assertThat(fleet.told()).containsExactly("opened device/a", "updated device/a");
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).cause()).contains(Cause.POWER);
        fleet.passesMinutes(60);
        assertThat(fleet.told()).hasSize(2);
    }

    @Test
    void anOutageThatTurnsOutToBePlannedIsOver() {
        dropsForNoReason("a");

        isDiagnosed("a", Reason.CLIENT_INITIATED_DISCONNECT);
        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("quiet");

        fleet.passesMinutes(5).connects("a");
        assertThat(fleet.told()).hasSize(2);
    }

    @Test
    void anOutageThatIsWorthAnIncidentAfterAllHasANewOne() {
        dropsForNoReason("a");
        isDiagnosed("a", Reason.CLIENT_INITIATED_DISCONNECT);
        fleet.passesMinutes(1);

        fleet.isRefused("a").passesSeconds(1).isRefused("a").passesSeconds(1).isRefused("a");
        fleet.connects("a");

        assertThat(fleet.told())
                .containsExactly(
                        "opened device/a", "resolved device/a", "opened credentials/a", "resolved credentials/a");
        assertThat(fleet.incidents(EventType.INCIDENT_OPENED))
                .extracting(IncidentData::incidentId)
                .doesNotHaveDuplicates();
    }

    @Test
    void theResolutionComesWithoutTheUpdateThatWasDue() {
        dropsForNoReason("a");
        isDiagnosed("a", Reason.MQTT_KEEP_ALIVE_TIMEOUT);

        fleet.connects("a").passesMinutes(10);

        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).cause()).contains(Cause.POWER);
    }
}
