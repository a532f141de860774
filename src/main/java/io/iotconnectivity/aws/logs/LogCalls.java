package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.aws.budget.Throttling;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/**
 * Calls CloudWatch Logs within the budget, and retries where that can help. The caller waits meanwhile, until
 * {@link #close}.
 */
final class LogCalls implements AutoCloseable {
    private static final int ATTEMPTS = 4;
    private static final Duration LAST_CALL_WAITS = Duration.ofSeconds(1);

    /** Thrown to waiting callers when this is closed. */
    static final class Closed extends RuntimeException {
        Closed() {
            super(null, null, false, false);
        }
    }

    private final Supplier<CloudWatchLogsClient> client;
    private final CallBudget budget;
    private final MeterRegistry meters;
    private final CountDownLatch closed = new CountDownLatch(1);

    LogCalls(Supplier<CloudWatchLogsClient> client, CallBudget budget, MeterRegistry meters) {
        this.client = client;
        this.budget = budget;
        this.meters = meters;
    }

    /**
     * @param operation AWS's name for it, for the metrics
     * @throws SdkException if it failed, also when retried
     * @throws Closed if there was no more time for it
     */
    <T> T call(String operation, Function<CloudWatchLogsClient, T> call) {
        for (int attempt = 1; ; attempt++) {
            awaitBudget();
            try {
                return once(operation, call);
            } catch (SdkException e) {
                if (isClosed()) {
                    throw new Closed();
                }
                if (Throttling.isThrottling(e)) {
                    budget.throttled();
                }
                if (attempt == ATTEMPTS || !mayPass(e)) {
                    throw e;
                }
            }
        }
    }

    /** Calls once, even if already closed; not at all if the budget would require a long wait. */
    void lastCall(String operation, Consumer<CloudWatchLogsClient> call) {
        long deadline = System.nanoTime() + LAST_CALL_WAITS.toNanos();
        while (!budget.tryAcquire()) {
            if (System.nanoTime() - deadline > 0) {
                return;
            }
            LockSupport.parkNanos(budget.untilNext().toNanos());
        }
        once(operation, logs -> {
            call.accept(logs);
            return operation;
        });
    }

    private <T> T once(String operation, Function<CloudWatchLogsClient, T> call) {
        Counter.builder("iotc.lookup.calls")
                .description("Requests to CloudWatch Logs")
                .baseUnit("calls")
                .tag("operation", operation)
                .register(meters)
                .increment();
        return call.apply(client.get());
    }

    /** Permanent refusals are not retried; network and service failures may not recur. */
    private static boolean mayPass(SdkException failure) {
        return Throttling.isThrottling(failure)
                || !(failure instanceof SdkServiceException)
                || ((SdkServiceException) failure).statusCode() >= 500;
    }

    private void awaitBudget() {
        while (!budget.tryAcquire()) {
            pause(budget.untilNext());
        }
    }

    /**
     * @throws Closed if it is closed meanwhile
     */
    void pause(Duration length) {
        try {
            // At least a moment, so that rounding cannot cause a busy loop.
            if (closed.await(Math.max(1, length.toMillis()), TimeUnit.MILLISECONDS)) {
                throw new Closed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Closed();
        }
    }

    boolean isClosed() {
        return closed.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
