package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.incident.Decision;
import java.util.EnumMap;
import java.util.Map;

/** What the transaction under way has written that is counted once it is durable. Used by the writer's thread only. */
final class WriteCounts {
    private final Map<Decision.What, Integer> decisions = new EnumMap<>(Decision.What.class);
    private int buriedIn;
    private int buriedOut;

    /** Another transaction begins. */
    void clear() {
        decisions.clear();
        buriedIn = 0;
        buriedOut = 0;
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

    Map<Decision.What, Integer> decisions() {
        return decisions;
    }

    int buriedIn() {
        return buriedIn;
    }

    int buriedOut() {
        return buriedOut;
    }
}
