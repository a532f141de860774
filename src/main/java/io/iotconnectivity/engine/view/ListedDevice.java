package io.iotconnectivity.engine.view;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * What a device is filtered and sorted by. There is one of each device in memory, so it holds no more than that, and nulls.
 *
 * @param since in milliseconds since 1970; {@link #NEVER} where it is not known
 * @param reason why it is away; null while it is not, and where that is not known
 * @param group null if it has none
 * @param keepAlive in seconds; 0 where it is not known
 */
public record ListedDevice(String clientId, Verdict state, long since, String reason, String group, int keepAlive) {
    /** Stands for a time that is not known. */
    public static final long NEVER = Long.MIN_VALUE;

    /** What is listed of a device that belongs to a group, or to none. */
    public static ListedDevice of(Presence presence, Optional<String> group) {
        return new ListedDevice(
                presence.client().value(),
                presence.state(),
                presence.since().map(Instant::toEpochMilli).orElse(NEVER),
                presence.reason().map(Reason::name).orElse(null),
                group.orElse(null),
                presence.findings()
                        .keepAlive()
                        .map(known -> (int) known.toSeconds())
                        .orElse(0));
    }

    /** The same with one copy of each text that many devices share. */
    ListedDevice sharing() {
        return reason == null && group == null
                ? this
                : new ListedDevice(clientId, state, since, shared(reason), shared(group), keepAlive);
    }

    private static String shared(String text) {
        return text == null ? null : text.intern();
    }

    /** Whether nobody can rely on it now. */
    public boolean isAway() {
        return state == Verdict.SUSPECT || state == Verdict.OFFLINE || state == Verdict.STALE;
    }
}
