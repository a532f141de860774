package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.delivery.SinkProgress;
import io.iotconnectivity.delivery.SinkState;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SinkRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final long END = 1_000;

    private final PendingRow row = new PendingRow(
            new Logged(7, SampleIncidents.opened("x", NOW), Optional.of("a/b"), Optional.of("00-1-2-01")),
            3,
            NOW.plusMillis(1),
            "no",
            true);
    private final PendingRow waiting =
            new PendingRow(new Logged(9, SampleIncidents.updated("x", 2, NOW)), 0, NOW, "", false);
    private final Repetition again = new Repetition(Duration.ofMinutes(1), SampleIncidents.opened("y", NOW));
    private final Repetition reminder = new Repetition(Duration.ofHours(4), reminder());
    private final Receipt receipt = new Receipt(Optional.of("TICKET-7"), Optional.empty());
    private final Checkpoint checkpoint = new Checkpoint(
            11,
            20,
            Map.of(7L, Optional.of(row), 9L, Optional.of(waiting)),
            Map.of("x", Optional.of(receipt), "outage/y", Optional.of(Receipt.NONE)),
            Map.of("outage/y", Optional.of(again), "x", Optional.of(reminder)),
            List.of());

    private static Event reminder() {
        Event told = SampleIncidents.updated("x", 2, NOW);
        return new Event(
                "reminder-3",
                told.type(),
                told.subject(),
                told.time(),
                told.incident().orElseThrow().reminding(3));
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        SinkState expected = new SinkState(
                new SinkProgress(11, 20, Optional.empty()),
                List.of(row, waiting),
                Map.of("x", receipt, "outage/y", Receipt.NONE),
                Map.of("outage/y", again, "x", reminder));
        SavedState saved = new SavedState();
        saved.save(checkpoint);

        assertThat(read("a/b", written("a/b", checkpoint)).state(END, Optional.empty()))
                .isEqualTo(expected);
        assertThat(saved.state(END, Optional.empty())).isEqualTo(expected);
    }

    @Test
    void whatIsDeletedIsGone() {
        Map<String, byte[]> records = written("desk", checkpoint);
        records.putAll(written(
                "desk",
                new Checkpoint(
                        12,
                        12,
                        Map.of(7L, Optional.empty()),
                        Map.of("outage/y", Optional.empty()),
                        Map.of(),
                        List.of())));

        assertThat(read("desk", records).state(END, Optional.empty()))
                .isEqualTo(new SinkState(
                        new SinkProgress(12, 12, Optional.empty()),
                        List.of(waiting),
                        Map.of("x", receipt),
                        Map.of("x", reminder)));
    }

    @Test
    void nothingRemainsOfWhatIsForgotten() {
        Map<String, byte[]> records = written("desk", checkpoint);
        SavedState saved = read("desk", records);
        new SinkRecords("desk").keys(saved.state(END, Optional.empty()), records::put);

        assertThat(records.values()).containsOnlyNulls();
        assertThat(read("desk", records).isRegistered()).isFalse();
    }

    @Test
    void theRowsOfOtherSinksAreTheirs() {
        Map<String, byte[]> records = written("desk", checkpoint);

        for (String other : List.of("des", "desk/row", "desk2", "desk/", "")) {
            assertThat(read(other, records).isRegistered()).as(other).isFalse();
        }
    }

    @Test
    void aDamagedRowIsReported() {
        written("desk", checkpoint).forEach((key, value) -> {
            for (int length = 0; length < value.length; length++) {
                byte[] cut = Arrays.copyOf(value, length);
                assertThatThrownBy(() -> new SinkRecords("desk").read(key, cut, new SavedState()))
                        .as("%s cut to %s", key, length)
                        .isInstanceOf(MalformedRecord.class);
            }
            byte[] later = value.clone();
            later[0]++;
            assertThatThrownBy(() -> new SinkRecords("desk").read(key, later, new SavedState()))
                    .isInstanceOf(UnsupportedRecord.class);
        });
        assertThatThrownBy(() -> new SinkRecords("desk").read("desk/row/x", new byte[1], new SavedState()))
                .isInstanceOf(MalformedRecord.class);
    }

    private static Map<String, byte[]> written(String sink, Checkpoint checkpoint) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        new SinkRecords(sink).write(checkpoint, records::put);
        return records;
    }

    private static SavedState read(String sink, Map<String, byte[]> records) {
        SavedState state = new SavedState();
        records.forEach((key, value) -> new SinkRecords(sink).read(key, value, state));
        return state;
    }
}
