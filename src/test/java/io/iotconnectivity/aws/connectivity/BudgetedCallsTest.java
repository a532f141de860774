package io.iotconnectivity.aws.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.aws.budget.CallBudget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

class BudgetedCallsTest {
    private static final AnswerDeadline LATE = AnswerDeadline.in(Duration.ofMinutes(1));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CallBudget budget = new CallBudget("test", 100, meters);
    private final BudgetedCalls calls = new BudgetedCalls(budget, 2, Duration.ofMillis(1), Duration.ofSeconds(3));
    private int made;

    @Test
    void failureThatMayPassIsTriedOnceMoreAndCostsAsMuch() {
        assertThat(calls.make(LATE, failing("InternalFailureException", 500, 1)))
                .isEqualTo("answer");
        assertThat(made).isEqualTo(2);
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void failureThatStaysIsTheCallersAffair() {
        assertThatThrownBy(() -> calls.make(LATE, failing("InternalFailureException", 500, 9)))
                .isInstanceOf(AwsServiceException.class);
        assertThat(made).isEqualTo(2);
    }

    @Test
    void throttlingSlowsTheBudgetDown() {
        assertThat(calls.make(LATE, failing("ThrottlingException", 429, 1))).isEqualTo("answer");
        assertThat(budget.pace()).isLessThan(60);
    }

    @Test
    void denialIsNotTriedAgain() {
        assertThatThrownBy(() -> calls.make(LATE, failing("ForbiddenException", 403, 1)))
                .isInstanceOf(AwsServiceException.class);
        assertThat(made).isEqualTo(1);
    }

    @Test
    void noCallIsMadeThatCannotEndInTime() {
        BudgetedCalls slow = new BudgetedCalls(budget, 2, Duration.ofMinutes(2), Duration.ofMinutes(3));
        assertThatThrownBy(() -> slow.make(LATE, timeout -> ++made)).isInstanceOf(ApiCallTimeoutException.class);
        assertThat(made).isZero();
        assertThat(used()).isZero();
    }

    @Test
    void callAfterTheBudgetIsUsedUpIsNotMadeIfItsTurnWouldComeTooLate() {
        CallBudget small = new CallBudget("small", 1, meters);
        BudgetedCalls few = new BudgetedCalls(small, 2, Duration.ZERO, Duration.ofSeconds(3));
        few.make(LATE, timeout -> ++made);

        SdkException failure = catchThrowableOfType(
                SdkException.class, () -> few.make(AnswerDeadline.in(Duration.ofMillis(100)), timeout -> ++made));
        assertThat(Failure.of(failure)).isEqualTo(Failure.NO_TIME);
        assertThat(made).isEqualTo(1);
    }

    @Test
    void callThatHasToWaitForItsTurnIsMadeThen() {
        CallBudget small = new CallBudget("small", 1, meters);
        BudgetedCalls few = new BudgetedCalls(small, 2, Duration.ZERO, Duration.ofSeconds(3));
        few.make(LATE, timeout -> ++made);
        few.make(LATE, timeout -> ++made);
        assertThat(made).isEqualTo(2);
    }

    @Test
    void callIsToldHowLongItMayTake() {
        Deque<Duration> told = new ArrayDeque<>();
        calls.make(LATE, told::add);
        calls.make(AnswerDeadline.in(Duration.ofSeconds(2)), told::add);

        assertThat(told.pop()).isEqualTo(Duration.ofSeconds(3));
        assertThat(told.pop()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    private Function<Duration, String> failing(String code, int status, int times) {
        return timeout -> {
            if (++made <= times) {
                throw AwsServiceException.builder()
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode(code).build())
                        .build();
            }
            return "answer";
        };
    }

    private double used() {
        return meters.counter("iotc.budget.calls", "budget", "test", "result", "used")
                .count();
    }
}
