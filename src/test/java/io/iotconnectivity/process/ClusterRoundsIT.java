package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three instances and their Kafka fail in all ways that a seed comes up with, and each sink is told each outage and each
 * incident once. {@code -Drounds=50} plays as many rounds, {@code -Dround.seed=7} plays that one.
 */
class ClusterRoundsIT {
    /** Of a build, which is not to wait for long; whoever asks for rounds gets all that can fail. */
    private static final int FEW_FAILURES = 2;

    private static final int ALL_FAILURES = 4;
    private static final long SEED_OF_A_BUILD = 34;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    static LongStream seeds() {
        return Optional.ofNullable(Long.getLong("round.seed"))
                .map(LongStream::of)
                .orElseGet(() -> Optional.ofNullable(Long.getLong("rounds"))
                        .map(rounds -> LongStream.rangeClosed(1, rounds))
                        .orElseGet(() -> LongStream.of(SEED_OF_A_BUILD)));
    }

    private static boolean isAsked() {
        return Long.getLong("round.seed") != null || Long.getLong("rounds") != null;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void eachOutageIsToldOnceWhateverFails(long seed) throws Exception {
        RoundPlan plan = RoundPlan.of(seed, isAsked() ? ALL_FAILURES : FEW_FAILURES);
        try (ClusterRound round = new ClusterRound(plan, directory)) {
            ClusterRound.Result result = round.play();
            System.out.println(result.line());
            assertThat(result.violations())
                    .as("round %d in %s: %s", seed, directory, plan.failures())
                    .isEmpty();
        }
    }
}
