package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows the decisions about one device, newest first, back to where they were pruned. */
final class DecisionChain {
    private final DeviceIndex index;
    private final DecisionCodec codec;
    private final DamageReports damage;

    DecisionChain(DeviceIndex index, DecisionCodec codec, DamageReports damage) {
        this.index = index;
        this.codec = codec;
        this.damage = damage;
    }

    /** The latest decisions about a device, newest first, at most {@code limit}. */
    List<Decision> newest(Connection connection, ClientId client, int limit) throws SQLException {
        HeldDevice device = index.get(client);
        List<Decision> found = new ArrayList<>();
        if (device == null) {
            return found;
        }
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.DECISIONS)) {
            Optional<EventBlock.Entry> next = blocks.entry(device.lastDecision());
            while (next.isPresent() && found.size() < limit) {
                EventBlock.Entry entry = next.get();
                Optional<Decision> decision = decision(entry, blocks);
                // A damaged record may name any other as its predecessor.
                if (decision.isPresent() && !decision.get().client().equals(client)) {
                    break;
                }
                decision.ifPresent(found::add);
                next = entry.previous() == 0 ? Optional.empty() : blocks.entry(entry.previous());
            }
        }
        return found;
    }

    /** Empty if the decision cannot be read, which is then reported. */
    private Optional<Decision> decision(EventBlock.Entry entry, EventBlocks blocks) throws SQLException {
        try {
            return Optional.of(decision(entry, codec));
        } catch (RuntimeException e) {
            if (!blocks.isSetAside(entry)) {
                damage.decision(entry.seq());
            }
            return Optional.empty();
        }
    }

    /**
     * Decodes the decision of an entry.
     *
     * @throws RuntimeException if it cannot be read
     */
    static Decision decision(EventBlock.Entry entry, DecisionCodec codec) {
        if (!entry.isWhole()) {
            throw new IllegalArgumentException("its checksum does not match");
        }
        return codec.read(entry.event());
    }
}
