package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.health.DroppedLetters.Sender;
import io.iotconnectivity.incident.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the transaction under way has written that is counted once it is durable. Used by the writer's thread only. */
final class WriteCounts {
    private final Map<Decision.What, Integer> decisions = new EnumMap<>(Decision.What.class);
    private int buriedIn;
    private int buriedOut;
    private int dropped;
    private final List<DamagedRow> setAside = new ArrayList<>();
    private Optional<Sender> lastDropped = Optional.empty();

    /** Another transaction begins. */
    void clear() {
        decisions.clear();
        buriedIn = 0;
        buriedOut = 0;
        dropped = 0;
        setAside.clear();
        lastDropped = Optional.empty();
    }

    void decided(Decision.What what) {
        decisions.merge(what, 1, Integer::sum);
    }

    /**
     * @param out whether it had to go out; otherwise it came in
     */
    void buried(boolean out) {
        if (out) {
            buriedOut++;
        } else {
            buriedIn++;
        }
    }

    /** A dead letter of input that there is no room for any more. */
    void dropped(String origin, String sender) {
        dropped++;
        lastDropped = Optional.of(new Sender(origin, sender));
    }

    /** A row that could not be read is a dead letter now. */
    void setAside(DamagedRow row) {
        setAside.add(row);
    }

    List<DamagedRow> setAside() {
        return setAside;
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
