package io.iotconnectivity.presence;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is held of one device: the verdict and what it rests on.
 *
 * @param state the verdict
 * @param since when the verdict began: for an outage the disconnect's own time
 * @param link the newest connection that is known
 * @param lastClose the latest will-sending end of any connection
 * @param will when the will that belongs to the present state reached us
 * @param deadline when the machine wants to be asked again
 * @param outage the outage that was announced and has not ended
 * @param verified {@code false} where the verdict rests on a will alone
 * @param thing the thing name, where AWS gave one
 * @param sequence of the last event that has gone out for the device; 0 before the first
 * @param updatedAt when the last signal about the device was taken in
 */
public record Presence(
        ClientId client,
        Verdict state,
        Optional<Instant> since,
        Optional<Link> link,
        Optional<Close> lastClose,
        Optional<Instant> will,
        Optional<Instant> deadline,
        Optional<Outage> outage,
        boolean verified,
        Optional<String> thing,
        long sequence,
        Instant updatedAt) {

    /** A device that nothing is known of. */
    public static Presence unseen(ClientId client) {
        return new Presence(
                client,
                Verdict.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                0,
                Instant.EPOCH);
    }

    /** Why the device is away, or may be; absent while it is not. */
    public Optional<Reason> reason() {
        if (state != Verdict.SUSPECT && state != Verdict.OFFLINE) {
            return Optional.empty();
        }
        return restsOnWillAlone() ? Optional.of(Reason.LAST_WILL) : link.flatMap(Link::closedFor);
    }

    /** Whether the device is away, or may be, and no presence event says so. */
    public boolean restsOnWillAlone() {
        return !verified;
    }
}
