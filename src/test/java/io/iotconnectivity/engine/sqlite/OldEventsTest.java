package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of a file that version 7 has written. */
class OldEventsTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Path FILE = Path.of("memory");
    private static final int EVENTS = 7_000;
    private static final int GAP = 3_000;
    private static final int DAMAGED = 4_000;
    private static final int SET_ASIDE = 4_001;

    private final CloudEvents json = new CloudEvents("iot-connectivity/test");
    private final List<Event> events = new ArrayList<>();

    @AutoClose
    private java.sql.Connection connection;

    @BeforeEach
    void oldFile() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        for (int version = 1; version <= 7; version++) {
            script(version);
        }
        write();
    }

    /** A device that comes and goes; every second event is of a trace, every third for one sink. */
    private void write() throws SQLException {
        Presence presence = Presence.unseen(new ClientId("pump"));
        PresenceMachine machine = new PresenceMachine(Policy.defaults());
        for (int i = 0; events.size() < EVENTS; i++) {
            Instant at = START.plusSeconds(i);
            Signal signal = i % 2 == 0
                    ? new Signal.Connected(presence.client(), at, Connection.UNKNOWN)
                    : new Signal.Disconnected(presence.client(), at, Connection.UNKNOWN, Reason.CONNECTION_LOST);
            Step step = machine.step(presence, signal, at);
            presence = step.after();
            events.addAll(step.events());
        }
        try (Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO event (seq, event_id, client_id,"
                        + " type, time, previous, body, trace, addressee) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            statement.execute("BEGIN");
            for (int seq = 1; seq <= EVENTS; seq++) {
                Event event = events.get(seq - 1);
                if (seq == GAP) {
                    continue;
                }
                insert.setLong(1, seq);
                insert.setString(2, event.id());
                insert.setString(3, event.subject());
                insert.setString(4, event.type().shortName());
                insert.setLong(5, event.time().toEpochMilli());
                insert.setLong(6, seq - 1);
                insert.setBytes(7, body(seq, event));
                insert.setString(8, trace(seq));
                insert.setString(9, addressee(seq));
                insert.executeUpdate();
            }
            statement.execute("COMMIT");
        }
    }

    private byte[] body(int seq, Event event) {
        return switch (seq) {
            case DAMAGED -> new byte[] {1, 2, 3};
            case SET_ASIDE -> new byte[0];
            default -> json.write(event);
        };
    }

    private static String trace(int seq) {
        return seq % 2 == 0 ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : null;
    }

    private static String addressee(int seq) {
        return seq % 3 == 0 ? "desk" : null;
    }

    @Test
    void logIsCarriedOverIntoBlocks() throws SQLException {
        Schema.migrate(connection, FILE);

        everythingIsThere();
    }

    @Test
    void carryingOverGoesOnAfterTheProcessHasEnded() throws SQLException {
        script(8);
        script(9);
        for (int ending = 0; ending < 3; ending++) {
            assertThatThrownBy(this::carryOverAndEnd).isInstanceOf(IllegalStateException.class);
        }
        assertThat(count("old_event")).isBetween(1L, 5_000L);
        assertThat(count("event_block")).isPositive();

        Schema.migrate(connection, FILE);

        everythingIsThere();
    }

    /** The process ends behind the first transaction. */
    private void carryOverAndEnd() throws SQLException {
        new OldEvents().carryOver(connection, rows -> {
            throw new IllegalStateException("kill -9");
        });
    }

    private void script(int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            byte[] script =
                    Schema.class.getResourceAsStream("/db/" + version + ".sql").readAllBytes();
            for (String command : new String(script, StandardCharsets.UTF_8).split(";\\s*\\R")) {
                statement.execute(command);
            }
            statement.execute("PRAGMA user_version = " + version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void everythingIsThere() throws SQLException {
        assertThat(count("sqlite_schema WHERE name = 'old_event'")).isZero();
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS)) {
            List<EventBlock.Entry> all = blocks.after(0, Integer.MAX_VALUE);
            assertThat(all).hasSize(EVENTS - 1);
            for (EventBlock.Entry entry : all) {
                int seq = (int) entry.seq();
                assertThat(entry.isWhole()).isTrue();
                assertThat(entry.previous()).isEqualTo(seq - 1);
                assertThat(entry.trace().orElse(null)).isEqualTo(trace(seq));
                assertThat(entry.addressee().orElse(null)).isEqualTo(addressee(seq));
                if (seq == DAMAGED) {
                    assertThat(entry.event()).containsExactly(1, 2, 3);
                    assertThat(blocks.isSetAside(entry)).isFalse();
                } else if (seq == SET_ASIDE) {
                    assertThat(blocks.isSetAside(entry)).isTrue();
                } else {
                    assertThat(EventLog.event(entry, new EventCodec())).isEqualTo(events.get(seq - 1));
                }
            }
            assertThat(blocks.entry(GAP)).isEmpty();
        }
        assertThat(new EventTable(connection, BlockLog.EVENTS).lastSeq()).isEqualTo(EVENTS);
    }

    private long count(String what) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + what)) {
            row.next();
            return row.getLong(1);
        }
    }
}
