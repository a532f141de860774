package io.iotconnectivity.presence;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param verified {@code false} where the verdict rests on a will alone, or where AWS was asked and could not tell
 * @param willAlone whether the device is away, or may be, and neither a presence event nor AWS's answer says so
 * @param enquiry what was asked and not answered
 * @param findings what was answered
 * @param lastSeen the latest sign of life; absent where the device may be silent
 * @param thing the thing name, where AWS gave one
 * @param overlays what holds beside the verdict
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
        boolean willAlone,
        Enquiry enquiry,
        Findings findings,
        Optional<Instant> lastSeen,
        Optional<String> thing,
        Set<Overlay> overlays,
        long sequence,
        Instant updatedAt) {

    /** An event and the fleet index may tell of one moment with slightly different times. */
    private static final Duration SAME_MOMENT = Duration.ofSeconds(2);

    public Presence {
        // What was stored before there were any has none.
        enquiry = enquiry == null ? Enquiry.NONE : enquiry;
        findings = findings == null ? Findings.NONE : findings;
        overlays = overlays == null ? Set.of() : Set.copyOf(overlays);
    }

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
                false,
                Enquiry.NONE,
                Findings.NONE,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                0,
                Instant.EPOCH);
    }

    /** When anything was last heard that tells whether the device is there; absent if nothing was. */
    public Optional<Instant> lastNews() {
        return Stream.of(
                        link.map(Link::heardAt),
                        lastClose.map(Close::heardAt),
                        will,
                        lastSeen,
                        since.filter(whatever -> state == Verdict.ONLINE))
                .flatMap(Optional::stream)
                .max(Instant::compareTo);
    }

    /** Why the device is away, silent, or may be; absent while it is not. */
    public Optional<Reason> reason() {
        return switch (state) {
            case SUSPECT, OFFLINE -> willAlone ? Optional.of(Reason.LAST_WILL) : link.flatMap(Link::closedFor);
            case STALE -> Optional.of(Reason.SILENCE);
            default -> Optional.empty();
        };
    }

    /** What is asked about the device and not answered. */
    public List<Effect> unanswered() {
        return enquiry.effects(client);
    }

    /** Whether AWS tells of a connection that was opened after the newest one that is known. */
    public boolean isBehind(Connectivity found) {
        Optional<Instant> known = link.filter(Link::isOpen).flatMap(Link::openedAt);
        return found.isConnected()
                && known.isPresent()
                && found.since()
                        .filter(since -> since.isAfter(known.get().plus(SAME_MOMENT)))
                        .isPresent();
    }

    /** Whether the device is held to be away, and AWS tells that it has been there since, and that this is over, too. */
    public boolean missesEndIn(Connectivity found) {
        boolean isAway = state == Verdict.SUSPECT || state == Verdict.OFFLINE;
        return isAway
                && found.status() == Connectivity.Status.NOT_CONNECTED
                && link.isPresent()
                && found.since()
                        .filter(since -> since.isAfter(link.get().newest().plus(SAME_MOMENT)))
                        .isPresent();
    }

    /** Within what time the broker notices that the device is gone without a word: one and a half keep-alives. */
    public Optional<Duration> worstCaseDetection() {
        return findings.keepAlive().map(KeepAlive::worstCaseDetection);
    }
}
