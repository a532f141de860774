package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.move.HeardKeys;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.signal.ClientId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the state of another installation into a new file. It gets its name when all is in it, so it is never opened
 * half full.
 */
public final class SqliteImport {
    private static final int ITEMS_OF_A_TRANSACTION = 5_000;
    private static final List<String> STORE = List.of("", "-wal", "-shm");
    private static final String LOCK = ".lock";

    private final Tables tables;
    private final LetterForm letterForm;
    private final Instant now;
    private final Instant forgotten;
    private final PresenceCodec presences = new PresenceCodec();
    private final CaseCodec cases = new CaseCodec();
    private final EventCodec events = new EventCodec();
    private final LetterCodec letters = new LetterCodec();
    private final CloudEvents json;
    private final List<HeldDevice> devices = new ArrayList<>();
    private final List<BlindSource> blind = new ArrayList<>();
    /** When AWS dated the latest signal. */
    private Instant latest = Instant.EPOCH;

    private long lastLetter;
    private int items;

    private SqliteImport(Tables tables, CloudEvents json, Instant now, Duration inbox) {
        this.tables = tables;
        this.json = json;
        this.letterForm = new LetterForm(json, events);
        this.now = now;
        this.forgotten = now.minus(inbox);
    }

    /**
     * Takes in all that is in the file.
     *
     * @param file the new store
     * @param inbox how long a redelivered signal is recognised
     * @throws StoreException if there is a store already, or it cannot be written; nothing is left behind then
     */
    public static void take(Path file, CloudEvents json, Instant now, Duration inbox, MoveFile from) {
        try (DatabaseFile reserved = DatabaseFile.reserve(file)) {
            Path store = reserved.path();
            // A write-ahead log that was left behind would be taken for that of the new file.
            if (STORE.stream().anyMatch(ending -> Files.exists(beside(store, ending), LinkOption.NOFOLLOW_LINKS))) {
                throw new StoreException(store + " (setting engine.file) exists already, and a state is imported into"
                        + " none that there is. Stop iot-connectivity and move that file away together with its -wal"
                        + " and -shm, or point engine.file at a file that does not exist.");
            }
            Path begun = beside(store, ".importing");
            delete(begun);
            try {
                fill(begun, json, now, inbox, from);
                Files.move(begun, store, StandardCopyOption.ATOMIC_MOVE);
            } catch (SQLException e) {
                throw new StoreException(begun + " cannot be written: " + e.getMessage(), e);
            } catch (IOException e) {
                throw new StoreException(store + " (setting engine.file) cannot be written: " + e, e);
            } finally {
                delete(begun);
            }
        }
    }

    private static void delete(Path begun) {
        try {
            for (String ending : STORE) {
                Files.deleteIfExists(beside(begun, ending));
            }
            Files.deleteIfExists(beside(begun, LOCK));
        } catch (IOException e) {
            throw new StoreException(begun + " of an import that has failed cannot be deleted: " + e, e);
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static void fill(Path begun, CloudEvents json, Instant now, Duration inbox, MoveFile from)
            throws SQLException {
        try (DatabaseFile held = DatabaseFile.open(begun);
                Tables tables = new Tables(held.writer(), new CaseCodec())) {
            SqliteImport taking = new SqliteImport(tables, json, now, inbox);
            tables.begin();
            from.read(item -> {
                try {
                    taking.take(item);
                } catch (SQLException e) {
                    throw new StoreException(begun + " cannot be written: " + e.getMessage(), e);
                }
            });
            taking.save();
            tables.commit();
            try (Statement statement = tables.connection().createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                // Whatever is beside a file is not renamed with it.
                statement.execute("PRAGMA journal_mode = DELETE");
            }
        }
    }

    private void take(Moved item) throws SQLException {
        write(item);
        items++;
        if (items % ITEMS_OF_A_TRANSACTION == 0) {
            save();
            tables.commit();
            tables.begin();
        }
    }

    private void save() throws SQLException {
        tables.devices().save(devices);
        devices.clear();
        tables.events().save();
        tables.inbox().save(latest);
    }

    private void write(Moved item) throws SQLException {
        if (item instanceof Moved.Device device) {
            write(device);
        } else if (item instanceof Moved.Group group) {
            GroupCase held = cases.group(group.name(), group.body());
            tables.incidents().save(held, group.body());
            if (group.past()) {
                tables.incidents().dropGroupDeadline(group.name());
            }
        } else if (item instanceof Moved.Blind source) {
            blind.add(cases.blind(source.source(), source.body()));
            tables.incidents().saveBlind(blind);
        } else if (item instanceof Moved.Silenced silence) {
            tables.incidents().saveSilence(silence.id(), silence.until(), silence.body());
        } else if (item instanceof Moved.Incident incident) {
            tables.incidents().save(cases.incident(incident.id(), incident.body()), incident.body(), 0);
        } else if (item instanceof Moved.Heard heard) {
            heard(heard.keys());
        } else if (item instanceof Moved.DeadLetter letter) {
            lastLetter++;
            tables.bury(lastLetter, letterForm.readable(letters.readLetter(letter.letter())));
        } else if (item instanceof Moved.Logged logged) {
            tables.events()
                    .append(
                            new EventBlock.Entry(
                                    logged.number(), logged.event(), 0, logged.trace(), logged.addressee(), true),
                            events.read(logged.event()).time());
        } else {
            deliver(item);
        }
    }

    private void deliver(Moved item) throws SQLException {
        SinkTables sinks = tables.sinks();
        if (item instanceof Moved.Sink sink) {
            sinks.add(sink.name(), sink.cursor());
            sinks.advance(sink.name(), sink.cursor(), sink.reach());
            if (sink.disabled().isPresent()) {
                sinks.disable(sink.name(), sink.disabled().get());
            }
        } else if (item instanceof Moved.Waiting waiting) {
            sinks.park(
                    waiting.sink(),
                    waiting.number(),
                    waiting.attempts(),
                    waiting.due(),
                    waiting.error(),
                    waiting.maybe());
        } else if (item instanceof Moved.Ticket ticket) {
            sinks.open(ticket.sink(), ticket.ticket(), new Receipt(ticket.receipt(), Optional.empty()), now);
        } else if (item instanceof Moved.Repeated repeated) {
            sinks.repeat(
                    repeated.sink(), repeated.ticket(), repeated.every(), json.write(events.read(repeated.event())));
        }
    }

    private void write(Moved.Device device) throws SQLException {
        ClientId client = new ClientId(device.client());
        HeldDevice held =
                HeldDevice.of(presences.read(client, device.presence()), device.presence(), device.group(), 0, 0);
        held = device.past() ? held.withoutDeadline() : held;
        if (device.incidentCase().isPresent()) {
            byte[] stored = device.incidentCase().get();
            held = held.with(cases.device(client, stored), stored);
            held = device.casePast() ? held.withoutCaseDeadline() : held;
        }
        devices.add(held);
        heard(device.heard());
    }

    /** Those that would be forgotten at once are left out. */
    private void heard(byte[] keys) throws SQLException {
        for (InboxKey key : HeardKeys.split(keys)) {
            if (key.time().isAfter(forgotten)) {
                tables.inbox().add(key, now);
                latest = key.time().isAfter(latest) && !key.time().isAfter(now) ? key.time() : latest;
            }
        }
    }
}
