package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastWillTest {

    private static final Policy WITHOUT_PRESENCE_EVENTS =
            new Policy(Map.copyOf(Policy.defaults().reasons()), Duration.ofSeconds(30), Duration.ofSeconds(5), false);

    @Test
    void willAloneStartsTheGraceAndEndsUnverified() {
        Story story = device("a").connects(1).passesMinutes(10).leavesWill();
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(story.announced()).isEmpty();

        story.passesSeconds(31);
        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.verified()).hasValue(false);
        assertThat(data.lastWill()).isTrue();
        assertThat(data.reason()).hasValue("LAST_WILL");
    }

    @Test
    void disconnectOfTheCurrentConnectionConfirmsTheWill() {
        Story story = device("a").connects(1).passesMinutes(10).leavesWill().passesSeconds(2);
        Instant closed = story.now();
        story.drops(1, Reason.MQTT_KEEP_ALIVE_TIMEOUT).toItsEnd();

        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.verified()).hasValue(true);
        assertThat(data.lastWill()).isTrue();
        assertThat(data.reason()).hasValue("MQTT_KEEP_ALIVE_TIMEOUT");
        assertThat(data.since()).hasValue(closed);
    }

    @Test
    void willOfADeviceThatIsSuspectedAlreadyDoesNotEndAGraceThatIsOnHold() {
        PresenceMachine machine = new PresenceMachine(Policy.defaults());
        ClientId client = new ClientId("a");
        Instant drop = Instant.parse("2026-11-23T10:00:00Z");
        Presence suspect = machine.step(
                        Presence.unseen(client),
                        new Signal.Disconnected(client, drop, Connection.UNKNOWN, Reason.CONNECTION_LOST),
                        drop)
                .after();
        Instant later = drop.plusSeconds(300);

        Step step = machine.step(suspect, new Signal.LastWill(client, later), later);

        assertThat(step.after().state()).isEqualTo(Verdict.SUSPECT);
        assertThat(step.after().deadline()).isEqualTo(suspect.deadline());
    }

    @Test
    void disconnectThatComesAfterTheUnverifiedVerdictOnlyConfirmsIt() {
        Story story = device("a").connects(1).passesMinutes(10).leavesWill().passesMinutes(1);
        story.drops(1, Reason.CONNECTION_LOST, story.ago(Duration.ofMinutes(1))).toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.presence().verified()).isTrue();
        assertThat(story.presence().reason()).hasValue(Reason.CONNECTION_LOST);
    }

    @Test
    void lateWillOfATakenOverConnectionDoesNotTakeTheNewOneOffline() {
        Story story = device("a").connects(1).passesMinutes(10).connects(2).drops(1, Reason.DUPLICATE_CLIENTID);
        story.passesSeconds(20).leavesWill();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        story.toItsEnd();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void willThatComesMuchLaterThanItsCloseEndsInNoOutage() {
        Story story = device("a").connects(1).passesMinutes(10).connects(2).drops(1, Reason.DUPLICATE_CLIENTID);
        story.passesMinutes(20).leavesWill();
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);

        story.toItsEnd();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void willThatComesTwiceEndsInNoOutage() {
        Story story = device("a")
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CONNECTION_LOST)
                .leavesWill();
        story.passesSeconds(10).connects(2).passesSeconds(10).leavesWill().toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void secondOutageSoonAfterTheFirstHasItsOwnWillEvenIfThatComesFirst() {
        Story story = device("a")
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CONNECTION_LOST)
                .leavesWill();
        story.passesSeconds(40).connects(2).passesSeconds(20).leavesWill();
        story.passesSeconds(1).drops(2, Reason.CONNECTION_LOST).toItsEnd();

        assertThat(story.announced()).containsExactly("offline", "online", "offline");
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().lastWill())
                .isTrue();
    }

    @Test
    void outageSoonAfterATakeOverHasItsOwnWillThoughThatOfTheTakeOverCameBeforeItsClose() {
        Story story = device("a").connects(1).passesMinutes(10).leavesWill();
        story.connects(2).drops(1, Reason.DUPLICATE_CLIENTID);
        story.passesSeconds(90).leavesWill().drops(2, Reason.CONNECTION_LOST).toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().lastWill())
                .isTrue();
    }

    @Test
    void willOfATakenOverConnectionThatComesBeforeItsCloseIsTakenBack() {
        Story story = device("a")
                .connects(1)
                .passesMinutes(10)
                .connects(2)
                .passesMinutes(5)
                .leavesWill();
        story.passesSeconds(5).drops(1, Reason.DUPLICATE_CLIENTID, story.ago(Duration.ofMinutes(5)));
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        story.toItsEnd();
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void takeOverWhoseCloseIsLostIsNoOutageIfTheDeviceConnectedAroundTheWill() {
        Story before = device("a")
                .connects(1)
                .passesMinutes(10)
                .connects(2)
                .passesSeconds(20)
                .leavesWill();
        Story after = device("a")
                .connects(1)
                .passesMinutes(10)
                .leavesWill()
                .passesSeconds(5)
                .connects(2);

        assertThat(before.toItsEnd().verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(before.announced()).isEmpty();
        assertThat(after.toItsEnd().verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(after.announced()).isEmpty();
    }

    @Test
    void willThatFollowsItsDisconnectIsEvidence() {
        Story story = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        story.passesSeconds(1).leavesWill().toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().lastWill())
                .isTrue();
    }

    @Test
    void nextConnectEndsAnUnverifiedOutage() {
        Story story = device("a")
                .connects(1)
                .passesMinutes(10)
                .leavesWill()
                .passesMinutes(10)
                .connects(2);

        assertThat(story.announced()).containsExactly("offline", "online");
        assertThat(story.presence().will()).isEmpty();
    }

    @Test
    void deviceThatSaysItIsBackEndsAnOutageThatRestsOnItsWillAlone() {
        Story story = device("a")
                .connects(1)
                .passesMinutes(10)
                .leavesWill()
                .passesMinutes(10)
                .saysItIsBack();
        Story disconnected = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        disconnected.passesMinutes(1).saysItIsBack();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("offline", "online");
        assertThat(disconnected.verdict()).isEqualTo(Verdict.OFFLINE);
    }

    @Test
    void withPresenceOffTheWillIsTheVerdict() {
        Story story = device("a", WITHOUT_PRESENCE_EVENTS).leavesWill();
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("offline");

        story.passesMinutes(3).leavesWill().saysItIsBack();
        assertThat(story.announced()).containsExactly("offline", "online");
        assertThat(story.last(EventType.DEVICE_ONLINE).device().orElseThrow().outageSeconds())
                .hasValue(180);
    }

    @Test
    void willOfADeviceNeverSeenStartsTheGrace() {
        Story story = device("a").leavesWill();
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);

        assertThat(story.toItsEnd().announced()).containsExactly("offline");
    }

    @Test
    void willThatFollowsTheReconnectIsThatOfTheEndBeforeIt() {
        Story soon = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        soon.passesSeconds(10).connects(2).passesSeconds(10).leavesWill();
        Story late = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        late.passesSeconds(10).connects(2).passesMinutes(20).leavesWill();

        assertThat(soon.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(soon.recorded()).endsWith("last_will past");
        assertThat(late.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(late.toItsEnd().verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(late.announced()).isEmpty();
        assertThat(late.recorded()).endsWith("last_will", "grace_ended");
    }

    @Test
    void oneEndExplainsOneWillOnly() {
        Story story = device("a").connects(1).passesMinutes(10).connects(2).drops(1, Reason.DUPLICATE_CLIENTID);
        story.passesMinutes(20).leavesWill().passesMinutes(1);
        assertThat(story.announced()).isEmpty();

        story.passesMinutes(20).leavesWill().passesMinutes(1);
        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void endWhoseWillCameFirstExplainsNoOther() {
        Story story = device("a").connects(1).passesMinutes(10).leavesWill().drops(1, Reason.CONNECTION_LOST);
        story.passesSeconds(10).connects(2).passesMinutes(20).leavesWill().passesMinutes(1);

        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void plannedEndSendsNoWillAndExplainsNone() {
        Story story = device("a").connects(1).passesMinutes(10).connects(2);
        story.drops(1, Reason.CLIENT_INITIATED_DISCONNECT).passesMinutes(20).leavesWill();

        assertThat(story.toItsEnd().announced()).containsExactly("offline");
    }

    @Test
    void endExplainsAWillOfTheHourAfterItAndNoneLater() {
        Story inTime = device("a").connects(1).passesMinutes(10).connects(2).drops(1, Reason.DUPLICATE_CLIENTID);
        inTime.passes(Duration.ofHours(1).minusMillis(1)).leavesWill().passesMinutes(1);
        Story tooLate = device("a").connects(1).passesMinutes(10).connects(2).drops(1, Reason.DUPLICATE_CLIENTID);
        tooLate.passes(Duration.ofHours(1)).leavesWill().passesMinutes(1);

        assertThat(inTime.announced()).isEmpty();
        assertThat(tooLate.announced()).containsExactly("offline");
    }

    @Test
    void willThatNeverCameIsNotOwedForEver() {
        Story story = device("a").connects(1).passesMinutes(10).connects(2).drops(1, Reason.DUPLICATE_CLIENTID);
        story.passesMinutes(120)
                .drops(2, Reason.CONNECTION_LOST)
                .leavesWill()
                .passesSeconds(10)
                .connects(3);
        story.passesMinutes(20).leavesWill().passesMinutes(1);

        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void endOfATakenOverConnectionTakesAnAnnouncedOutageBackWithinTheHour() {
        Story inTime = offlineOnTheWillOfATakeOver();
        inTime.passesMinutes(58).drops(1, Reason.DUPLICATE_CLIENTID, Story.START.plus(Duration.ofMinutes(10)));
        Story tooLate = offlineOnTheWillOfATakeOver();
        tooLate.passesMinutes(59).drops(1, Reason.DUPLICATE_CLIENTID, Story.START.plus(Duration.ofMinutes(10)));

        assertThat(inTime.announced()).containsExactly("offline", "online");
        assertThat(inTime.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(inTime.presence().since()).hasValue(Story.START.plus(Duration.ofMinutes(10)));
        assertThat(tooLate.announced()).containsExactly("offline");
        assertThat(tooLate.verdict()).isEqualTo(Verdict.OFFLINE);
    }

    /** A minute after the will. */
    private static Story offlineOnTheWillOfATakeOver() {
        Story story = device("a").connects(1).passesMinutes(10).connects(2);
        return story.passesMinutes(5).leavesWill().passesMinutes(1);
    }
}
