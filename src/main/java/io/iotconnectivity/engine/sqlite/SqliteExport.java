package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.move.HeardKeys;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.move.TicketSubjects;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the state of an embedded engine that is not running. A file of an earlier version is upgraded, as at a start. */
public final class SqliteExport {
    /** What may come again after a restart is what came last. */
    private static final int MOST_KEYS = 100_000;

    private static final int KEYS_OF_A_LINE = 1_000;
    private static final int EVENTS_AT_ONCE = 500;
    private static final byte[] NOTHING = {};

    private final Path file;
    private final Connection connection;
    private final Consumer<Moved> to;
    private final CloudEvents json;
    private final EventCodec events = new EventCodec();
    private final PresenceCodec presences = new PresenceCodec();
    private final CaseCodec cases = new CaseCodec();
    private TicketSubjects subjects = new TicketSubjects(List.of());

    private SqliteExport(Path file, Connection connection, CloudEvents json, Consumer<Moved> to) {
        this.file = file;
        this.connection = connection;
        this.json = json;
        this.to = to;
    }

    /**
     * Passes on the whole state.
     *
     * @param now silences that have ended by then stay behind
     * @throws StoreException if there is none, it is in use, or something in it cannot be read; with what to do
     */
    public static void pass(Path file, CloudEvents json, Instant now, Consumer<Moved> to) {
        if (Files.notExists(file)) {
            throw new StoreException(
                    file.toAbsolutePath() + " (setting engine.file) does not exist, so there is nothing to export");
        }
        try (DatabaseFile held = DatabaseFile.open(file);
                Connection connection = held.reader()) {
            if (ViewTables.areThere(connection)) {
                throw new StoreException(held.path() + " (setting engine.file) is the view that a node of engine=kafka"
                        + " keeps; set engine=kafka to export what it shows");
            }
            new SqliteExport(held.path(), connection, json, to).pass(now);
        } catch (SQLException e) {
            throw new StoreException(file + " (setting engine.file) cannot be read: " + e.getMessage(), e);
        }
    }

    private void pass(Instant now) throws SQLException {
        subjects = new TicketSubjects(tickets());
        devices();
        rows("SELECT name, body, deadline FROM incident_group ORDER BY name", this::group);
        rows("SELECT source, body FROM blind_source ORDER BY source", row -> {
            to.accept(new Moved.Blind(row.getString(1), row.getBytes(2)));
        });
        rows("SELECT id, until, body FROM silence WHERE until > " + now.toEpochMilli() + " ORDER BY until, id", row -> {
            to.accept(new Moved.Silenced(row.getString(1), Instant.ofEpochMilli(row.getLong(2)), row.getBytes(3)));
        });
        rows("SELECT incident_id, body, status FROM incident ORDER BY incident_id", this::incident);
        heard();
        rows(
                "SELECT direction, origin, reason, topic, client_id, event_id, payload, original_size, attempts, at"
                        + " FROM dead_letter ORDER BY id",
                this::letter);
        log();
        rows("SELECT name, cursor, reach, gone FROM sink ORDER BY name", row -> {
            to.accept(new Moved.Sink(
                    row.getString(1), row.getLong(2), row.getLong(3), Optional.ofNullable(row.getString(4))));
        });
        rows("SELECT sink, seq, attempts, due, coalesce(error, ''), maybe FROM delivery ORDER BY sink, seq", row -> {
            to.accept(new Moved.Waiting(
                    row.getString(1),
                    row.getLong(2),
                    row.getInt(3),
                    Instant.ofEpochMilli(row.getLong(4)),
                    row.getString(5),
                    row.getBoolean(6)));
        });
        rows("SELECT sink, incident_id, receipt FROM pairing ORDER BY sink, incident_id", row -> {
            String ticket = row.getString(2);
            to.accept(new Moved.Ticket(
                    row.getString(1), ticket, subjects.of(ticket), Optional.ofNullable(row.getString(3))));
        });
        rows("SELECT sink, incident_id, every, body FROM repetition ORDER BY sink, incident_id", this::repetition);
    }

    /** Uses a row. */
    private interface Row {
        void use(ResultSet row) throws SQLException;
    }

