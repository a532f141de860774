package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PartitionBufferTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private int woken;
    private final PartitionBuffer buffer = new PartitionBuffer(() -> woken++);

    @Test
    void recordsAreReadOnceInTheirOrder() {
        buffer.begin(5, 5);
        buffer.add(records(5, 6, 7), 8, 8);

        PartitionBuffer.Slice first = buffer.read(5, 2, PATIENCE);
        PartitionBuffer.Slice rest = buffer.read(first.end(), 2, PATIENCE);

        assertThat(first.records()).extracting(ConsumerRecord::offset).containsExactly(5L, 6L);
        assertThat(first.end()).isEqualTo(7);
        assertThat(rest.records()).extracting(ConsumerRecord::offset).containsExactly(7L);
        assertThat(rest.end()).isEqualTo(8);
        assertThat(buffer.takeWanted()).isEmpty();
    }

    @Test
    void positionsThatHoldNoRecordsArePassedOver() {
        buffer.begin(0, 0);
        buffer.add(records(0, 3), 6, 6);

        assertThat(buffer.read(0, 10, PATIENCE).end()).isEqualTo(6);
        assertThat(buffer.read(6, 10, PATIENCE)).isEqualTo(new PartitionBuffer.Slice(List.of(), 6));
    }

    @Test
    void nothingIsFetchedAfterTheEnd() {
        buffer.begin(0, 4);

        assertThat(buffer.read(9, 10, PATIENCE)).isEqualTo(new PartitionBuffer.Slice(List.of(), 9));
        assertThat(buffer.takeWanted()).isEmpty();
    }

    @Test
    void whoReadsAgainMakesItFetchAgain() {
        buffer.begin(0, 0);
        buffer.add(records(0, 1), 2, 4);
        buffer.read(0, 2, PATIENCE);

        CompletableFuture<PartitionBuffer.Slice> again =
                CompletableFuture.supplyAsync(() -> buffer.read(0, 4, PATIENCE));
        while (buffer.takeWanted().isEmpty()) {
            // Fetched before it was known that the reader has gone back.
            buffer.add(records(), 2, 4);
        }
        buffer.add(records(0, 1, 2, 3), 4, 4);

        assertThat(again.join().records()).hasSize(4);
        assertThat(woken).isEqualTo(1);
    }

    @Test
    void whatIsKnownToBeThereIsWaitedFor() {
        buffer.begin(0, 3);
        CompletableFuture<PartitionBuffer.Slice> read =
                CompletableFuture.supplyAsync(() -> buffer.read(0, 10, PATIENCE));

        buffer.add(records(0), 1, 3);
        buffer.add(records(1, 2), 3, 3);

        assertThat(read.join().records()).hasSize(3);
    }

    @Test
    void whatDoesNotComeInTimeIsReported() {
        buffer.begin(0, 3);

        assertThatThrownBy(() -> buffer.read(0, 10, Duration.ZERO)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void nothingIsWaitedForOnceItIsClosed() {
        buffer.begin(0, 3);
        buffer.close();

        assertThat(buffer.read(0, 10, PATIENCE).records()).isEmpty();
    }

    @Test
    void itIsFullOfManyRecordsOrOfLargeOnesAndTellsWhenThereIsRoom() {
        buffer.begin(0, 0);
        buffer.add(
                LongStream.range(0, 1_000).mapToObj(PartitionBufferTest::record).toList(), 1_000, 1_000);
        assertThat(buffer.isFull()).isTrue();

        buffer.read(0, 500, PATIENCE);
        assertThat(buffer.isFull()).isFalse();
        assertThat(woken).isEqualTo(1);

        buffer.add(List.of(new ConsumerRecord<>("events", 0, 1_000, "x", new byte[1024 * 1024])), 1_001, 1_001);
        assertThat(buffer.isFull()).isTrue();
    }

    private static List<ConsumerRecord<String, byte[]>> records(long... offsets) {
        return LongStream.of(offsets).mapToObj(PartitionBufferTest::record).toList();
    }

    private static ConsumerRecord<String, byte[]> record(long offset) {
        return new ConsumerRecord<>("events", 0, offset, "x", new byte[1]);
    }
}
