package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.health.DroppedLetters.Sender;
import io.iotconnectivity.incident.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the current transaction has written that is counted once it is durable. Used only by the writer thread. */
final class WriteCounts {
    private final Map<Decision.What, Integer> decisions = new EnumMap<>(Decision.What.class);
    private int buriedIn;
    private int buriedOut;
    private int dropped;
    private final List<DamagedRow> setAside = new ArrayList<>();
    private final List<String> mended = new ArrayList<>();
    private Optional<Sender> lastDropped = Optional.empty();

    /** Starts the counts of another transaction. */
    void clear() {
        decisions.clear();
        buriedIn = 0;
        buriedOut = 0;
        dropped = 0;
        setAside.clear();
        mended.clear();
        lastDropped = Optional.empty();
    }

    void decided(Decision.What what) {
        decisions.merge(what, 1, Integer::sum);
    }

    /**
     * @param out whether the letter is outbound; otherwise it is inbound
     */
    void buried(boolean out) {
        if (out) {
            buriedOut++;
        } else {
            buriedIn++;
        }
    }

    /** A dead letter of input was dropped for lack of room. */
    void dropped(String origin, String sender) {
        dropped++;
        lastDropped = Optional.of(new Sender(origin, sender));
    }

    /** A row that could not be read is now a dead letter. */
    void setAside(DamagedRow row) {
        setAside.add(row);
    }

    List<DamagedRow> setAside() {
        return setAside;
    }

    /** A row whose deadline contradicted its content was rewritten. */
    void mended(String row) {
        mended.add(row);
    }

    List<String> mended() {
        return mended;
    }

    Map<Decision.What, Integer> decisions() {
        return decisions;
    }

    int buriedIn() {
        return buriedIn;
    }

    int buriedOut() {
        return buriedOut;
    }

    int dropped() {
        return dropped;
    }

    Optional<Sender> lastDropped() {
        return lastDropped;
    }
}
