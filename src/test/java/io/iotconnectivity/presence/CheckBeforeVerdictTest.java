package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckBeforeVerdictTest {

    /** Until just after the end of its grace. */
    private static Story lost(Policy policy) {
        return device("a", policy)
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CONNECTION_LOST)
                .passesSeconds(30);
    }

    @Test
    void awsIsAskedAtTheEndOfTheGraceAndTheAlertWaitsForTheAnswer() {
        Story story = lost(Asked.check());

        assertThat(story.asked()).containsExactly("Check");
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void whatAwsStillHoldsConnectedRaisesNoAlarm() {
        Story story = lost(Asked.check());
        Instant back = story.ago(Duration.ofSeconds(20));

        story.isSaidToBe(Asked.connected(back)).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().since()).hasValue(back);
        assertThat(story.announced()).isEmpty();
        assertThat(story.last(EventType.DEVICE_SIGNAL)
                        .device()
                        .orElseThrow()
                        .signal()
                        .orElseThrow()
                        .kind())
                .isEqualTo("check");
    }

    @Test
    void lateDisconnectOfTheConnectionThatTheCheckFoundStillCounts() {
        Story story = lost(Asked.check());
        story.isSaidToBe(Asked.connected(story.ago(Duration.ofSeconds(20))));

        story.passesMinutes(5).drops(2, Reason.CONNECTION_LOST).passesSeconds(30);
        story.isSaidToBe(Asked.gone(story.ago(Duration.ofSeconds(30)), Reason.CONNECTION_LOST));

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void deviceThatCameBackAndDroppedAgainWhileItsGraceRanHasAGraceOfItsOwn() {
        Story story = lost(Asked.check());
        Instant dropped = story.ago(Duration.ofSeconds(2));

        story.isSaidToBe(Asked.gone(dropped, Reason.CLIENT_ERROR));
        assertThat(story.announced()).isEmpty();
        // What the broker still has of the time between is history.
        story.passesSeconds(5).connects(2, dropped.minusSeconds(5)).drops(2, Reason.CLIENT_ERROR, dropped);
        story.until(dropped.plusSeconds(30)).isSaidToBe(Asked.gone(dropped, Reason.CLIENT_ERROR));

        assertThat(story.announced()).containsExactly("offline");
        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.since()).hasValue(dropped);
        assertThat(data.reason()).hasValue("CLIENT_ERROR");
    }

    @Test
    void whatBeganBeforeTheEndThatAwsToldOfEndsNoOutage() {
        Story story = device("a", Asked.check()).connects(1).passesMinutes(30).leavesWill();
        Instant end = story.now();
        story.passesSeconds(31).isSaidToBe(Asked.gone(end, Reason.CONNECTION_LOST));
        assertThat(story.announced()).containsExactly("offline");

        story.drops(1, Reason.CONNECTION_LOST, end.minusSeconds(60))
                .connects(2, end.minusSeconds(50))
                .drops(2, Reason.CONNECTION_LOST, end)
                .toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void answerThatItIsGoneMakesAVerifiedAlertAtOnce() {
        Story story = lost(Asked.check());
        Instant closed = story.ago(Duration.ofSeconds(30));

        story.isSaidToBe(Asked.gone(closed, Reason.CONNECTION_LOST));

        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.verified()).hasValue(true);
        assertThat(data.since()).hasValue(closed);
        assertThat(data.evidence()).extracting(e -> e.kind()).contains("check");
    }

    @Test
    void alertGoesOutUnverifiedWhenAwsCannotTell() {
        Story story = lost(Asked.check()).isSaidToBe(Connectivity.UNKNOWN);

        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().verified())
                .hasValue(false);
        assertThat(story.presence().reason()).hasValue(Reason.CONNECTION_LOST);
    }

    @Test
    void alertGoesOutUnverifiedWhenNobodyAnswersInTime() {
        Story story = lost(Asked.check()).passes(Asked.CHECK);

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().verified())
                .hasValue(false);
    }

    @Test
    void answerThatComesAfterTheAlertIsStillTaken() {
        Story story = lost(Asked.check()).passesSeconds(60);

        story.isSaidToBe(Asked.connected(story.ago(Duration.ofSeconds(10))));

        assertThat(story.announced()).containsExactly("offline", "online");
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void plannedAbsenceIsNotAskedAbout() {
        Story story = device("a", Asked.checkAndLog())
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CLIENT_INITIATED_DISCONNECT);

        assertThat(story.asked()).isEmpty();
        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void checkDecidesAboutAWillThatNoEventBearsOut() {
        Story there = device("a", Asked.check()).connects(1).passesMinutes(10).leavesWill();
        there.passesSeconds(30).isSaidToBe(Asked.connected(Story.START)).toItsEnd();
        assertThat(there.announced()).isEmpty();
        assertThat(there.verdict()).isEqualTo(Verdict.ONLINE);

        Story gone = device("a", Asked.check()).connects(1).passesMinutes(10).leavesWill();
        Instant closed = gone.now();
        gone.passesSeconds(30).isSaidToBe(Asked.gone(closed, Reason.MQTT_KEEP_ALIVE_TIMEOUT));
        DeviceData data = gone.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.verified()).hasValue(true);
        assertThat(data.reason()).hasValue("MQTT_KEEP_ALIVE_TIMEOUT");
        assertThat(data.lastWill()).isTrue();
    }

    @Test
    void reconnectWhileTheAnswerIsAwaitedEndsTheSuspicion() {
        Story story = lost(Asked.check()).passesSeconds(2).connects(2).passesSeconds(1);

        story.isSaidToBe(Asked.gone(story.ago(Duration.ofSeconds(33)), Reason.CONNECTION_LOST))
                .toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void lossIsDatedBackByTheKeepAliveButTheGraceIsNot() {
        Story story = device("a").connects(1).isIndexedAs(Asked.withKeepAlive(Duration.ofMinutes(4)));
        story.passesMinutes(60);
        Instant closed = story.now();
        story.drops(1, Reason.MQTT_KEEP_ALIVE_TIMEOUT);

        story.until(closed.plusSeconds(29));
        assertThat(story.announced()).isEmpty();
        story.until(closed.plusSeconds(30));

        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.since()).hasValue(closed.minusSeconds(360));
        assertThat(story.presence().worstCaseDetection()).hasValue(Duration.ofMinutes(6));
        assertThat(data.sourceIp()).hasValue("192.0.2.7");
        assertThat(data.thingName()).hasValue("thing");
    }

    @Test
    void lossIsNotDatedBackBeforeTheConnectionWasOpened() {
        Story story = device("a").connects(1).isIndexedAs(Asked.withKeepAlive(Duration.ofMinutes(20)));
        story.passesMinutes(10).drops(1, Reason.MQTT_KEEP_ALIVE_TIMEOUT).toItsEnd();

        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().since())
                .hasValue(Story.START);
    }

    @Test
    void answerTellsOfTheDeviceWhateverItSaysOfTheConnection() {
        Story story = lost(Asked.check()).isSaidToBe(Asked.withKeepAlive(Duration.ofMinutes(4)));

        DeviceData data = story.last(EventType.DEVICE_SIGNAL).device().orElseThrow();
        assertThat(data.thingName()).hasValue("thing");
        assertThat(data.sourceIp()).hasValue("192.0.2.7");
        assertThat(story.presence().worstCaseDetection()).hasValue(Duration.ofMinutes(6));
    }

    @Test
    void connectionThatTheCheckFoundIsTheOneThatIsKnownFromThenOn() {
        Story closed = lost(Asked.check());
        Instant back = closed.ago(Duration.ofSeconds(20));
        closed.isSaidToBe(Asked.connected(back));
        Story open = device("a", Asked.check()).connects(1).passesMinutes(10).leavesWill();
        open.passesSeconds(30)
                .isSaidToBe(Connectivity.of(Connectivity.Status.CONNECTED, Optional.empty(), Optional.empty()));

        assertThat(closed.presence().link().orElseThrow().openedAt()).hasValue(back);
        assertThat(closed.presence().link().orElseThrow().isOpen()).isTrue();
        assertThat(open.presence().link().orElseThrow().connection().version()).hasValue(1);
        assertThat(open.presence().since()).hasValue(Story.START);
    }

    @Test
    void checkThatFindsASilentDeviceConnectedEndsItsIncident() {
        Story story = device("a", Asked.everybody()).connects(1).passesMinutes(20);
        assertThat(story.announced()).containsExactly("stale");
        story.drops(1, Reason.CONNECTION_LOST).passesSeconds(30);
        Instant back = story.ago(Duration.ofSeconds(10));

        story.isSaidToBe(Asked.connected(back));

        assertThat(story.announced()).containsExactly("stale", "online");
        assertThat(story.presence().outage()).isEmpty();
    }

    @Test
    void willThatATakeOverExplainsIsCheckedBeforeItIsDismissed() {
        Story story = device("a", Asked.check()).connects(1).passesMinutes(10).connects(2);
        story.drops(1, Reason.DUPLICATE_CLIENTID).passesMinutes(20).leavesWill().passesSeconds(30);
        assertThat(story.asked()).containsExactly("Check");
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);

        story.passes(Asked.CHECK);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
        assertThat(story.recorded()).endsWith("last_will", "grace_ended");
    }

    @Test
    void checkBearsOutTheWillOfADeviceThatWasNeverHeardOfBefore() {
        Story story = device("a", Asked.check()).leavesWill();
        story.passesSeconds(30).isSaidToBe(Asked.gone(Story.START, Reason.CONNECTION_LOST));

        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.verified()).hasValue(true);
        assertThat(data.reason()).hasValue("CONNECTION_LOST");
    }
}
