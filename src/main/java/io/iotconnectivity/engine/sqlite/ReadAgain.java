package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.codec.InboxKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the second reading of one dead letter has found. The letter goes in the transaction that takes its signals in, so that a
 * crash neither loses them nor takes those in twice that nothing tells from a repetition.
 */
final class ReadAgain extends Awaited {
    private final long letter;
    private final SecondReading.Found found;
    private final List<Optional<InboxKey>> keys = new ArrayList<>();
    private Optional<String> refused = Optional.empty();
    private boolean wasThere;

    ReadAgain(long letter, SecondReading.Found found) {
        this.letter = letter;
        this.found = found;
        found.signals().forEach(signal -> keys.add(InboxKey.of(signal)));
    }

    @Override
    public void write(Batch batch) throws SQLException {
        Optional<String> reason = refused.or(found::refusal);
        // Somebody else may have had it read meanwhile.
        wasThere = reason.isPresent()
                ? update(batch, "UPDATE dead_letter SET reason = ? WHERE id = ?", reason.get())
                : update(batch, "DELETE FROM dead_letter WHERE id = ?");
        if (wasThere && refused.isEmpty()) {
            takeIn(batch, reason.isPresent());
        }
    }

    /**
     * @param stays whether it will be read again: then nothing is taken in that could not be told from its repetition
     */
    private void takeIn(Batch batch, boolean stays) throws SQLException {
        for (int i = 0; i < keys.size(); i++) {
            if (!stays || keys.get(i).isPresent()) {
                batch.take(found.signals().get(i), keys.get(i), Optional.empty());
            }
        }
    }

    private boolean update(Batch batch, String sql, String... texts) throws SQLException {
        try (PreparedStatement update = batch.tables().connection().prepareStatement(sql)) {
            int next = 1;
            for (String text : texts) {
                update.setString(next++, text);
            }
            update.setLong(next, letter);
            return update.executeUpdate() > 0;
        }
    }

    @Override
    public boolean writeInstead(Exception why) {
        boolean first = refused.isEmpty();
        refused = Optional.of("the store refuses it: " + why.getMessage());
        return first;
    }

    /** What became of it; once it is done. */
    Replayed result() {
        if (!wasThere) {
            return Replayed.NOTHING;
        }
        boolean stays = found.refusal().isPresent() || refused.isPresent();
        return stays ? new Replayed(0, 0, 1) : new Replayed(0, 1, 0);
    }
}
