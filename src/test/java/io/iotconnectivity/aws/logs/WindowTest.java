package io.iotconnectivity.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Instant T = Instant.parse("2026-11-23T10:00:00Z");

    @Property(tries = 300)
    void everyQuestionIsInOneWindowWithAllThatCanAnswerIt(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 0, max = 20_000) Integer> seconds) {
        List<LookUp> questions = seconds.stream().map(WindowTest::question).toList();
        List<Window> windows = Window.around(questions);

        assertThat(windows.stream().flatMap(window -> window.questions().stream()))
                .containsExactlyInAnyOrderElementsOf(questions);
        for (Window window : windows) {
            assertThat(window.questions()).allSatisfy(question -> {
                assertThat(window.from()).isBeforeOrEqualTo(question.at().minus(Window.SLACK));
                assertThat(window.to()).isAfterOrEqualTo(question.at().plus(Window.SLACK));
            });
        }
        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i).from()).isAfter(windows.get(i - 1).to());
        }
    }

    @Test
    void burstIsOneWindow() {
        assertThat(Window.around(List.of(question(0), question(30), question(59))))
                .hasSize(1);
    }

    @Test
    void happeningsHoursApartAreReadApart() {
        assertThat(Window.around(List.of(question(0), question(7200)))).hasSize(2);
    }

    @Test
    void looksFallTogether() {
        LookUpSchedule pace = LookUpSchedule.USUAL;
        Instant one = pace.first(T, T.plusMillis(100));
        Instant other = pace.first(T.plusMillis(700), T.plusMillis(900));
        assertThat(one).isEqualTo(other).isBetween(T.plusSeconds(5), T.plusSeconds(8));
    }

    @Test
    void happeningOfTheFutureIsNotWaitedFor() {
        assertThat(LookUpSchedule.USUAL.first(T.plus(Duration.ofDays(1)), T)).isBefore(T.plusSeconds(8));
    }

    private static LookUp question(int second) {
        return new LookUp(new ClientId("d" + second), Subject.DISCONNECT, T.plusSeconds(second), Optional.empty());
    }
}
