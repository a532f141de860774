package io.iotconnectivity.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.connectivity.LogLines;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatedTaskTest {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final CountDownLatch runs = new CountDownLatch(9);

    private void fail() {
        runs.countDown();
        if (runs.getCount() % 2 == 0) {
            throw new NoClassDefFoundError("io/iotconnectivity/Gone");
        }
        throw new IllegalStateException("out of order");
    }

    @Test
    void exceptionsAndErrorsDoNotEndIt() throws InterruptedException {
        try (RepeatedTask task = new RepeatedTask("clock-watch", this::fail, "The clock cannot be judged")) {
            task.start(Duration.ZERO, PAUSE);

            assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void exceptionsAndErrorsDoNotEndItOnAThreadOfSomebodyElse() throws InterruptedException {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try {
            RepeatedTask.start(thread, this::fail, "The connection cannot be watched", PAUSE);

            assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void failuresInARowAreLoggedLessAndLessOften() {
        try (LogLines log = LogLines.of(RepeatedTask.class);
                RepeatedTask task = new RepeatedTask("clock-watch", this::fail, "The clock cannot be judged")) {
            for (int i = 0; i < 9; i++) {
                task.runNow();
            }

            assertThat(log.lines())
                    .containsExactly(
                            "ERROR The clock cannot be judged; trying again (failures in a row: 1)",
                            "ERROR The clock cannot be judged; trying again (failures in a row: 2)",
                            "ERROR The clock cannot be judged; trying again (failures in a row: 4)",
                            "ERROR The clock cannot be judged; trying again (failures in a row: 8)");
        }
    }
}
