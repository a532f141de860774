package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Asking;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
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
        fleet.take(new Signal.Diagnosed(presence.client(), at, entry(at, reason)));
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

    private static Diagnosis entry(Instant at, Reason reason) {
        return new Diagnosis(
                Optional.of(at),
                Optional.of(reason),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void refusalIsExplained(String id) {
        Presence presence = fleet.presence(id);
        Instant at = presence.enquiry().refused().orElseThrow().at();
        fleet.take(new Signal.Diagnosed(presence.client(), at, entry(at, new Reason("AUTHORIZATION_FAILURE"))));
    }

    @Test
    void aPlannedAbsenceThatARefusalExplainsIsWorthAnIncident() {
        fleet.connects("a").passesMinutes(1).drops("a", Reason.CLIENT_INITIATED_DISCONNECT);
        fleet.passesMinutes(1).isRefused("a");
        assertThat(fleet.told()).isEmpty();

        refusalIsExplained("a");
        assertThat(fleet.told()).containsExactly("opened credentials/a");
    }

    @Test
    void aRefusalOfADeviceThatIsThereIsWorthNoneWhenItIsExplained() {
        fleet.connects("a").passesMinutes(1).isRefused("a");

        refusalIsExplained("a");
        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void aDeviceThatIsRefusedIsToldOfAsAwayOnceItIs() {
        fleet.connects("a").passesMinutes(1);
        IntStream.range(0, 3).forEach(i -> fleet.isRefused("a").passesSeconds(1));
        assertThat(fleet.told()).containsExactly("opened credentials/a");
        refusalIsExplained("a");
        fleet.passesMinutes(2);
        assertThat(fleet.incidents(EventType.INCIDENT_UPDATED))
                .extracting(IncidentData::title)
                .allSatisfy(title -> assertThat(title).startsWith("a is refused"));

        fleet.drops("a", Reason.CLIENT_INITIATED_DISCONNECT).passesSeconds(1).isRefused("a");
        refusalIsExplained("a");
        fleet.passesMinutes(2);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).title()).startsWith("a is offline");
        fleet.connects("a");
        assertThat(fleet.told()).endsWith("resolved credentials/a");
    }

    @Test
    void aMemberThatIsWorseThanItsStormRaisesItAtOnceAndOneThatIsNotDoesNot() {
        Fleet site = Fleet.with(askingTheLog(), Fleet.grouped(3, Optional.empty()));
        List<String> members = List.of("site/a", "site/b", "site/c");
        members.forEach(site::connects);
        members.forEach(id -> site.drops(id, Reason.UNKNOWN));
        site.passesSeconds(45);
        assertThat(site.told()).containsExactly("opened group/site");

        Presence same = site.presence("site/a");
        Instant at = same.enquiry().log().orElseThrow().at();
        site.take(new Signal.Diagnosed(same.client(), at, entry(at, Reason.CONNECTION_LOST)));
        assertThat(site.told()).containsExactly("opened group/site");
        Presence worse = site.presence("site/b");
        site.take(new Signal.Diagnosed(worse.client(), at, entry(at, Reason.AUTH_ERROR)));
        assertThat(site.told()).containsExactly("opened group/site", "updated group/site");
        assertThat(site.last(EventType.INCIDENT_UPDATED).severity()).contains(Severity.CRITICAL);
        assertThat(site.desk().group("site").storm().orElseThrow().severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void anOutageThatTurnsOutToBePlannedIsNoLongerCountedForAStorm() {
        Fleet site = Fleet.with(askingTheLog(), Fleet.grouped(3, Optional.empty()));
        List.of("site/a", "site/b", "site/c").forEach(site::connects);
        site.drops("site/a", Reason.UNKNOWN).passesSeconds(45);
        Presence planned = site.presence("site/a");
        Instant at = planned.enquiry().log().orElseThrow().at();
        site.take(new Signal.Diagnosed(planned.client(), at, entry(at, Reason.CLIENT_INITIATED_DISCONNECT)));
        site.passesSeconds(5).drops("site/b").drops("site/c").passesSeconds(45);

        assertThat(site.told())
                .containsExactly(
                        "opened device/site/a",
                        "resolved device/site/a",
                        "opened device/site/b",
                        "opened device/site/c");
    }

    @Test
    void aSilenceThatEndsInAPlannedAbsenceIsOver() {
        Policy usual = Policy.defaults();
        Fleet silent = Fleet.with(
                new Policy(
                        usual.reasons(),
                        usual.defaultGrace(),
                        usual.settle(),
                        true,
                        usual.asking(),
                        new StalePolicy(List.of(), Optional.of(Duration.ofMinutes(10)))),
                IncidentPolicy.defaults());
        silent.connects("a").passesMinutes(11).drops("a", Reason.CLIENT_INITIATED_DISCONNECT);

        assertThat(silent.told()).containsExactly("opened device/a", "resolved device/a");
        assertThat(silent.last(EventType.INCIDENT_RESOLVED).resolution()).contains("quiet");
        assertThat(silent.decisions()).last().satisfies(decision -> assertThat(decision.text())
                .isEqualTo("Its incident was resolved: it is away for a reason that is worth no incident."));
    }

    @Test
    void aSilenceThatIsWorthNoneAndThatARefusalExplainsIsWorthAnIncident() {
        Policy asking = askingTheLog();
        Fleet silent = Fleet.with(
                new Policy(
                                asking.reasons(),
                                asking.defaultGrace(),
                                asking.settle(),
                                true,
                                asking.asking(),
                                new StalePolicy(List.of(), Optional.of(Duration.ofMinutes(10))))
                        .with(Reason.SILENCE, new ReasonPolicy(Cause.DEVICE, Duration.ZERO, Severity.NONE)),
                IncidentPolicy.defaults());
        silent.connects("a").passesMinutes(11).isRefused("a");
        assertThat(silent.told()).isEmpty();

        Presence presence = silent.presence("a");
        Instant at = presence.enquiry().refused().orElseThrow().at();
        silent.take(new Signal.Diagnosed(presence.client(), at, entry(at, new Reason("AUTHORIZATION_FAILURE"))));
        assertThat(silent.told()).containsExactly("opened credentials/a");
        assertThat(silent.last(EventType.INCIDENT_OPENED).title()).startsWith("a is silent");
    }
}
