package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AcknowledgementsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void whatWasAddedIsWrittenInOrderBeforeTheEnd() {
        List<Integer> written = Collections.synchronizedList(new ArrayList<>());
        Acknowledgements acknowledgements = new Acknowledgements(
                "acks", (ids, count) -> Arrays.stream(ids, 0, count).forEach(written::add));

        for (int id = 1; id <= 1_000; id++) {
            acknowledgements.add(id);
        }
        acknowledgements.finish(LIMIT);

        assertThat(written).hasSize(1_000).isSorted();
    }

    static List<Throwable> failures() {
        return List.of(new IllegalStateException("out of order"), new NoClassDefFoundError("Gone"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsTheEndAndNothingPilesUpAfterIt(Throwable failure) {
        List<Integer> writes = Collections.synchronizedList(new ArrayList<>());
        Acknowledgements acknowledgements = new Acknowledgements("acks", (ids, count) -> {
            writes.add(count);
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });

        acknowledgements.add(1);

        await().until(() -> {
            acknowledgements.add(2);
            return acknowledgements.unwritten() == 0;
        });
        assertThat(writes).hasSize(1);
    }
}