    private void rows(String sql, Row each) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                each.use(row);
            }
        }
    }

    private List<String> tickets() throws SQLException {
        List<String> tickets = new ArrayList<>();
        rows("SELECT DISTINCT incident_id FROM pairing", row -> tickets.add(row.getString(1)));
        return tickets;
    }

    private void devices() throws SQLException {
        rows(StoredDevices.SELECT, row -> {
            StoredDevices.Stored stored = StoredDevices.Stored.of(row);
            try {
                Presence presence = presences.read(new ClientId(stored.clientId()), stored.presence());
                subjects.add(presence);
            } catch (RuntimeException e) {
                throw damaged("device " + Printable.of(stored.clientId()), e);
            }
            to.accept(new Moved.Device(
                    stored.clientId(),
                    stored.presence(),
                    StoredDevices.isPast(stored.past()),
                    Optional.ofNullable(stored.incidentCase()),
                    StoredDevices.isCasePast(stored.past()),
                    Optional.ofNullable(stored.group()),
                    NOTHING));
        });
    }

    /** The product mends what it cannot read when it starts, and keeps it as a dead letter. */
    private StoreException damaged(String what, RuntimeException why) {
        return new StoreException(
                file + " (setting engine.file): the row of " + what + " cannot be read (" + why.getMessage()
                        + "); start iot-connectivity, which mends it, stop it again and export then",
                why);
    }

    private void group(ResultSet row) throws SQLException {
        String name = row.getString(1);
        byte[] body = row.getBytes(2);
        row.getLong(3);
        boolean hasNone = row.wasNull();
        try {
            boolean past = hasNone && cases.group(name, body).deadline().isPresent();
            to.accept(new Moved.Group(name, body, past));
        } catch (RuntimeException e) {
            throw damaged("group " + Printable.of(name), e);
        }
    }

    private void incident(ResultSet row) throws SQLException {
        String id = row.getString(1);
        byte[] body = row.getBytes(2);
        try {
            subjects.add(cases.incident(id, body));
        } catch (RuntimeException e) {
            throw damaged("incident " + Printable.of(id), e);
        }
        if (row.getString(3).equals("open")) {
            to.accept(new Moved.Incident(id, body));
        }
    }

    private void heard() throws SQLException {
        List<InboxKey> keys = new ArrayList<>();
        rows("SELECT key FROM inbox ORDER BY hour DESC, key DESC LIMIT " + MOST_KEYS, row -> {
            keys.add(InboxKey.of(row.getBytes(1)));
            if (keys.size() == KEYS_OF_A_LINE) {
                to.accept(new Moved.Heard(HeardKeys.joined(keys)));
                keys.clear();
            }
        });
        if (!keys.isEmpty()) {
            to.accept(new Moved.Heard(HeardKeys.joined(keys)));
        }
    }

    private void letter(ResultSet row) throws SQLException {
        Letter letter = new Letter(
                row.getString(1).equals("out"),
                row.getString(2),
                row.getString(3),
                Optional.ofNullable(row.getString(4)),
                Optional.ofNullable(row.getString(5)),
                Optional.ofNullable(row.getString(6)),
                row.getBytes(7),
                row.getInt(8),
                row.getInt(9),
                Instant.ofEpochMilli(row.getLong(10)));
        to.accept(new Moved.DeadLetter(new LetterCodec().write(letter)));
    }

    /** What waits for a sink, and what a sink has not read yet. */
    private void log() throws SQLException {
        long lowest = number("SELECT coalesce(min(cursor), " + Long.MAX_VALUE + ") FROM sink");
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS)) {
            rows("SELECT DISTINCT seq FROM delivery WHERE seq <= " + lowest + " ORDER BY seq", row -> {
                Optional<EventBlock.Entry> entry = blocks.entry(row.getLong(1));
                if (entry.isPresent()) {
                    logged(entry.get());
                }
            });
            List<EventBlock.Entry> next = blocks.after(lowest, EVENTS_AT_ONCE);
            while (!next.isEmpty()) {
                for (EventBlock.Entry entry : next) {
                    logged(entry);
                }
                next = blocks.after(next.get(next.size() - 1).seq(), EVENTS_AT_ONCE);
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** One that cannot be read is passed over, as by the sinks. */
    private void logged(EventBlock.Entry entry) {
        Event event;
        try {
            event = EventLog.event(entry, events);
        } catch (RuntimeException unreadable) {
            return;
        }
        subjects.add(event);
        to.accept(new Moved.Logged(entry.seq(), entry.event(), entry.addressee(), entry.trace()));
    }

    private void repetition(ResultSet row) throws SQLException {
        String sink = row.getString(1);
        String ticket = row.getString(2);
        try {
            byte[] event = events.write(json.read(row.getBytes(4)));
            to.accept(new Moved.Repeated(sink, ticket, Duration.ofMillis(row.getLong(3)), event));
        } catch (IllegalArgumentException e) {
            throw damaged("repetition " + Printable.of(sink + '/' + ticket), e);
        }
    }
}
