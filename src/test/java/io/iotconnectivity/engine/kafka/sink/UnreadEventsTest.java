package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.kafka.sink.SavedSinks.Saved;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadEventsTest {
    @Test
    void sinksThatHaveReadLessStopEarlier() {
        assertThat(UnreadEvents.stops(
                        List.of(sink("a", 7, 9, 9), sink("b", 5, 9, 2), sink("c", 7, 9, 9), sink("d", 5, 8, 2))))
                .containsExactly(new long[] {5, 8, 2}, new long[] {5, 9, 2}, new long[] {7, 9, 9});
    }

    @Test
    void sinksOfWhichEachHasReadWhatTheOtherHasNotAreRefusedWithAWayOut() {
        assertThatThrownBy(() -> UnreadEvents.stops(List.of(sink("a", 5, 9), sink("b", 6, 8), sink("c", 9, 9))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("sinks a and b have stopped at places between which there is no order")
                .hasMessageContaining("sinks forget NAME");
    }

    private static Saved sink(String name, long... cursors) {
        return new Saved(name, cursors, cursors, List.of());
    }
}
