package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineContract;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A file of a version that knew neither reasons nor groups. */
class GroupsOfAnOldFileTest extends EngineContract implements OnSqlite {
    private static final Grouping BY_SITE = Grouping.byClientId(ClientPattern.of("(?<group>[a-z]+)/.*"));

    private final Map<String, Long> connections = new HashMap<>();

    @Override
    protected Engine open() {
        return open(BY_SITE);
    }

    private Engine open(Grouping grouping) {
        Engine opened = open(
                grouping == Grouping.NONE
                        ? IncidentPolicy.defaults()
                        : IncidentPolicy.defaults().groupedBy(grouping));
        opened.regroup();
        return opened;
    }

    @Test
    void fileOfTheThirdVersionGetsReasonsAndGroups() throws Exception {
        fleet();
        engine.accept(new Signal.LastWill(new ClientId("south/1"), clock.instant()))
                .join();
        List<String> before = sorted("reason");
        Map<String, Long> reasons = engine.ledger().devicesByReason();
        assertThat(reasons).containsKeys("CONNECTION_LOST", "LAST_WILL");
        List<GroupCount> groups = engine.ledger().groups(10);
        engine.close();
        backToTheThirdVersion();

        engine = open(BY_SITE);

        assertThat(engine.ledger().devicesByReason()).isEqualTo(reasons);
        assertThat(sorted("reason")).isEqualTo(before);
        await().untilAsserted(() -> assertThat(engine.ledger().groups(10)).isEqualTo(groups));
    }

    private void backToTheThirdVersion() throws Exception {
        try (java.sql.Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE device DROP COLUMN reason");
            statement.execute("ALTER TABLE device DROP COLUMN group_name");
            statement.execute("ALTER TABLE event DROP COLUMN trace");
            statement.execute("DROP TABLE history");
            statement.execute("DROP TABLE repetition");
            statement.execute("DROP TABLE blind_source");
            for (String what : List.of("inserted", "updated", "deleted")) {
                statement.execute("DROP TRIGGER dead_letter_" + what);
            }
            statement.execute("DROP INDEX dead_letter_sender");
            statement.execute("ALTER TABLE dead_letter DROP COLUMN sender");
            statement.execute("ALTER TABLE dead_letter DROP COLUMN size");
            statement.execute("DROP TABLE sender_use");
            statement.execute("DROP TABLE unreadable_use");
            statement.execute("PRAGMA user_version = 3");
        }
    }

    /** north/1 is fine since 10:00:01, the others went away one after the other. */
    private void fleet() {
        for (String client : List.of("north/1", "north/2", "south/1", "south/2", "Zed")) {
            connect(client);
        }
        drop("south/2", Reason.CONNECTION_LOST);
        drop("Zed", Reason.MQTT_KEEP_ALIVE_TIMEOUT);
        clock.advance(Duration.ofSeconds(31));
        await().until(() -> engine.ledger().devicesByState().getOrDefault(Verdict.OFFLINE, 0L) == 2);
        drop("north/2", Reason.CONNECTION_LOST);
    }

    private List<String> sorted(String order) {
        return ids(DeviceQuery.ALL.sortedBy(DeviceOrder.of(order)));
    }

    private List<String> ids(DeviceQuery query) {
        return ids(engine.ledger().devices(query, 100));
    }

    private static List<String> ids(Page<Presence> page) {
        return page.items().stream().map(device -> device.client().value()).toList();
    }

    private void connect(String client) {
        clock.advance(Duration.ofSeconds(1));
        connections.merge(client, 1L, Long::sum);
        engine.accept(new Signal.Connected(new ClientId(client), clock.instant(), connection(client)))
                .join();
    }

    private void drop(String client, Reason reason) {
        clock.advance(Duration.ofSeconds(1));
        engine.accept(new Signal.Disconnected(new ClientId(client), clock.instant(), connection(client), reason))
                .join();
    }

    private Connection connection(String client) {
        return new Connection(
                OptionalLong.of(connections.get(client)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
