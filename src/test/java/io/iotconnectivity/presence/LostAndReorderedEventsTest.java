package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Histories in which events are lost, late or doubled, or the version starts again. The first five fool AWS's own sample. */
class LostAndReorderedEventsTest {

    @Test
    void counterResetOntoTheSameNumberBringsTheDeviceBack() {
        Story story = device("a").connects(0).passesMinutes(10).drops(0, Reason.CONNECTION_LOST);
        story.passesMinutes(70).connects(0);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("offline", "online");
    }

    @Test
    void lostDisconnectBeforeACounterResetDoesNotHideTheNextOutage() {
        Story story = device("b").connects(5).passesMinutes(90).connects(0).passesMinutes(5);
        story.drops(0, Reason.CONNECTION_LOST).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void counterResetAFewMinutesBeforeTheHourIsBelieved() {
        Story story = device("c").connects(0).passesMinutes(1).drops(0, Reason.CONNECTION_LOST);
        story.passesMinutes(58).connects(0);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void disconnectFromBeforeTheCounterResetThatComesAgainChangesNothing() {
        Story story = device("d").connects(7).passesMinutes(10);
        Instant closed = story.now();
        story.drops(7, Reason.CONNECTION_LOST).passesMinutes(80).connects(0);

        story.passesMinutes(1).drops(7, Reason.CONNECTION_LOST, closed).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("offline", "online");
    }

    @Test
    void refusedConnectLeavesTheVerdictAsItIs() {
        Story online = device("e").connects(1).isRefused();
        Story unseen = device("e").isRefused();

        assertThat(online.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(online.announced()).containsExactly("rejected");
        assertThat(unseen.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(unseen.announced()).containsExactly("rejected");
    }

    @Test
    void newConnectAndOldDisconnectGiveTheSameInEitherOrder() {
        Story connectFirst = device("f").connects(1).passesMinutes(10);
        connectFirst.connects(2).drops(1, Reason.CONNECTION_LOST).toItsEnd();
        Story disconnectFirst = device("f").connects(1).passesMinutes(10);
        disconnectFirst.drops(1, Reason.CONNECTION_LOST).connects(2).toItsEnd();

        assertThat(connectFirst.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(disconnectFirst.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(connectFirst.announced()).isEmpty();
        assertThat(disconnectFirst.announced()).isEmpty();
    }

    @Test
    void connectThatComesAfterItsOwnDisconnectLeavesTheDeviceOffline() {
        Story story = device("g");
        Instant opened = story.now();
        story.passesMinutes(5)
                .drops(3, Reason.CONNECTION_LOST)
                .connects(3, opened)
                .toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.presence().link().orElseThrow().openedAt()).hasValue(opened);
    }

    @Test
    void lowerVersionSoonAfterTheLastDisconnectIsNoReset() {
        Story story = device("h").connects(9).passesMinutes(5).drops(9, Reason.CONNECTION_LOST);
        story.passesMinutes(30).connects(2);

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
    }

    @Test
    void lostConnectIsRepairedByTheNextEvent() {
        Story story = device("i").connects(1).passesMinutes(1).drops(1, Reason.CONNECTION_LOST);
        story.passesMinutes(5).drops(2, Reason.MQTT_KEEP_ALIVE_TIMEOUT).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("offline", "online", "offline");
        assertThat(story.presence().reason()).hasValue(Reason.MQTT_KEEP_ALIVE_TIMEOUT);
    }

    @Test
    void clocksThatAreTwoMinutesOffDoNotConfuseOrder() {
        Duration off = Duration.ofMinutes(2);
        Story early = device("j").connects(1, Story.START.plus(off)).passesSeconds(10);
        early.drops(1, Reason.CONNECTION_LOST, early.ago(off)).toItsEnd();
        Story back = device("j").connects(1).passesMinutes(30);
        back.drops(1, Reason.CONNECTION_LOST, back.now().plus(off)).passesSeconds(1);
        back.connects(2, back.ago(off)).toItsEnd();

        assertThat(early.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(back.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(back.announced()).isEmpty();
    }

    @Test
    void timeFarInTheFutureNeitherHoldsTheGraceUpNorWedgesTheDevice() {
        Story story = device("k").connects(1).passesMinutes(1);
        story.drops(1, Reason.CONNECTION_LOST, Instant.parse("2099-01-01T00:00:00Z"))
                .passesMinutes(1);
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);

        story.passesMinutes(70).connects(0);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void equalTimesOfBothEndsAreOrderedByWhatTheySay() {
        Story story = device("l").drops(4, Reason.CONNECTION_LOST).connects(4).toItsEnd();
        Story withoutVersion = device("l")
                .dropsWithoutVersion("s", Reason.CONNECTION_LOST, Story.START)
                .connectsWithoutVersion("s", Story.START)
                .toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(withoutVersion.verdict()).isEqualTo(Verdict.OFFLINE);
    }

    @Test
    void withoutVersionsTheSessionTiesADisconnectToItsConnection() {
        Story own = device("m").connectsWithoutVersion("s1", Story.START).passesMinutes(10);
        own.dropsWithoutVersion("s1", Reason.CONNECTION_LOST, own.now()).toItsEnd();
        Story takenOver = device("m").connectsWithoutVersion("s1", Story.START).passesMinutes(10);
        takenOver.connectsWithoutVersion("s2", takenOver.now());
        takenOver
                .passesSeconds(3)
                .dropsWithoutVersion("s1", Reason.CONNECTION_LOST, takenOver.now())
                .toItsEnd();

        assertThat(own.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(takenOver.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(takenOver.announced()).isEmpty();
    }

    @Test
    void withoutVersionsAndSessionsTimesDecide() {
        Story story = device("n").connectsWithoutVersion("", Story.START).passesMinutes(10);
        Instant closed = story.now();
        story.passesMinutes(10).connectsWithoutVersion("", story.now());
        story.dropsWithoutVersion("", Reason.CONNECTION_LOST, closed).toItsEnd();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        story.dropsWithoutVersion("", Reason.CONNECTION_LOST, story.now()).toItsEnd();
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
    }

    @Test
    void sameConnectAndDisconnectTwiceAreAnnouncedOnce() {
        Story story = device("o").connects(1).connects(1).passesMinutes(10);
        Instant closed = story.now();
        story.drops(1, Reason.CONNECTION_LOST).passesMinutes(5);
        story.drops(1, Reason.CONNECTION_LOST, closed).toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.presence().since()).hasValue(closed);
    }

    @Test
    void eachEndAndBeginningIsRecordedWithWhetherItIsOfThePast() {
        Story story = device("p").connects(3).connects(3).passesMinutes(10);
        story.connects(5).drops(3, Reason.CONNECTION_LOST).connects(4).drops(5, Reason.CONNECTION_LOST);
        story.passesSeconds(1).drops(5, Reason.CONNECTION_LOST).connects(6).drops(6, Reason.DUPLICATE_CLIENTID);

        assertThat(story.recorded())
                .containsExactly(
                        "connected",
                        "connected",
                        "connected",
                        "disconnected past",
                        "connected past",
                        "disconnected",
                        "disconnected",
                        "connected",
                        "disconnected");
    }

    @Test
    void signalTellsTheVerdictBeforeTheLatestChange() {
        Story story = device("q").connects(1).passesMinutes(1).drops(1, Reason.CONNECTION_LOST);
        story.passesMinutes(5).drops(2, Reason.CONNECTION_LOST);

        assertThat(story.last(EventType.DEVICE_ONLINE).device().orElseThrow().previousState())
                .isEqualTo(Verdict.OFFLINE);
        assertThat(story.last(EventType.DEVICE_SIGNAL).device().orElseThrow().previousState())
                .isEqualTo(Verdict.ONLINE);
    }

    @Test
    void takeOverLeavesADeviceOnlineSinceItWasAndBringsAnotherBackThen() {
        Story online = device("r").connects(1).passesMinutes(10).drops(1, Reason.DUPLICATE_CLIENTID);
        Story away = device("r").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        away.passesMinutes(5).drops(2, Reason.DUPLICATE_CLIENTID);

        assertThat(online.presence().since()).hasValue(Story.START);
        assertThat(away.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(away.presence().since()).hasValue(away.now());
        assertThat(away.announced()).containsExactly("offline", "online");
    }

    @Test
    void takeOverDuringTheGraceEndsTheSuspicion() {
        Story story = device("r").connects(1).passesMinutes(10).leavesWill();
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
        story.passesSeconds(1).drops(1, Reason.DUPLICATE_CLIENTID);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().since()).hasValue(story.now());
    }

    @Test
    void versionThatIsToldOnceIsKept() {
        ClientId client = new ClientId("s");
        Connection both = new Connection(
                OptionalLong.of(4), Optional.of("session"), Optional.empty(), Optional.empty(), Optional.empty());
        Story later = device("s").connectsWithoutVersion("session", Story.START).passesMinutes(1);
        later.take(new Signal.Disconnected(client, later.now(), both, Reason.CONNECTION_LOST));
        Story before = device("s")
                .take(new Signal.Connected(client, Story.START, both))
                .passesMinutes(1);
        before.dropsWithoutVersion("session", Reason.CONNECTION_LOST, before.now());

        assertThat(later.presence().link().orElseThrow().connection().version()).hasValue(4);
        assertThat(before.presence().link().orElseThrow().connection().version())
                .hasValue(4);
    }
}
