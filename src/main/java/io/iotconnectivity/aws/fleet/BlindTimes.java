package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.incident.Sight;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Notices that a source was down and is back. */
final class BlindTimes {
    private final Instant before;
    private final Map<String, Instant> connectedSince = new HashMap<>();
    private final Map<String, Instant> away = new HashMap<>();
    private Instant looked;

    /**
     * @param before when the previous process was last known to listen: a source new to us has been down since
     */
    BlindTimes(Instant before) {
        this.before = before;
        this.looked = before;
    }

    /**
     * Checks all sources.
     *
     * @return since when nothing was received from a source that has come back since the last check; the earliest, if
     *     there are several
     */
    Optional<Instant> look(List<Sight> feeds, Instant now) {
        Optional<Instant> earliest = Optional.empty();
        for (Sight feed : feeds) {
            Optional<Instant> since = look(feed);
            if (since.isPresent()
                    && earliest.filter(other -> other.isBefore(since.get())).isEmpty()) {
                earliest = since;
            }
        }
        looked = now;
        return earliest;
    }

    private Optional<Instant> look(Sight feed) {
        Instant before = connectedSince.get(feed.source());
        if (feed.state().isBlind()) {
            away.putIfAbsent(feed.source(), before == null ? this.before : feed.since());
            return Optional.empty();
        }
        connectedSince.put(feed.source(), feed.since());
        if (before == null) {
            away.remove(feed.source());
            return Optional.of(this.before);
        }
        Instant left = away.remove(feed.source());
        if (left != null) {
            return Optional.of(left);
        }
        // It went down and came back between two checks.
        return before.equals(feed.since()) ? Optional.empty() : Optional.of(looked);
    }
}
