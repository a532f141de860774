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
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Our own clock differs from AWS's by far more than AWS's times may be off. */
class WrongClockTest {

    @Property
    void clockThatIsBehindChangesNoVerdictAndNoAnnouncement(
            @ForAll @IntRange(min = 3, max = 40_000) int minutesBehind,
            @ForAll @IntRange(min = 0, max = 300) int awaySeconds) {
        Duration behind = Duration.ofMinutes(minutesBehind);
        Story right = story(Duration.ZERO, awaySeconds);
        Story wrong = story(behind, awaySeconds);

        assertThat(wrong.announced()).isEqualTo(right.announced());
        assertThat(wrong.verdict()).isEqualTo(right.verdict());
    }

    private static Story story(Duration behind, int awaySeconds) {
        Story story = device("a");
        story.connects(1, story.now().plus(behind)).passesMinutes(10);
        story.drops(1, Reason.CONNECTION_LOST, story.now().plus(behind)).passesSeconds(awaySeconds);
        story.connects(2, story.now().plus(behind)).passesMinutes(10);
        return story.drops(2, Reason.CONNECTION_LOST, story.now().plus(behind)).toItsEnd();
    }

    @Test
    void outageBeginsByTheClockThatItsDeadlinesRunBy() {
        Story story =
                device("a").connects(1, Story.START.plus(Duration.ofDays(3))).passesMinutes(10);
        Instant closed = story.now();
        story.drops(1, Reason.CONNECTION_LOST, closed.plus(Duration.ofDays(3))).toItsEnd();

        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().since())
                .contains(closed);
    }

    @Test
    void oneEventOfAnAbsurdTimeSpoilsNothingThatFollows() {
        Instant absurd = Instant.parse("9999-12-31T00:00:00Z");
        Story story = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST, absurd);
        story.passesMinutes(5).connects(2);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        story.passesMinutes(5).drops(2, Reason.CONNECTION_LOST).toItsEnd();
        assertThat(story.announced()).containsExactly("offline", "online", "offline");
    }

    @Test
    void clockThatIsSetRightGoesOnWithWhatWasHeardBefore() {
        Duration behind = Duration.ofDays(3);
        Story story =
                device("a").connects(1, Story.START.plus(behind)).passes(behind).passesMinutes(10);
        story.drops(1, Reason.CONNECTION_LOST).passesMinutes(5).connects(2).toItsEnd();

        assertThat(story.announced()).containsExactly("offline", "online");
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void silenceIsNoticedInTimeAlsoAfterTheClockWasSetBack() {
        Policy silent = Asked.policy(Asking.NOBODY, new StalePolicy(List.of(), Optional.of(Duration.ofMinutes(10))));
        PresenceMachine machine = new PresenceMachine(silent);
        ClientId client = new ClientId("a");
        Instant wrong = Story.START.plus(Duration.ofDays(3));
        Presence before = machine.step(
                        Presence.unseen(client), new Signal.Connected(client, Story.START, Connection.UNKNOWN), wrong)
                .after();

        Presence after = machine.step(before, new Signal.SignOfLife(client, Story.START), Story.START)
                .after();

        assertThat(after.deadline()).contains(Story.START.plus(Duration.ofMinutes(10)));
    }

    /** Events look three days old then, and the grace of what is long past is the settle. */
    @Test
    void clockThatIsAheadShortensTheGraceToTheSettleAndLosesNothing() {
        Duration ahead = Duration.ofDays(3);
        Story story = device("a");
        story.connects(1, story.ago(ahead)).passesMinutes(10);
        story.drops(1, Reason.CONNECTION_LOST, story.ago(ahead)).passesSeconds(4);
        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);

        story.passesSeconds(2);
        assertThat(story.announced()).containsExactly("offline");
        story.connects(2, story.ago(ahead)).toItsEnd();
        assertThat(story.announced()).containsExactly("offline", "online");
    }

    @Test
    void eventsOfADeviceNeverGoBackInTimeWhateverTheClockDoes() {
        PresenceMachine machine = new PresenceMachine(Policy.defaults());
        ClientId client = new ClientId("a");
        Step first = machine.step(
                Presence.unseen(client),
                new Signal.Connected(client, Story.START, Connection.UNKNOWN),
                Story.START.plusSeconds(60));
        Step later = machine.step(
                first.after(),
                new Signal.Disconnected(client, Story.START, Connection.UNKNOWN, Reason.CONNECTION_LOST),
                Story.START);

        assertThat(first.events().get(0).time()).isEqualTo(Story.START.plusSeconds(60));
        assertThat(later.events().get(0).time()).isEqualTo(Story.START.plusSeconds(60));
        assertThat(later.after().updatedAt()).isEqualTo(Story.START.plusSeconds(60));
    }
}
