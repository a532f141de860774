package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Wills and signs of life that could not be read when they came, and are read again later. */
class LateNewsTest {
    private static final Policy WITHOUT_PRESENCE_EVENTS =
            new Policy(Map.copyOf(Policy.defaults().reasons()), Duration.ofSeconds(30), Duration.ofSeconds(5), false);

    private static Signal will(Instant heard) {
        return new Signal.LastWill(new ClientId("a"), heard);
    }

    private static Signal sign(Instant heard) {
        return new Signal.SignOfLife(new ClientId("a"), heard);
    }

    @Test
    void willOfADeviceThatWasNotHeardOfSinceCountsFromWhenItCame() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant came = story.ago(Duration.ofMinutes(30));
        story.take(will(came)).toItsEnd();

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().since())
                .contains(came);
    }

    @Test
    void willOfAnOutageThatIsOverTakesNobodyOffline() {
        Story story = device("a").connects(1).passesMinutes(10);
        Instant came = story.now();
        story.passesMinutes(5).connects(2).passesMinutes(60).take(will(came)).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void willsAndTheirEndsAreTakenInTheOrderInWhichTheyCame() {
        Story story =
                device("a", WITHOUT_PRESENCE_EVENTS).take(sign(Story.START)).passesMinutes(60);
        story.take(will(story.ago(Duration.ofMinutes(30)))).take(sign(story.ago(Duration.ofMinutes(20))));

        assertThat(story.toItsEnd().verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().since()).contains(Story.START.plus(Duration.ofMinutes(40)));
    }

    @Test
    void signOfLifeFromBeforeTheDisconnectBringsNobodyBack() {
        Story story = device("a").connects(1).passesMinutes(30);
        Instant came = story.ago(Duration.ofMinutes(10));
        story.drops(1, Reason.CONNECTION_LOST).passesMinutes(30).take(sign(came));

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void silenceIsMeasuredFromWhenTheSignOfLifeCame() {
        Policy silent = Asked.policy(Asking.NOBODY, new StalePolicy(List.of(), Optional.of(Duration.ofMinutes(10))));
        Story story = device("a", silent).connects(1).passesMinutes(60);
        assertThat(story.verdict()).isEqualTo(Verdict.STALE);

        story.take(sign(story.ago(Duration.ofMinutes(20))));
        assertThat(story.verdict()).isEqualTo(Verdict.STALE);
        story.take(sign(story.ago(Duration.ofMinutes(5))));
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().deadline())
                .isEqualTo(Optional.of(story.now().plus(Duration.ofMinutes(5))));
    }

    @Property
    void whatWasHeardSinceOutweighsWhatIsReadAgain(
            @ForAll @IntRange(min = 0, max = 200) int cameAfterMinutes, @ForAll boolean isWill, @ForAll boolean ends) {
        Story story = device("a").connects(1).passesMinutes(10);
        Instant came = story.now();
        story.passesMinutes(cameAfterMinutes + 1L).connects(2);
        if (ends) {
            story.passesMinutes(1).drops(2, Reason.CONNECTION_LOST);
        }
        story.toItsEnd();
        Verdict before = story.verdict();
        int announced = story.announced().size();
        story.take(isWill ? will(came) : sign(came)).toItsEnd();

        assertThat(story.verdict()).isEqualTo(before);
        assertThat(story.announced()).hasSize(announced);
    }

    @Test
    void willThatWasOvertakenIsRecordedAsPast() {
        Story story = device("a").connects(1).passesMinutes(10);
        Instant came = story.now();
        story.passesMinutes(5).connects(2).take(will(came));

        assertThat(story.recorded()).containsExactly("connected", "connected", "last_will past");
    }

    @Test
    void willIsLateOnceTheSlackHasPassed() {
        Story onTime = device("a").connects(1).passesMinutes(2);
        onTime.take(will(Story.START));
        Story late = device("a").connects(1).passes(Duration.ofMinutes(2).plusMillis(1));
        late.take(will(Story.START.minusMillis(1)));

        assertThat(onTime.presence().since()).contains(onTime.now());
        assertThat(late.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(late.recorded()).containsExactly("connected", "last_will past");
    }

    @Test
    void willFromBeforeTheDeviceSpokeAgainIsPast() {
        Story story = device("a", WITHOUT_PRESENCE_EVENTS).take(will(Story.START));
        story.passesMinutes(30).take(sign(story.now())).passesMinutes(10);
        story.take(will(Story.START.plus(Duration.ofMinutes(10))));

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("offline", "online");
    }
}
