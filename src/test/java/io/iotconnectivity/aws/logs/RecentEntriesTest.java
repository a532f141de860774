package io.iotconnectivity.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentEntriesTest {
    private static final ClientId CLIENT = new ClientId("a");
    private static final Instant T = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration SLACK = Duration.ofMinutes(2);

    private final RecentEntries entries = new RecentEntries();

    @Test
    void nearestEntryOfTheRightKindIsTheAnswer() {
        keep(-30, Subject.DISCONNECT);
        LogEntry near = keep(2, Subject.DISCONNECT);
        keep(0, Subject.CONNECT_FAILED);
        assertThat(answer(question(0))).isEqualTo(Map.of(question(0), near));
    }

    @Test
    void entryThatAnsweredOneQuestionDoesNotAnswerTheNext() {
        LogEntry first = keep(0, Subject.DISCONNECT);
        assertThat(answer(question(0))).containsValue(first);
        assertThat(answer(question(60))).isEmpty();
        LogEntry second = keep(61, Subject.DISCONNECT);
        assertThat(answer(question(60))).containsValue(second);
        assertThat(answer(question(0))).containsValue(first);
    }

    @Test
    void entryGoesToTheQuestionThatItFitsBest() {
        LogEntry entry = keep(0, Subject.DISCONNECT);
        assertThat(answer(question(60), question(1))).isEqualTo(Map.of(question(1), entry));
    }

    @Test
    void entryThatIsTooFarAwayIsNoAnswer() {
        keep(-121, Subject.DISCONNECT);
        assertThat(answer(question(0))).isEmpty();
    }

    @Test
    void entryThatIsReadAgainStaysTaken() {
        keep(0, Subject.DISCONNECT);
        answer(question(0));
        keep(0, Subject.DISCONNECT);
        assertThat(answer(question(5))).isEmpty();
    }

    /** A device that is taken over and drops seconds later, while the entry of the drop is not yet to be found. */
    @Test
    void entryOfAnEndForAnotherReasonIsNoAnswerHoweverNear() {
        keep(-3, Subject.DISCONNECT, Optional.of(Reason.DUPLICATE_CLIENTID));
        LookUp drop = new LookUp(CLIENT, Subject.DISCONNECT, T, Optional.of(Reason.CONNECTION_LOST));
        assertThat(answer(drop)).isEmpty();
        LogEntry its = keep(10, Subject.DISCONNECT, Optional.of(Reason.CONNECTION_LOST));
        assertThat(answer(drop)).isEqualTo(Map.of(drop, its));
    }

    @Test
    void entryWithoutAReasonAnswersWhateverReasonTheEventGave() {
        LogEntry entry = keep(0, Subject.DISCONNECT);
        LookUp drop = new LookUp(CLIENT, Subject.DISCONNECT, T, Optional.of(Reason.CONNECTION_LOST));
        assertThat(answer(drop)).containsValue(entry);
    }

    private Map<LookUp, LogEntry> answer(LookUp... questions) {
        return entries.answer(CLIENT, List.of(questions), SLACK);
    }

    private LogEntry keep(int seconds, Subject subject) {
        return keep(seconds, subject, Optional.empty());
    }

    private LogEntry keep(int seconds, Subject subject, Optional<Reason> closedFor) {
        Instant at = T.plusSeconds(seconds);
        LogEntry entry = new LogEntry(
                CLIENT,
                subject,
                at,
                closedFor.map(Set::of).orElse(Set.of()),
                new Diagnosis(
                        Optional.of(at),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty()));
        entries.keep(entry);
        return entry;
    }

    private static LookUp question(int seconds) {
        return new LookUp(CLIENT, Subject.DISCONNECT, T.plusSeconds(seconds), Optional.empty());
    }
}
