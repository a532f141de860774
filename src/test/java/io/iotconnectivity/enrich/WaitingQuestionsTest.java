package io.iotconnectivity.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingQuestionsTest {
    private static final Effect A = new Effect.Enrich(new ClientId("a"), "assets");
    private static final Effect B = new Effect.Enrich(new ClientId("b"), "assets");

    private final WaitingQuestions waiting = new WaitingQuestions(10);

    @Test
    void closingLeavesNoQuestionThatNobodyAnswers() {
        waiting.add(A, false);
        waiting.add(B, true);

        assertThat(waiting.close()).containsExactly(B, A);
        assertThat(waiting.size()).isZero();
        assertThat(waiting.add(A, true))
                .as("whoever asks now has to answer itself")
                .isFalse();
        assertThat(waiting.size()).isZero();
    }

    @Test
    void urgentQuestionsGoFirst() {
        waiting.add(A, false);
        waiting.add(B, true);

        assertThat(waiting.take(1)).isEqualTo(List.of(B));
        assertThat(waiting.take(5)).isEqualTo(List.of(A));
    }
}
