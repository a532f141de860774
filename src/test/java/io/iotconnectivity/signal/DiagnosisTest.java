package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    @Test
    void isFoundIfTheLogSaysWhen() {
        assertThat(Diagnosis.NOT_FOUND.isFound()).isFalse();
        assertThat(saying("bye").isFound()).isTrue();
    }

    @Test
    void longDetailsAreCut() {
        String longest = "x".repeat(Diagnosis.MAX_DETAILS);

        assertThat(saying(longest).details()).contains(longest);
        assertThat(saying(longest + "y").details()).contains(longest);
    }

    private static Diagnosis saying(String details) {
        return new Diagnosis(
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                Optional.of(details),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
