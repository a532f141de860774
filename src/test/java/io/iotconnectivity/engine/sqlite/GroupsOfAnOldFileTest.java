package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.ListedFleet;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file of a version that knew neither reasons nor groups. */
class GroupsOfAnOldFileTest extends ListedFleet implements OnSqlite {
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
        FileOfVersion7.restore(directory.resolve("engine.db"));
        try (java.sql.Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"));
                Statement statement = connection.createStatement()) {
            RowsOfJson.write(connection);
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
}
