package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.presence.Presence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A file of version 7, which kept devices as JSON with columns next to it. */
class DevicesOfAnOldFileTest extends ProductOnAFile {
    private static final List<String> SITE = List.of("site/1", "site/2", "site/3", "site/4");

    @Test
    void devicesCasesDeadlinesAndHistoryAreAsBefore() throws SQLException {
        aStormAndTwoOthers();
        What before = what();
        assertThat(before.devices()).hasSize(6);
        assertThat(before.decisions()).filteredOn(each -> !each.isEmpty()).hasSize(4);
        assertThat(before.deadline()).isPresent();
        engine.close();
        FileOfVersion7.restore(file());

        open();

        assertThat(what()).isEqualTo(before);
        assertThat(number("PRAGMA user_version")).isEqualTo(Schema.VERSION);
        assertThat(number("SELECT count(*) FROM sqlite_schema WHERE tbl_name LIKE 'device%'"))
                .as("one table without an index")
                .isEqualTo(1);
    }

    /** Its members are known to be part of it, and what was to come comes. */
    @Test
    void stormAndGraceGoOnWhereTheyWere() throws SQLException {
        aStormAndTwoOthers();
        engine.close();
        FileOfVersion7.restore(file());
        open();

        clock.advance(Duration.ofMinutes(2));
        await().until(() -> state("waits") == Verdict.OFFLINE);
        SITE.forEach(this::connect);
        clock.advance(Duration.ofHours(1));

        await().until(() -> open(IncidentKind.GROUP).isEmpty());
        assertThat(open(IncidentKind.DEVICE)).hasSize(1);
    }

    /** As a process leaves it that was killed after a slice of the rows. */
    @Test
    void upgradeThatWasCutOffGoesOn() throws SQLException {
        aStormAndTwoOthers();
        What before = what();
        engine.close();
        execute("CREATE TABLE carried AS SELECT client_id, presence, incident_case, last_event, sequence, group_name,"
                + " storm, past_deadlines FROM device WHERE client_id < 'site/3'");
        FileOfVersion7.restore(file());
        execute("ALTER TABLE device RENAME TO old_device");
        execute(new String(schema8(), StandardCharsets.UTF_8).split(";\\s*\\R")[1]);
        execute("INSERT INTO device SELECT * FROM carried", "DROP TABLE carried", "PRAGMA user_version = 8");

        open();

        assertThat(what()).isEqualTo(before);
        assertThat(number("SELECT count(*) FROM sqlite_schema WHERE name = 'old_device'"))
                .isZero();
    }

    private static byte[] schema8() {
        try (InputStream script = Schema.class.getResourceAsStream("/db/8.sql")) {
            return script.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void rowsThatCannotBeReadAreSetAsideAndStopNothing() throws SQLException {
        aStormAndTwoOthers();
        engine.close();
        FileOfVersion7.restore(file());
        execute(
                "UPDATE device SET presence = CAST('{\"spoilt\":' AS BLOB) WHERE client_id = 'well'",
                "UPDATE device SET incident_case = x'00' WHERE client_id = 'site/1'",
                "INSERT INTO device (client_id, state, sequence, updated_at, last_event, presence)"
                        + " VALUES ('', 'ONLINE', 0, 0, 0, x'')");

        open();

        await().until(() -> letters().size() == 3);
        assertThat(letters()).extracting(DeadLetter::origin).containsOnly("store");
        assertThat(letters())
                .anySatisfy(letter -> assertThat(letter.payload()).asString().isEqualTo("{\"spoilt\":"));
        assertThat(state("well")).isEqualTo(Verdict.UNKNOWN);
        assertThat(state("site/1")).isEqualTo(Verdict.OFFLINE);
        assertThat(engine.ledger().devices(DeviceQuery.ALL, 10).total()).isEqualTo(6);
    }

    /** Its rule has failed, or has left it as it was: it does not come again because of the upgrade. */
    @Test
    void deadlineThatWasOverStaysOver() throws SQLException {
        connect("waits");
        drop("waits");
        engine.close();
        FileOfVersion7.restore(file());
        execute("UPDATE device SET deadline = NULL");

        open();
        clock.advance(Duration.ofHours(1));
        connect("other");

        assertThat(FirstDeadline.of(engine)).isEmpty();
        assertThat(state("waits")).isEqualTo(Verdict.SUSPECT);
    }

    /** More than one transaction of the copy holds. */
    @Test
    void allDevicesOfALargeFleetAreCopied() throws SQLException {
        connect("d000000");
        engine.close();
        FileOfVersion7.restore(file());
        execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)"
                + " INSERT INTO device (client_id, state, sequence, updated_at, last_event, presence)"
                + " SELECT printf('d%06d', i), state, sequence, updated_at, 0,"
                + " CAST(replace(CAST(presence AS TEXT), 'd000000', printf('d%06d', i)) AS BLOB) FROM device, n");

        open();

        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.ONLINE, 45_001L);
        assertThat(letters()).isEmpty();
        assertThat(state("d045000")).isEqualTo(Verdict.ONLINE);
    }

    /** All that an upgrade has to leave as it is. */
    private record What(
            List<Presence> devices,
            List<List<String>> histories,
            List<List<Decision>> decisions,
            List<IncidentData> incidents,
            Optional<Instant> deadline,
            List<String> reasons) {}

    private What what() {
        List<Presence> devices = engine.ledger().devices(DeviceQuery.ALL, 100).items();
        List<List<String>> histories = new ArrayList<>();
        for (Presence device : devices) {
            histories.add(engine.ledger().events(device.client(), Optional.empty(), 100).items().stream()
                    .map(Event::id)
                    .toList());
        }
        return new What(
                devices,
                histories,
                devices.stream()
                        .map(device -> engine.ledger().decisions(device.client(), 100))
                        .toList(),
                engine.ledger().incidents(IncidentQuery.ALL, 100).items(),
                FirstDeadline.of(engine),
                engine.ledger().devicesByReason().keySet().stream().sorted().toList());
    }

    private void aStormAndTwoOthers() {
        SITE.forEach(this::connect);
        connect("well");
        SITE.forEach(this::drop);
        clock.advance(Duration.ofMinutes(2));
        await().until(() -> open(IncidentKind.GROUP).size() == 1);
        await().until(() -> SITE.stream().allMatch(client -> state(client) == Verdict.OFFLINE));
        connect("waits");
        drop("waits");
    }
}
