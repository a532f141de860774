package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.StalePolicy.DeviceClass;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StalePolicyTest {

    @Test
    void connectedDeviceThatSaysNothingBecomesStaleAndIsOnlineAgainWhenItSpeaks() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(14);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        story.saysItIsBack().passesMinutes(14);
        Instant spoke = story.ago(Duration.ofMinutes(14));
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        story.passesMinutes(1);
        DeviceData stale = story.last(EventType.DEVICE_STALE).device().orElseThrow();
        assertThat(story.verdict()).isEqualTo(Verdict.STALE);
        assertThat(stale.since()).hasValue(spoke);
        assertThat(stale.reason()).hasValue("SILENCE");

        story.passesMinutes(5).saysItIsBack();
        DeviceData online = story.last(EventType.DEVICE_ONLINE).device().orElseThrow();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(online.incidentId()).isEqualTo(stale.incidentId());
        assertThat(online.outageSeconds()).hasValue(20 * 60);
    }

    @Test
    void nothingIsToldTwiceOfOneSilence() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(300);

        assertThat(story.announced()).containsExactly("stale");
    }

    @Test
    void outageThatFollowsASilenceIsTheSameIncident() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(20);
        story.drops(1, Reason.MQTT_KEEP_ALIVE_TIMEOUT).passesMinutes(5).connects(2);

        assertThat(story.announced()).containsExactly("stale", "offline", "online");
        assertThat(story.events().stream()
                        .filter(event -> event.type() != EventType.DEVICE_SIGNAL)
                        .map(event -> event.device().orElseThrow().incidentId().orElseThrow())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void silenceIsNotMeasuredWhileTheDeviceIsAway() {
        Story story = device("a", Asked.silence())
                .connects(1)
                .drops(1, Reason.CLIENT_INITIATED_DISCONNECT)
                .passesMinutes(60);

        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void takeOverOfASilentConnectionEndsTheSilence() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(20).drops(1, Reason.DUPLICATE_CLIENTID);

        assertThat(story.announced()).containsExactly("stale", "online");
    }

    @Test
    void deviceIsProbedBeforeItCountsAsSilent() {
        Policy probing = Asked.policy(
                new Asking(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(10))),
                new StalePolicy(List.of(), Optional.of(Asked.SILENT)));
        Story answering = device("a", probing).connects(1).passesMinutes(15);
        assertThat(answering.asked()).containsExactly("Probe");
        answering.isProbed(ProbeResult.ANSWERED).passesMinutes(14);
        assertThat(answering.announced()).isEmpty();

        Story silent = device("a", probing).connects(1).passesMinutes(15).isProbed(ProbeResult.SILENT);
        assertThat(silent.announced()).containsExactly("stale");

        Story unknown = device("a", probing).connects(1).passesMinutes(15).passesSeconds(10);
        assertThat(unknown.announced()).containsExactly("stale");

        Story gone = device("a", probing).connects(1).passesMinutes(15).isProbed(ProbeResult.NOT_CONNECTED);
        assertThat(gone.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(gone.toItsEnd().announced()).containsExactly("offline");
    }

    @Test
    void signOfLifeOfADeviceThatMayBeSilentChangesNothing() {
        Story story = device("a").connects(1).passesMinutes(5);
        Presence before = story.presence();

        assertThat(story.saysItIsBack().presence()).isEqualTo(before);
    }

    @Test
    void firstClassThatFitsDecides() {
        StalePolicy silence = new StalePolicy(
                List.of(
                        new DeviceClass(ClientPattern.of("pump-.*"), Optional.of(Duration.ofHours(1))),
                        new DeviceClass(ClientPattern.of("sleeper-.*"), Optional.empty())),
                Optional.of(Duration.ofMinutes(5)));

        assertThat(silence.allowedTo(new ClientId("pump-1"))).hasValue(Duration.ofHours(1));
        assertThat(silence.allowedTo(new ClientId("sleeper-1"))).isEmpty();
        assertThat(silence.allowedTo(new ClientId("other"))).hasValue(Duration.ofMinutes(5));
    }

    @Test
    void deviceThatSpeaksLongAfterItsDisconnectMustHaveComeBackUnheard() {
        Story story = device("a").connects(1).drops(1, Reason.CONNECTION_LOST).passesSeconds(60);
        story.saysItIsBack();
        assertThat(story.verdict()).as("it may have spoken just before").isEqualTo(Verdict.OFFLINE);

        story.passesMinutes(2).saysItIsBack();
        assertThat(story.announced()).containsExactly("offline", "online");
    }

    @Test
    void halfOpenConnectionThatAwsHoldsForOneStaysStale() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(30);

        story.isIndexedAs(Connectivity.of(Connectivity.Status.CONNECTED, Optional.of(Story.START), Optional.empty()));

        assertThat(story.verdict()).isEqualTo(Verdict.STALE);
    }

    @Test
    void deviceThatWasOnlineBeforeItsSilenceWasMeasuredIsMeasuredFromTheNextComparison() {
        Story story = device("a").connects(1).passesMinutes(60).startsAgainWith(Asked.silence());
        story.isIndexedAs(Asked.connected(Story.START)).passesMinutes(14);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        assertThat(story.passesMinutes(1).announced()).containsExactly("stale");
    }

    @Test
    void comparisonIsNoSignOfLife() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(10);
        story.isIndexedAs(Asked.connected(Story.START)).passesMinutes(5);
        assertThat(story.announced()).containsExactly("stale");

        story.isIndexedAs(Asked.connected(Story.START));
        assertThat(story.presence().deadline()).isEmpty();
        assertThat(story.presence().lastSeen()).hasValue(Story.START);
    }

    @Test
    void reconnectThatTheIndexToldIsASignOfLife() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(10);
        story.isIndexedAs(Asked.connected(story.ago(Duration.ofMinutes(1)))).passesMinutes(14);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        assertThat(story.passesMinutes(1).announced()).containsExactly("stale");
    }

    @Test
    void deviceThatMayBeSilentSinceTheSettingsWereChangedIsMeasuredNoMore() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(5).startsAgainWith(Policy.defaults());
        story.passesMinutes(60);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
        assertThat(story.presence().deadline()).isEmpty();
    }

    @Test
    void answersToAProbeAreRecordedAndSilenceIsNot() {
        Policy probing = Asked.policy(
                new Asking(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(10))),
                new StalePolicy(List.of(), Optional.of(Asked.SILENT)));
        Story answering = device("a", probing).connects(1).passesMinutes(15).isProbed(ProbeResult.ANSWERED);
        Story gone = device("a", probing).connects(1).passesMinutes(15).isProbed(ProbeResult.NOT_CONNECTED);
        Story silent = device("a", probing).connects(1).passesMinutes(15).isProbed(ProbeResult.SILENT);

        assertThat(answering.recorded()).containsExactly("connected", "probe");
        assertThat(gone.recorded()).containsExactly("connected", "probe");
        assertThat(silent.recorded()).containsExactly("connected");
    }

    @Test
    void deviceThatAProbeDoesNotFindHasEndedForAReasonThatNobodyToldYet() {
        Policy probing = Asked.policy(
                new Asking(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(10))),
                new StalePolicy(List.of(), Optional.of(Asked.SILENT)));
        Story story = device("a", probing).connects(1).passesMinutes(15).isProbed(ProbeResult.NOT_CONNECTED);

        Link link = story.presence().link().orElseThrow();
        assertThat(story.presence().reason()).hasValue(Reason.UNKNOWN);
        assertThat(link.closedAt()).hasValue(story.now());
        assertThat(link.openedAt()).hasValue(Story.START);
    }

    @Test
    void signOfLifeThatEndsASilenceIsRecorded() {
        Story story = device("a", Asked.silence()).connects(1).passesMinutes(20).saysItIsBack();

        assertThat(story.recorded()).containsExactly("connected", "sign_of_life");
    }
}
