package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the incident rules see besides the devices themselves: recent drops, the silences, and our own sources that
 * are blind. A batch that is rolled back has changed it all the same, so it is then discarded and rebuilt. Used only
 * by the writer thread.
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

    /** Of an engine that decides nothing. */
    static IncidentMemory unused(IncidentRules rules) {
        return new IncidentMemory(rules.noDrops(), new StoredSilences(List.of(), List.of()), List.of());
    }

    /**
     * The memory as of the last committed batch.
     *
     * @param index the devices as that batch left them
     */
    static IncidentMemory recalled(
            DeviceIndex index, PresenceCodec presences, IncidentTables tables, IncidentRules rules, Instant now)
            throws SQLException {
        Drops drops = rules.noDrops();
        awaySince(now.minus(drops.lookBack()), index).forEach(device -> {
            ClientId client = new ClientId(device.clientId());
            try {
                Presence presence = presences.read(client, device.presence());
                if (drops.recalls(presence, now)) {
                    rules.recall(presence, drops);
                }
            } catch (RuntimeException e) {
                LOG.error("{} is not counted towards a storm, because the rules failed on it", client, e);
            }
        });
        StoredSilences silences = tables.silences(now);
        silences.off()
                .forEach(off -> LOG.warn(
                        "Silence {} is switched off and suppresses nothing: {}. End it and create it again.",
                        Printable.of(off.id()),
                        Printable.line(off.reason())));
        return new IncidentMemory(drops, silences, tables.blind(new LostCases(tables, rules, now)));
    }

    /**
     * Devices in their grace period, and those not ONLINE that have been heard of since {@code start}, the longest
     * ago first.
     */
    private static Stream<HeldDevice> awaySince(Instant start, DeviceIndex index) {
        long since = start.toEpochMilli();
        return index.all().stream()
                .filter(device -> device.state() == Verdict.SUSPECT
                        || device.state() != Verdict.ONLINE && device.updatedAt() >= since)
                .sorted(Comparator.comparingLong(HeldDevice::updatedAt).thenComparing(HeldDevice::clientId));
    }

    Drops drops() {
        return drops;
    }

    /** The silences that were set; some may have ended. */
    StoredSilences silences() {
        return silences;
    }

    /** Call after a silence has changed. */
    void silences(StoredSilences after) {
        silences = after;
    }

    /** Our own sources that are blind. */
    List<BlindSource> blind() {
        return blind;
    }

    /** Call after a blind source has changed. */
    void blind(List<BlindSource> after) {
        blind = after;
    }
}
