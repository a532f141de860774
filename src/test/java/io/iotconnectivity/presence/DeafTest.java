package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeafTest {
    private static final ClientId A = new ClientId("a");
    private static final Policy REQUIRING =
            Policy.defaults().requiring(new RequiredFilters(List.of("cmd/${clientId}", "fleet/+/x")));

    private final Story story = device("a", REQUIRING);

    @Test
    void eachNewConnectionIsAskedAbout() {
        story.connects(1);
        assertThat(story.presence().unanswered()).containsExactly(new Effect.ListSubscriptions(A));

        listed("#");
        assertThat(story.presence().unanswered()).isEmpty();
        story.connects(2);
        assertThat(story.presence().unanswered()).containsExactly(new Effect.ListSubscriptions(A));
    }

    @Test
    void whatIsRequiredOfNobodyIsNotAskedAbout() {
        Story other = device("a").connects(1);

        assertThat(other.presence().unanswered()).isEmpty();
    }

    @Test
    void aDeviceThatLacksASubscriptionIsDeafUntilItHasIt() {
        story.connects(1).passesSeconds(30);
        listed("cmd/#");
        assertThat(story.announced()).containsExactly("deaf");
        DeviceData deaf = story.last(EventType.DEVICE_DEAF).device().orElseThrow();
        assertThat(deaf.missing()).containsExactly("fleet/+/x");
        assertThat(deaf.overlays()).containsExactly(Overlay.DEAF);
        assertThat(deaf.severity()).contains(Severity.WARNING);
        assertThat(deaf.cause()).contains(Cause.DEVICE);
        assertThat(deaf.advice()).contains(Advice.DEAF);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);

        listed("cmd/#");
        listed("cmd/a", "$share/all/fleet/#");
        assertThat(story.announced()).containsExactly("deaf", "hearing");
        assertThat(story.last(EventType.DEVICE_HEARING).device().orElseThrow().missing())
                .isEmpty();
        assertThat(story.presence().overlays()).isEmpty();
    }

    @Test
    void whoNeedNotBeSubscribedAnyMoreHearsEvenIfAwsDoesNotAnswer() {
        story.connects(1);
        listed();
        Presence deaf = story.presence();
        Step step = new PresenceMachine(Policy.defaults())
                .step(deaf, new Signal.Listed(A, story.now(), Optional.empty()), story.now());

        assertThat(step.events()).extracting(Event::type).containsExactly(EventType.DEVICE_HEARING);
        assertThat(step.after().findings().missing()).isEmpty();
    }

    @Test
    void whatItLacksIsKeptUpToDateWithoutAnotherEvent() {
        story.connects(1);
        listed();
        listed("cmd/a");

        assertThat(story.announced()).containsExactly("deaf");
        assertThat(story.presence().findings().missing()).containsExactly("fleet/+/x");
    }

    @Test
    void noAnswerChangesNothing() {
        story.connects(1);
        story.take(new Signal.Listed(A, story.now(), Optional.empty()));
        assertThat(story.announced()).isEmpty();
        assertThat(story.presence().unanswered()).isEmpty();

        listed();
        story.take(new Signal.Listed(A, story.now(), Optional.empty()));
        assertThat(story.announced()).containsExactly("deaf");
        assertThat(story.presence().overlays()).containsExactly(Overlay.DEAF);
    }

    @Test
    void anAnswerAboutAnEarlierConnectionChangesNothingAndIsAskedForAgain() {
        Instant asked = story.connects(1).now();
        story.passesSeconds(10).connects(2);
        story.take(new Signal.Listed(A, asked, Optional.of(List.of())));

        assertThat(story.announced()).isEmpty();
        assertThat(story.presence().unanswered()).containsExactly(new Effect.ListSubscriptions(A));
    }

    @Test
    void whoIsNotConnectedIsNotDeaf() {
        story.connects(1).drops(1, Reason.CONNECTION_LOST);
        listed();
        assertThat(story.announced()).isEmpty();

        story.toItsEnd();
        listed();
        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void itStaysDeafWhileItMayComeBackAndNoLonger() {
        story.connects(1);
        listed();
        story.drops(1, Reason.CONNECTION_LOST);
        assertThat(story.presence().overlays()).containsExactly(Overlay.DEAF);

        story.toItsEnd();
        assertThat(story.announced()).containsExactly("deaf", "offline");
        assertThat(story.presence().overlays()).isEmpty();
        assertThat(story.presence().findings().missing()).isEmpty();
        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().missing())
                .isEmpty();
    }

    @Test
    void aShortAbsenceIsAskedAboutAndLeavesItDeafUntilTheAnswer() {
        story.connects(1);
        listed();
        story.drops(1, Reason.CONNECTION_LOST).passesSeconds(5).connects(2).passesSeconds(30);
        assertThat(story.presence().overlays()).containsExactly(Overlay.DEAF);

        listed("cmd/a", "fleet/+/x");
        assertThat(story.announced()).containsExactly("deaf", "hearing");
    }

    @Test
    void retirementEndsIt() {
        story.connects(1);
        listed();
        story.take(new Signal.Retired(A, story.now(), LifeChange.byOperator(Optional.empty(), Optional.empty())));

        assertThat(story.presence().overlays()).isEmpty();
        assertThat(story.presence().findings().missing()).isEmpty();
    }

    @Test
    void whoseClassRequiresNothingAnyMoreHearsWithTheNextAnswer() {
        story.connects(1);
        listed();
        story.startsAgainWith(Policy.defaults());
        listed();

        assertThat(story.announced()).containsExactly("deaf", "hearing");
    }

    @Test
    void filtersThatNameAThingAreNotRequiredWhereNoneIsKnown() {
        RequiredFilters required = new RequiredFilters(List.of("things/${thingName}/${clientId}"));

        assertThat(required.missing(List.of(), A, Optional.empty())).isEmpty();
        assertThat(required.missing(List.of(), A, Optional.of("t"))).containsExactly("things/t/a");
        assertThat(required.missing(List.of("things/+/a"), A, Optional.of("t"))).isEmpty();
        assertThat(required.missing(List.of(), A, Optional.of("${clientId}"))).containsExactly("things/${clientId}/a");
    }

    @Test
    void filtersThatNoDeviceOfThisNameCanHoldAreNotRequired() {
        RequiredFilters required = new RequiredFilters(List.of("cmd/${clientId}"));

        assertThat(required.missing(List.of(), new ClientId("a+b"), Optional.empty()))
                .isEmpty();
        assertThat(required.missing(List.of(), new ClientId("site/a"), Optional.empty()))
                .containsExactly("cmd/site/a");
    }

    private void listed(String... held) {
        story.take(new Signal.Listed(A, story.now(), Optional.of(List.of(held))));
    }
}
