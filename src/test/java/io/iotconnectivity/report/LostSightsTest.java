package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.report.AvailabilityFile.BlindTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LostSightsTest {
    private static BlindTime open(String source, long since) {
        return new BlindTime(source, since, Optional.empty());
    }

    @Test
    void blindTimeWhoseIncidentIsNotOpenEndsNow() {
        assertThat(LostSights.ended(List.of(open("a", 5), open("b", 6)), List.of(open("b", 6)), 100))
                .containsExactly(new BlindTime("a", 5, Optional.of(100L)));
    }

    @Test
    void blindTimeEndsAtTheLatestWhenTheSourceBecomesBlindAgain() {
        assertThat(LostSights.ended(List.of(open("a", 5), open("a", 50)), List.of(open("a", 50)), 100))
                .containsExactly(new BlindTime("a", 5, Optional.of(50L)));
    }

    @Test
    void blindTimeThatHasEndedIsLeftAlone() {
        assertThat(LostSights.ended(List.of(new BlindTime("a", 5, Optional.of(9L))), List.of(), 100))
                .isEmpty();
        assertThat(LostSights.ended(List.of(open("a", 100)), List.of(), 100)).isEmpty();
    }
}
