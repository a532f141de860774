package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Evidence;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Devices whose connection AWS ended because somebody asked for that. */
class CutOffTest {
    private static final LifeChange BY_ANNA = LifeChange.byOperator(Optional.of("anna"), Optional.of("half-open"));

    @Test
    void verdictAndItsEvidenceNameWhoAskedForTheEnd() {
        Story story = connected().isCutOff(BY_ANNA).drops(1, Reason.API_INITIATED_DISCONNECT);
        Instant asked = story.now();
        story.toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("cut-off", "offline");
        Event offline = story.last(EventType.DEVICE_OFFLINE);
        assertThat(offline.device().flatMap(DeviceData::reason)).contains("API_INITIATED_DISCONNECT");
        assertThat(offline.device().orElseThrow().evidence())
                .contains(new Evidence("cut_off", asked, Optional.of("by anna: half-open")));
        assertThat(Sentence.of(offline))
                .contains("API_INITIATED_DISCONNECT (OPERATOR), disconnected by anna: half-open");
        assertThat(Sentence.of(story.last(EventType.DEVICE_CUT_OFF)))
                .isEqualTo("pump-7 was disconnected by anna: half-open");
    }

    @Test
    void whoAskedMayBeKnownBeforeOrAfterTheEnd() {
        Story before = connected().isCutOff(BY_ANNA).drops(1, Reason.API_INITIATED_DISCONNECT);
        Story after = connected().drops(1, Reason.API_INITIATED_DISCONNECT).isCutOff(BY_ANNA);

        assertThat(after.presence().link()).isEqualTo(before.presence().link());
        assertThat(after.presence().state()).isEqualTo(before.presence().state());
        assertThat(after.presence().deadline()).isEqualTo(before.presence().deadline());
    }

    @Test
    void nobodyIsBlamedForAnEndOfAnotherReason() {
        Story story =
                connected().isCutOff(BY_ANNA).drops(1, Reason.CONNECTION_LOST).toItsEnd();

        assertThat(evidence(story)).doesNotContain("cut_off");
        assertThat(connected()
                        .drops(1, Reason.CONNECTION_LOST)
                        .isCutOff(BY_ANNA)
                        .presence()
                        .link()
                        .flatMap(Link::cutOff))
                .isEmpty();
    }

    @Test
    void nextConnectionKnowsNothingOfIt() {
        Story story = connected()
                .isCutOff(BY_ANNA)
                .drops(1, Reason.API_INITIATED_DISCONNECT)
                .connects(2);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        story.drops(2, Reason.API_INITIATED_DISCONNECT).toItsEnd();
        assertThat(evidence(story)).doesNotContain("cut_off");
    }

    @Test
    void requestAloneChangesNoVerdict() {
        Story story = connected().isCutOff(BY_ANNA).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("cut-off");
    }

    @Test
    void deviceThatIsNotKnownStaysUnknown() {
        Story story = Story.device("pump-7").isCutOff(BY_ANNA);

        assertThat(story.presence().isUnseen()).isTrue();
        assertThat(story.announced()).isEmpty();
    }

    private static Story connected() {
        return Story.device("pump-7").connects(1).passesMinutes(5);
    }

    private static Iterable<String> evidence(Story story) {
        return story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().evidence().stream()
                .map(Evidence::kind)
                .toList();
    }
}
