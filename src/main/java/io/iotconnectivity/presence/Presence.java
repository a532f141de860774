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
 * @param sequence how many events have gone out for the device
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

    Presence online(Instant from, Optional<Link> newestLink) {
        return new Presence(
                client,
                Verdict.ONLINE,
                Optional.of(from),
                newestLink,
                lastClose,
                Optional.empty(),
                Optional.empty(),
                outage,
                true,
                thing,
                sequence,
                updatedAt);
    }

    Presence suspect(Instant from, Optional<Link> newestLink, boolean borneOut, Instant until) {
        return new Presence(
                client,
                Verdict.SUSPECT,
                Optional.of(from),
                newestLink,
                lastClose,
                will,
                Optional.of(until),
                outage,
                borneOut,
                thing,
                sequence,
                updatedAt);
    }

    Presence offline(Instant from, Optional<Link> newestLink, boolean borneOut) {
        return new Presence(
                client,
                Verdict.OFFLINE,
                Optional.of(from),
                newestLink,
                lastClose,
                will,
                Optional.empty(),
                outage,
                borneOut,
                thing,
                sequence,
                updatedAt);
    }

    Presence withLink(Link changed) {
        return new Presence(
                client,
                state,
                since,
                Optional.of(changed),
                lastClose,
                will,
                deadline,
                outage,
                verified,
                thing,
                sequence,
                updatedAt);
    }

    Presence withLastClose(Close close) {
        return new Presence(
                client,
                state,
                since,
                link,
                Optional.of(close),
                will,
                deadline,
                outage,
                verified,
                thing,
                sequence,
                updatedAt);
    }

    Presence withWill(Instant heardAt) {
        return new Presence(
                client,
                state,
                since,
                link,
                lastClose,
                Optional.of(heardAt),
                deadline,
                outage,
                verified,
                thing,
                sequence,
                updatedAt);
    }

    Presence withOutage(Optional<Outage> changed) {
        return new Presence(
                client, state, since, link, lastClose, will, deadline, changed, verified, thing, sequence, updatedAt);
    }

    Presence heard(Optional<String> thingName, Instant now) {
        return new Presence(
                client,
                state,
                since,
                link,
                lastClose,
                will,
                deadline,
                outage,
                verified,
                thingName.or(() -> thing),
                sequence,
                now);
    }

    Presence counted() {
        return new Presence(
                client,
                state,
                since,
                link,
                lastClose,
                will,
                deadline,
                outage,
                verified,
                thing,
                sequence + 1,
                updatedAt);
    }
}
