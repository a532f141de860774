package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.decide.StateUnavailable;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StageFailuresTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final StageFailures failures = new StageFailures("devices");

    private void failed(int seconds) {
        assertThat(failures.goesOn(
                        new IllegalStateException("wrapped", new SecurityException("not allowed")), seconds * SECOND))
                .isTrue();
    }

    @Test
    void singleFailureIsNoProblem() {
        failed(0);
        assertThat(failures.problem(SECOND)).isEmpty();
        failed(90);
        assertThat(failures.problem(91 * SECOND)).isEmpty();
    }

    @Test
    void failuresInARowAreAProblemUntilTheyEnd() {
        failed(0);
        failed(5);
        assertThat(failures.problem(6 * SECOND).orElseThrow())
                .contains("the stage of devices fails again and again", "not allowed");
        assertThat(failures.problem(66 * SECOND)).isEmpty();
    }

    @Test
    void errorEndsTheStageForGood() {
        assertThat(failures.goesOn(new IllegalStateException("wrapped", new OutOfMemoryError("heap")), 0))
                .isFalse();
        assertThat(failures.problem(3600 * SECOND).orElseThrow()).contains("heap", "restart this node");
    }

    @Test
    void recordOfALaterVersionEndsTheStageForGood() {
        Throwable later = new StateUnavailable(new UnsupportedRecord("its kind 99"));

        assertThat(failures.goesOn(new IllegalStateException("wrapped", later), 0))
                .isFalse();
        assertThat(failures.problem(3600 * SECOND).orElseThrow())
                .isEqualTo("the stage of devices has stopped: a record of a later version: its kind 99 is not supported"
                        + " by this version; update this instance");
    }
}
