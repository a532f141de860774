package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Sight.Carries;
import io.iotconnectivity.incident.Sight.State;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlindIncidentTest {
    private static final String SOURCE = "source-presence";
    private static final Instant SINCE = Fleet.START.minusSeconds(120);

    private final Fleet fleet = Fleet.with(Fleet.grouped(3, Optional.empty()));

    @Test
    void aSourceThatIsBlindHasOneCriticalIncidentUntilItSees() {
        fleet.sees(SOURCE, State.AWAY, SINCE).passesMinutes(5).sees(SOURCE, State.AWAY, SINCE.plusSeconds(30));

        assertThat(fleet.told()).containsExactly("opened blind/source-presence");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.kind()).isEqualTo(IncidentKind.BLIND);
        assertThat(opened.severity()).contains(Severity.CRITICAL);
        assertThat(opened.since()).contains(SINCE);
        assertThat(opened.blind()).contains(new Blind(SOURCE, SINCE));
        assertThat(opened.title())
                .isEqualTo("This monitor is blind: source-presence has not been connected since 2026-11-22T23:58:00Z");
        assertThat(opened.advice()).hasValueSatisfying(advice -> assertThat(advice)
                .startsWith("This source reports no connects or disconnects")
                .contains("Last error: connection refused."));

        fleet.sees(SOURCE, State.SEES, fleet.now());

        IncidentData resolved = fleet.last(EventType.INCIDENT_RESOLVED);
        assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
        assertThat(resolved.resolution()).contains("recovered");
        assertThat(fleet.desk().blind()).isEmpty();
    }

    @Test
    void whatBecomesOfItIsToldOnce() {
        fleet.sees(SOURCE, State.AWAY, SINCE)
                .sees(SOURCE, State.SILENT, SINCE)
                .sees(SOURCE, State.SILENT, SINCE)
                .sees(SOURCE, State.BACK, fleet.now())
                .sees(SOURCE, State.SEES, fleet.now())
                .sees(SOURCE, State.SEES, fleet.now());

        assertThat(fleet.told())
                .containsExactly(
                        "opened blind/source-presence",
                        "updated blind/source-presence",
                        "updated blind/source-presence",
                        "resolved blind/source-presence");
    }

    @Test
    void aSourceThatHasNeverBeenBlindOpensNothing() {
        fleet.sees(SOURCE, State.SEES, SINCE).sees(SOURCE, State.BACK, SINCE);

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void eachSourceHasItsOwn() {
        fleet.sees(SOURCE, State.AWAY, SINCE)
                .sees("source-queue", State.AWAY, SINCE)
                .sees(SOURCE, State.SEES, fleet.now());

        assertThat(fleet.told())
                .containsExactly(
                        "opened blind/source-presence", "opened blind/source-queue", "resolved blind/source-presence");
        assertThat(fleet.desk().blind()).extracting(BlindSource::source).containsExactly("source-queue");
    }

    @Test
    void whatRingsMeanwhileSaysThatItCouldNotBeChecked() {
        fleet.connects("a").drops("a").sees(SOURCE, State.AWAY, SINCE).passesMinutes(2);

        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.key()).isEqualTo("device/a");
        assertThat(opened.blind()).contains(new Blind(SOURCE, SINCE));
        assertThat(opened.advice()).hasValueSatisfying(advice -> assertThat(advice)
                .startsWith("This could not be checked: source-presence has been blind since 2026-11-22T23:58:00Z. ")
                .hasSizeGreaterThan(100));
        assertThat(fleet.event(EventType.DEVICE_OFFLINE).device().orElseThrow().blind())
                .contains(new Blind(SOURCE, SINCE));
        assertThat(fleet.event(EventType.DEVICE_OFFLINE).device().orElseThrow().advice())
                .hasValueSatisfying(advice -> assertThat(advice).startsWith("This could not be checked"));

        fleet.sees(SOURCE, State.SEES, fleet.now())
                .connects("a")
                .drops("a", Reason.MQTT_KEEP_ALIVE_TIMEOUT)
                .passesMinutes(2);

        assertThat(fleet.last(EventType.INCIDENT_OPENED).blind()).isEmpty();
        assertThat(fleet.event(EventType.DEVICE_OFFLINE).device().orElseThrow().blind())
                .isEmpty();
    }

    @Test
    void aBlindSourceOfSignsOfLifeLeavesOutagesAlone() {
        Event offline = fleet.connects("a").drops("a").passesMinutes(2).event(EventType.DEVICE_OFFLINE);
        List<BlindSource> blind = List.of(new BlindSource(
                "source-sign-of-life",
                Announcement.draft("1", IncidentKind.BLIND, "source-sign-of-life", Optional.of(SINCE), SINCE),
                SINCE,
                State.AWAY,
                Carries.SIGNS_OF_LIFE,
                Optional.empty()));

        assertThat(BlindSource.marked(offline, blind)).isEqualTo(offline);
        Event stale =
                new Event(offline.id(), EventType.DEVICE_STALE, offline.subject(), offline.time(), offline.data());
        assertThat(BlindSource.marked(stale, blind).device().orElseThrow().blind())
                .contains(new Blind("source-sign-of-life", SINCE));
    }

    @Test
    void aSilenceDoesNotSilenceIt() {
        fleet.silence(".*", Duration.ofHours(1)).sees(SOURCE, State.AWAY, SINCE);

        assertThat(fleet.told()).containsExactly("opened blind/source-presence");
    }

    @Test
    void adviceTellsWhatToCheckForEachWayOfBeingBlind() {
        fleet.sees(SOURCE, State.AWAY, SINCE);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).advice()).hasValueSatisfying(advice -> assertThat(advice)
                .contains("Check the connection from this monitor to its source")
                .doesNotContain("It is connected"));

        fleet.sees(SOURCE, State.SILENT, SINCE);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).advice()).hasValueSatisfying(advice -> assertThat(advice)
                .contains("It is connected, but nothing arrives")
                .doesNotContain("Check the connection"));

        fleet.sees(SOURCE, State.BACK, SINCE);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).advice())
                .contains("News arrives again. What was missed is still being compared (connection refused);"
                        + " events until then could not be checked.");

        fleet.sees(SOURCE, State.SEES, Instant.parse("2026-11-23T00:04:05.678Z"));
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).advice())
                .contains("It has been receiving again since 2026-11-23T00:04:05Z; connection refused.");
    }

    @Test
    void aSourceOfSignsOfLifeLeavesTheIncidentOfAnOutageUnmarkedAndMarksThatOfASilence() {
        Policy usual = Policy.defaults();
        StalePolicy silence = new StalePolicy(List.of(), Optional.of(Duration.ofMinutes(10)));
        Fleet silent = Fleet.with(
                new Policy(usual.reasons(), usual.defaultGrace(), usual.settle(), true, usual.asking(), silence),
                IncidentPolicy.defaults());
        silent.sees(new Sight("source-sign-of-life", State.AWAY, Carries.SIGNS_OF_LIFE, SINCE, Optional.empty()));
        silent.connects("a").connects("b").drops("b").passesMinutes(1);
        assertThat(silent.last(EventType.INCIDENT_OPENED).key()).isEqualTo("device/b");
        assertThat(silent.last(EventType.INCIDENT_OPENED).blind()).isEmpty();

        silent.passesMinutes(10);
        assertThat(silent.last(EventType.INCIDENT_OPENED).key()).isEqualTo("device/a");
        assertThat(silent.last(EventType.INCIDENT_OPENED).blind()).contains(new Blind("source-sign-of-life", SINCE));
    }
}
