package io.iotconnectivity;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.signal.Signal;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how many devices have an incident because they are deaf: a required filter that is wrong would open one for each
 * device of the fleet.
 */
final class DeafLimit {
    private static final Logger LOG = LoggerFactory.getLogger(DeafLimit.class);
    private static final IncidentQuery OPEN =
            new IncidentQuery(Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.DEAF), Optional.empty());

    private final Engine engine;
    private final int most;

    /**
     * @param most how many such incidents may be open, at least 1
     */
    DeafLimit(Engine engine, int most) {
        this.engine = engine;
        this.most = most;
    }

    /** The answer, which opens no incident any more if enough are open. Reads the store. */
    Signal.Listed bound(Signal.Listed answer) {
        return answer.held().isPresent() && isReached() ? answer.quietly() : answer;
    }

    /** That devices get no incident although they are deaf, and what to do; empty if each gets one. */
    Optional<String> problem() {
        return isReached()
                ? Optional.of(most + " incidents about deaf devices are open, so other deaf devices get none"
                        + " (deaf.max-incidents). If the devices are well, a required filter is wrong"
                        + " (deaf.subscriptions, class.<name>.subscriptions); devices list --deaf shows all of them")
                : Optional.empty();
    }

    private boolean isReached() {
        try {
            return engine.ledger().incidents(OPEN, 1).total() >= most;
        } catch (RuntimeException e) {
            LOG.debug("It is not known how many incidents about deaf devices are open", e);
            return false;
        }
    }
}
