package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.event.SampleEvents;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FrameLogTest {
    /** Those who read run on the event loop, which must not stand still with the disk. */
    @Test
    void whileTheDiskStandsStillNobodyWaitsWhoReads() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch disk = new CountDownLatch(1);
        ListedLedger ledger = new ListedLedger();
        ledger.logs(SampleEvents.offline("pump-7").event(), true);
        FrameLog frames = new FrameLog(made -> {
            reading.countDown();
            await(disk);
            return new byte[0];
        });
        CompletableFuture<Void> catching = CompletableFuture.runAsync(() -> frames.catchUp(ledger, Served.NOW));
        reading.await();

        assertThat(frames.position()).isEqualTo(LogPosition.BEGINNING);
        assertThat(frames.after(LogPosition.BEGINNING))
                .hasValueSatisfying(news -> assertThat(news.frames()).isEmpty());

        disk.countDown();
        catching.join();
        assertThat(frames.position()).isEqualTo(new LogPosition("1"));
        assertThat(frames.after(LogPosition.BEGINNING))
                .hasValueSatisfying(news -> assertThat(news.frames()).hasSize(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
