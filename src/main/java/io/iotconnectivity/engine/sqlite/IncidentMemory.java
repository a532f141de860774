package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.signal.Printable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the rules about incidents are shown that is not read from the file each time: who has dropped lately, the silences, and
 * our own sources that are blind.
 * A batch that is undone has changed it all the same, so it is thrown away then and made anew from the file. Used by the
 * writer's thread only.
 */
final class IncidentMemory {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentMemory.class);

    private final Drops drops;
    private StoredSilences silences;
    private List<BlindSource> blind;

    private IncidentMemory(Drops drops, StoredSilences silences, List<BlindSource> blind) {
        this.drops = drops;
        this.silences = silences;
        this.blind = blind;
    }

    /**
     * As the file has it.
     *
     * @param unreadable is told the client ids of devices that cannot be read
     */
    static IncidentMemory recalled(IncidentTables tables, IncidentRules rules, Instant now, Consumer<String> unreadable)
            throws SQLException {
        Drops drops = rules.noDrops();
        tables.awaySince(
                now.minus(drops.lookBack()),
                presence -> {
                    try {
                        if (drops.recalls(presence, now)) {
                            rules.recall(presence, drops);
                        }
                    } catch (RuntimeException e) {
                        LOG.error("{} does not count towards a storm: the rules failed on it", presence.client(), e);
                    }
                },
                unreadable);
        StoredSilences silences = tables.silences(now);
        silences.off()
                .forEach(off -> LOG.warn(
                        "The silence {} is switched off and holds back nothing: {}. End it, and set it anew.",
                        Printable.of(off.id()),
                        Printable.line(off.reason())));
        return new IncidentMemory(drops, silences, tables.blind());
    }

    Drops drops() {
        return drops;
    }

    /** Those that have been set, and perhaps some that have ended. */
    StoredSilences silences() {
        return silences;
    }

    /** They are read anew where one has changed. */
    void silences(StoredSilences after) {
        silences = after;
    }

    /** Our own sources that are blind. */
    List<BlindSource> blind() {
        return blind;
    }

    /** They are read anew where one has changed. */
    void blind(List<BlindSource> after) {
        blind = after;
    }
}
