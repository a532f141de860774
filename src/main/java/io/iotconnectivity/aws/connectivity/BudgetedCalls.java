package io.iotconnectivity.aws.connectivity;

import io.iotconnectivity.aws.budget.CallBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes calls within the budget, and retries transient failures. Thread-safe. */
final class BudgetedCalls {
    private final CallBudget budget;
    private final int attempts;
    private final Duration least;
    private final Duration most;

    /**
     * @param attempts how often a call is made, at least 1; each takes one from the budget
     * @param least how much time must be left for a call to be worth making
     * @param most how long one may take
     */
    BudgetedCalls(CallBudget budget, int attempts, Duration least, Duration most) {
        this.budget = budget;
        this.attempts = attempts;
        this.least = least;
        this.most = most;
    }

    /**
     * Makes a call when the budget allows it. Blocks.
     *
     * @param call receives how long it may take
     * @throws SdkException the failure of the last attempt; {@link ApiCallTimeoutException} if there was no time for
     *     any
     */
    <T> T make(AnswerDeadline deadline, Function<Duration, T> call) {
        Optional<SdkException> last = Optional.empty();
        for (int attempt = 1; attempt <= attempts && awaitTurn(deadline); attempt++) {
            try {
                Duration left = deadline.left();
                return call.apply(left.compareTo(most) < 0 ? left : most);
            } catch (SdkException failure) {
                Failure kind = Failure.of(failure);
                if (kind == Failure.THROTTLED) {
                    budget.throttled();
                }
                if (!kind.passes()) {
                    throw failure;
                }
                last = Optional.of(failure);
            }
        }
        throw last.orElseGet(() -> ApiCallTimeoutException.builder()
                .message("there was no time left for a call")
                .build());
    }

    /** Waits until the call may be made; false if that is not before the deadline. */
    private boolean awaitTurn(AnswerDeadline deadline) {
        while (true) {
            Duration wait = budget.untilNext();
            Duration left = deadline.left();
            if (left.isZero() || wait.plus(least).compareTo(left) > 0) {
                return false;
            }
            if (!wait.isZero()) {
                pause(wait);
            } else if (budget.tryAcquire()) {
                return true;
            }
        }
    }

    private static void pause(Duration wait) {
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("the application is stopping", e);
        }
    }
}
