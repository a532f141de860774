package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0.5S, 0 s",
        "PT1S, 1 s",
        "PT59S, 59 s",
        "PT1M, 1 min",
        "PT90S, 90 s",
        "PT10M, 10 min",
        "PT59M59S, 3599 s",
        "PT1H, 1 h",
        "PT1H0M1S, 3601 s",
        "PT1H30M, 90 min",
        "PT48H, 48 h"
    })
    void aLengthIsToldInTheLargestUnitThatIsExact(Duration length, String words) {
        assertThat(Words.length(length)).isEqualTo(words);
    }

    @Test
    void aReasonIsToldWithItsCauseAndEitherAlone() {
        Optional<String> reason = Optional.of("CONNECTION_LOST");
        Optional<Cause> cause = Optional.of(Cause.NETWORK);

        assertThat(Words.why(reason, cause)).isEqualTo("CONNECTION_LOST (NETWORK)");
        assertThat(Words.why(reason, Optional.empty())).isEqualTo("CONNECTION_LOST");
        assertThat(Words.why(Optional.empty(), cause)).isEqualTo("NETWORK");
        assertThat(Words.why(Optional.empty(), Optional.empty())).isEqualTo("no reason given");
    }
}
