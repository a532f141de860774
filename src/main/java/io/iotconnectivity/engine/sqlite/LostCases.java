package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.OpenByKey;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Printable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores cases whose rows cannot be read from the incidents that are still open, so that those do not stay open for
 * ever. Used for one batch.
 */
final class LostCases {
    private static final Logger LOG = LoggerFactory.getLogger(LostCases.class);

    private final IncidentTables tables;
    private final IncidentRules rules;
    private final Instant now;
    /** Null until a row is lost. */
    private OpenByKey open;

    LostCases(IncidentTables tables, IncidentRules rules, Instant now) {
        this.tables = tables;
        this.rules = rules;
        this.now = now;
    }

    /**
     * @param storm the group whose storm the device was part of
     */
    DeviceCase device(Presence presence, Optional<String> storm) throws SQLException {
        OpenByKey known = open();
        return restored(
                presence.client().printable(),
                () -> rules.restored(presence, storm, known, now),
                () -> DeviceCase.none(presence.client()));
    }

    /**
     * @param members how many devices are part of its storm
     */
    GroupCase group(String name, int members) throws SQLException {
        OpenByKey known = open();
        return restored(
                Printable.of(name), () -> rules.restored(name, members, known, now), () -> GroupCase.none(name));
    }

    Optional<BlindSource> blind(String source) throws SQLException {
        OpenByKey known = open();
        return restored(Printable.of(source), () -> rules.restored(source, known), Optional::empty);
    }

    /** The open incidents may hold anything, too. */
    private static <T> T restored(String what, Supplier<T> restored, Supplier<T> otherwise) {
        try {
            return restored.get();
        } catch (RuntimeException e) {
            LOG.error("{}: its open incidents stay open, because restoring their state failed", what, e);
            return otherwise.get();
        }
    }

    private OpenByKey open() throws SQLException {
        if (open == null) {
            open = tables.open();
        }
        return open;
    }
}
