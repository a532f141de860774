package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many signals share a commit while more of them wait than one commit takes. */
class CommitSizeTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int LIMIT_SECONDS = 60;

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch firstCommit = new CountDownLatch(1);
    private final CountDownLatch allWait = new CountDownLatch(1);

    @Test
    void backlogIsWrittenByTheThousandAndItsEndInSmallerCommits() throws InterruptedException {
        try (SqliteEngine engine = SqliteEngine.open(
                EngineSettings.of(directory.resolve("engine.db")),
                new SimpleRules(),
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                new HandClock(START),
                meters,
                this::holdFirstCommit)) {
            CompletableFuture<Void> first = engine.accept(connected(0));
            assertThat(firstCommit.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<?>[] backlog = IntStream.rangeClosed(1, 5_000)
                    .mapToObj(device -> engine.accept(connected(device)))
                    .toArray(CompletableFuture<?>[]::new);

            allWait.countDown();

            first.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
            CompletableFuture.allOf(backlog)
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
            DistributionSummary batch = meters.get("iotc.store.batch").summary();
            assertThat(batch.max()).isEqualTo(1_000);
            // Of 5,000: 1,000 each while twice as many wait, then half of what waits, but no fewer than 250 if there
            // are.
            assertThat(batch.count()).isBetween(8L, 12L);
        }
    }

    private void holdFirstCommit(CrashPoint point) {
        if (point == CrashPoint.BEFORE_COMMIT) {
            firstCommit.countDown();
            try {
                assertThat(allWait.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Signal connected(int device) {
        return new Signal.Connected(new ClientId("d" + device), START, Connection.UNKNOWN);
    }
}
