package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal.ProbeResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What enrich routes know comes with the alert, and never holds it up for longer than it may. */
class EnrichTest {
    private static final Map<String, String> OSLO = Map.of("site", "Oslo", "owner", "Kari");

    private static Story dropped() {
        return device("a", Asked.routes("assets")).drops(1, Reason.CONNECTION_LOST);
    }

    private static Map<String, Extra> extra(Event event) {
        return event.device().orElseThrow().extra();
    }

    @Test
    void routeIsAskedAtOnceAndTheAlertTellsWhatItKnows() {
        Story story = dropped();
        assertThat(story.presence().unanswered())
                .containsExactly(new Effect.Enrich(story.presence().client(), "assets"));

        story.passesSeconds(2).isTold("assets", OSLO).passesSeconds(28);

        assertThat(story.announced()).containsExactly("offline");
        assertThat(extra(story.last(EventType.DEVICE_OFFLINE))).containsExactly(Map.entry("assets", new Extra(OSLO)));
        assertThat(story.presence().unanswered()).isEmpty();
    }

    @Test
    void historyOfSignalsDoesNotRepeatIt() {
        Story story = dropped().isTold("assets", OSLO).connects(2);

        assertThat(extra(story.last(EventType.DEVICE_SIGNAL))).isEmpty();
    }

    @Test
    void alertWaitsNoLongerThanItMay() {
        Story story = dropped().passesSeconds(39);
        assertThat(story.announced()).isEmpty();

        story.passesSeconds(1);

        assertThat(story.announced()).containsExactly("offline");
        assertThat(extra(story.last(EventType.DEVICE_OFFLINE))).isEmpty();
    }

    @Test
    void alertGoesOutAsSoonAsTheLastRouteHasAnswered() {
        Story story = device("a", Asked.routes("assets", "people"))
                .drops(1, Reason.CONNECTION_LOST)
                .passesSeconds(32)
                .isTold("people", Map.of());
        assertThat(story.announced()).isEmpty();

        story.isToldNothing("assets");

        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void whatComesLateIsInTheNextEvent() {
        Story story = dropped().passesSeconds(50).isTold("assets", OSLO);
        assertThat(story.announced()).containsExactly("offline");

        story.connects(2);

        assertThat(extra(story.last(EventType.DEVICE_ONLINE))).containsOnlyKeys("assets");
    }

    @Test
    void answerIsGoodForItsTimeAndIsThenAskedForAgain() {
        Story story = dropped().isTold("assets", OSLO).connects(2).passesMinutes(10);

        story.drops(2, Reason.CONNECTION_LOST).passesSeconds(30);
        assertThat(story.asked()).containsExactly("Enrich");
        assertThat(story.announced()).containsExactly("offline");

        story.passes(Asked.KEEP).connects(3);
        assertThat(story.asked()).containsExactly("Enrich", "Enrich");
    }

    @Test
    void routeThatKnowsNothingIsBelievedForAsLong() {
        Story story = dropped().isTold("assets", Map.of()).connects(2).drops(2, Reason.CONNECTION_LOST);

        assertThat(story.asked()).containsExactly("Enrich");
    }

    @Test
    void routeThatFailedIsAskedAgainAndWhatItToldBeforeIsKept() {
        Story story =
                dropped().isTold("assets", OSLO).passes(Asked.KEEP).connects(2).isToldNothing("assets");

        story.drops(2, Reason.CONNECTION_LOST).isToldNothing("assets").passesSeconds(30);

        assertThat(story.asked()).containsExactly("Enrich", "Enrich", "Enrich");
        assertThat(extra(story.last(EventType.DEVICE_OFFLINE))).containsOnlyKeys("assets");
    }

    @Test
    void deviceThatConnectsIsAskedAboutWithoutAnyoneWaiting() {
        Story story = device("a", Asked.routes("assets")).connects(1);

        assertThat(story.asked()).containsExactly("Enrich");
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().deadline()).isEmpty();
    }

    @Test
    void departureThatIsWorthNoAlertIsAskedAboutByNobody() {
        Story story = device("a", Asked.routes("assets")).drops(1, Reason.CLIENT_INITIATED_DISCONNECT);

        assertThat(story.asked()).isEmpty();
    }

    @Test
    void refusedConnectIsAskedAbout() {
        Story story = device("a", Asked.routes("assets")).isRefused();

        assertThat(story.asked()).containsExactly("Enrich");
    }

    private static Story silent(Optional<Duration> probe) {
        Asking asking = new Asking(Optional.empty(), Optional.empty(), probe, Asked.enriching("assets"));
        Story story = device("a", Asked.policy(asking, new StalePolicy(List.of(), Optional.of(Asked.SILENT))))
                .connects(1);
        story.isToldNothing("assets");
        return story.passes(Asked.SILENT);
    }

    @Test
    void silenceIsToldWithWhatTheRouteKnows() {
        Story story = silent(Optional.empty());
        assertThat(story.announced()).isEmpty();

        story.passesSeconds(1).isTold("assets", OSLO).passesSeconds(0);

        assertThat(story.announced()).containsExactly("stale");
        assertThat(extra(story.last(EventType.DEVICE_STALE))).containsOnlyKeys("assets");
    }

    @Test
    void silenceWaitsNoLongerThanItMay() {
        Story story = silent(Optional.empty()).passesSeconds(9);
        assertThat(story.announced()).isEmpty();

        assertThat(story.passesSeconds(1).announced()).containsExactly("stale");
    }

    @Test
    void silentDeviceThatAnswersTheProbeIsNotSilentWhateverTheRouteSays() {
        Story story = silent(Optional.of(Asked.CHECK)).isProbed(ProbeResult.ANSWERED);

        story.isTold("assets", OSLO).passesSeconds(60);

        assertThat(story.announced()).isEmpty();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void whatARouteToldThatIsGoneIsForgottenWithTheNextAnswer() {
        Story story = device("a", Asked.routes("old")).connects(1).isTold("old", OSLO);

        story.startsAgainWith(Asked.routes("new")).connects(2).isTold("new", OSLO);

        assertThat(story.presence().findings().extra()).containsOnlyKeys("new");
    }
}
