package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.availability.Change;
import io.iotconnectivity.availability.ChangeBatch;
import io.iotconnectivity.availability.Condition;
import io.iotconnectivity.availability.Mark;
import io.iotconnectivity.availability.TimelineEntry;
import io.iotconnectivity.report.AvailabilityFile.News;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailabilityFileTest {
    private static final long MAY = Instant.parse("2026-05-31T23:00:00Z").toEpochMilli();
    private static final long JUNE = Instant.parse("2026-06-01T01:00:00Z").toEpochMilli();
    private static final long END = Instant.parse("2026-07-01T00:00:00Z").toEpochMilli();

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void newFile() {
        path = folder.resolve("availability.db");
    }

    private static Change connect(long sequence, long at) {
        return new Change("a", sequence, at, Condition.UP, at, "", new Mark(at, Condition.CONNECTED), true);
    }

    private static Change loss(long sequence, long at, boolean isCurrent) {
        Mark told = new Mark(at, Condition.DOWN, "CONNECTION_LOST");
        return isCurrent
                ? new Change("a", sequence, at, Condition.DOWN, at, "CONNECTION_LOST", told, true)
                : new Change("a", sequence, JUNE, Condition.UP, JUNE, "", told, false);
    }

    private static void add(AvailabilityFile file, Change... changes) {
        ChangeBatch batch = new ChangeBatch();
        List.of(changes).forEach(batch::add);
        file.add(new News(batch, List.of(), Optional.empty(), 30_000));
    }

    private static List<TimelineEntry> history(AvailabilityFile file) {
        List<TimelineEntry> entries = new ArrayList<>();
        file.read(Optional.empty(), MAY, END, (client, history) -> entries.addAll(history.entries()));
        return entries;
    }

    @Test
    void whatIsKnownChangesNothingAlsoAfterALateChangeOfAnEarlierMonth() {
        try (AvailabilityFile file = AvailabilityFile.open(path)) {
            add(file, connect(1, MAY), connect(2, JUNE));
            add(file, loss(3, JUNE - 5_000_000, false));
            List<TimelineEntry> before = history(file);

            add(file, loss(3, JUNE + 1_000, true), connect(2, JUNE + 2_000));

            assertThat(before).hasSize(3);
            assertThat(history(file)).isEqualTo(before);
        }
    }

    @Test
    void fileOfTheFirstVersionIsReadAndAddedTo() throws Exception {
        List<TimelineEntry> before;
        try (AvailabilityFile file = AvailabilityFile.open(path)) {
            add(file, connect(1, MAY), loss(2, JUNE, true));
            before = history(file);
        }
        asOfTheFirstVersion();

        try (AvailabilityFile file = AvailabilityFile.open(path)) {
            assertThat(history(file)).isEqualTo(before);
            add(file, connect(2, JUNE + 1_000));
            assertThat(history(file)).isEqualTo(before);
            add(file, connect(3, JUNE + 1_000));
            assertThat(history(file)).hasSize(3).startsWith(before.toArray(TimelineEntry[]::new));
        }
    }

    private void asOfTheFirstVersion() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE device SET sequence = (SELECT max(sequence) FROM device_month WHERE device = id)");
            statement.execute("ALTER TABLE device_month DROP COLUMN sequence");
            statement.execute("PRAGMA user_version = 1");
        }
    }
}
