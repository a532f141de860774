package io.iotconnectivity.bench;

import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.StoredJson;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

/**
 * Writes a store of devices that are connected, as the last release did, with a row of JSON for each device and event:
 * {@code file devices}.
 */
final class FileOfLastRelease {
    /** The {@code user_version} that the last release left. */
    static final int SCHEMA = 7;

    private static final int ROWS_OF_A_TRANSACTION = 10_000;

    private static final StoredJson<Presence> PRESENCES = new StoredJson<>(Presence.class);

    private final CloudEvents codec = new CloudEvents("iot-connectivity/bench");
    private final PresenceMachine machine = new PresenceMachine(Policy.defaults());
    private final PreparedStatement inbox;
    private final PreparedStatement device;
    private final PreparedStatement event;
    private long seq;

    private FileOfLastRelease(Connection connection) throws SQLException {
        inbox = connection.prepareStatement("INSERT INTO inbox (key, received) VALUES (?, ?)");
        device = connection.prepareStatement(
                "INSERT INTO device (client_id, state, since, deadline, sequence, updated_at,"
                        + " last_event, presence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        event = connection.prepareStatement("INSERT INTO event (seq, event_id, client_id, type, time, previous, body)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    }

    public static void main(String[] args) throws Exception {
        int devices = Integer.parseInt(args[1]);
        Fleet fleet = new Fleet("device", devices);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            for (int version = 1; version <= SCHEMA; version++) {
                create(statement, version);
            }
            statement.execute("PRAGMA user_version = " + SCHEMA);
            FileOfLastRelease file = new FileOfLastRelease(connection);
            connection.setAutoCommit(false);
            for (int i = 1; i <= devices; i++) {
                file.connect(fleet.next());
                if (i % ROWS_OF_A_TRANSACTION == 0) {
                    connection.commit();
                }
            }
            connection.commit();
        }
    }

    private static void create(Statement statement, int version) throws SQLException, IOException {
        try (InputStream script = Event.class.getResourceAsStream("/db/" + version + ".sql")) {
            String commands = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            for (String command : commands.split(";\\s*\\R")) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
        }
    }

    private void connect(LifecycleEvent told) throws SQLException {
        Signal signal = Signals.of(told);
        Step step = machine.step(Presence.unseen(new ClientId(told.clientId())), signal, told.at());
        long now = told.at().toEpochMilli();
        inbox.setBytes(1, InboxKey.of(signal).orElseThrow().bytes());
        inbox.setLong(2, now);
        inbox.executeUpdate();
        long previous = 0;
        for (Event one : step.events()) {
            add(one, previous);
            previous = seq;
        }
        add(step.after(), now);
    }

    private void add(Event one, long previous) throws SQLException {
        seq++;
        event.setLong(1, seq);
        event.setString(2, one.id());
        event.setString(3, one.subject());
        event.setString(4, one.type().shortName());
        event.setLong(5, one.time().toEpochMilli());
        event.setLong(6, previous);
        event.setBytes(7, codec.write(one));
        event.executeUpdate();
    }

    private void add(Presence presence, long now) throws SQLException {
        device.setString(1, presence.client().value());
        device.setString(2, presence.state().name());
        device.setLong(3, now);
        device.setNull(4, Types.INTEGER);
        device.setLong(5, presence.sequence());
        device.setLong(6, now);
        device.setLong(7, seq);
        device.setBytes(8, PRESENCES.write(presence));
        device.executeUpdate();
    }
}
