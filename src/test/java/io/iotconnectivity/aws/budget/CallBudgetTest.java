package io.iotconnectivity.aws.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

class CallBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** Near the end of the range, because System.nanoTime may begin and wrap anywhere. */
    private long now = Long.MAX_VALUE - 3 * SECOND;

    /** Something that is done with a budget after a pause. */
    private record Turn(Duration pause, boolean throttled) {}

    @Property(tries = 300)
    void noSecondHoldsMoreCallsThanAllowed(
            @ForAll @IntRange(min = 1, max = 25) int rate, @ForAll("turns") @Size(max = 100) List<Turn> turns) {
        CallBudget budget = budget(rate);
        List<Long> calls = new ArrayList<>();
        for (Turn turn : turns) {
            take(turn, budget);
            while (budget.tryAcquire()) {
                calls.add(now);
            }
        }
        for (int i = rate; i < calls.size(); i++) {
            assertThat(calls.get(i) - calls.get(i - rate)).isGreaterThanOrEqualTo(SECOND);
        }
    }

    @Property(tries = 300)
    void whoeverWaitsAsLongAsToldIsServed(
            @ForAll @IntRange(min = 1, max = 25) int rate, @ForAll("turns") @Size(max = 100) List<Turn> turns) {
        CallBudget budget = budget(rate);
        for (Turn turn : turns) {
            take(turn, budget);
            Duration wait = budget.untilNext();
            assertThat(wait).isBetween(Duration.ZERO, Duration.ofSeconds(10));
            now += wait.toNanos();
            assertThat(budget.tryAcquire()).isTrue();
        }
    }

    @Property(tries = 100)
    void recoversToItsFullPaceWithinAMinute(
            @ForAll @IntRange(min = 1, max = 25) int rate, @ForAll("turns") @Size(max = 50) List<Turn> turns) {
        CallBudget budget = budget(rate);
        turns.forEach(turn -> take(turn, budget));
        now += 60 * SECOND;
        assertThat(budget.pace()).isEqualTo(rate);
        for (int call = 0; call < rate; call++) {
            assertThat(budget.tryAcquire()).isTrue();
        }
        assertThat(budget.tryAcquire()).isFalse();
    }

    @Test
    void halvesOnceHoweverManyCallsOfAMomentWereThrottled() {
        CallBudget budget = budget(8);
        for (int reply = 0; reply < 8; reply++) {
            budget.throttled();
        }
        assertThat(budget.pace()).isEqualTo(4);
        now += SECOND;
        budget.throttled();
        assertThat(budget.pace()).isBetween(2.0, 2.1);
    }

    @Test
    void countsWhatWasUsedAndDenied() {
        CallBudget budget = budget(2);
        for (int call = 0; call < 5; call++) {
            budget.tryAcquire();
        }
        assertThat(count("used")).isEqualTo(2);
        assertThat(count("denied")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, 400, true",
        "Throttling, 400, true",
        "LimitExceededException, 400, true",
        "TooManyRequestsException, 429, true",
        "ResourceNotFoundException, 400, false",
        "ServiceUnavailableException, 503, false",
    })
    void throttlingIsKnownByItsCode(String code, int status, boolean expected) {
        AwsServiceException failure = AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
        assertThat(Throttling.isThrottling(failure)).isEqualTo(expected);
    }

    @Test
    void errorWithoutDetailsIsJudgedByItsStatus() {
        assertThat(Throttling.isThrottling(
                        AwsServiceException.builder().statusCode(429).build()))
                .isTrue();
        assertThat(Throttling.isThrottling(
                        AwsServiceException.builder().statusCode(500).build()))
                .isFalse();
        assertThat(Throttling.isThrottling(new IllegalStateException())).isFalse();
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        Arbitrary<Duration> pause = Arbitraries.longs().between(0, 3 * SECOND).map(Duration::ofNanos);
        Arbitrary<Duration> brief = Arbitraries.longs().between(0, SECOND / 20).map(Duration::ofNanos);
        return Arbitraries.oneOf(pause, brief)
                .flatMap(length -> Arbitraries.integers().between(0, 9).map(chance -> new Turn(length, chance == 0)))
                .list();
    }

    private void take(Turn turn, CallBudget budget) {
        now += turn.pause().toNanos();
        if (turn.throttled()) {
            budget.throttled();
        }
    }

    private CallBudget budget(int rate) {
        meters.clear();
        return new CallBudget("test", rate, meters, () -> now);
    }

    private double count(String result) {
        return meters.counter("iotc.budget.calls", "budget", "test", "result", result)
                .count();
    }
}
