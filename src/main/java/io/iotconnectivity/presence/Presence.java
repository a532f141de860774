package io.iotconnectivity.presence;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything known about one device: the verdict and what it is based on.
 *
 * @param state the verdict
 * @param since when the verdict began; for an outage, the time of the disconnect
 * @param link the newest known connection
 * @param lastClose the latest end of a connection that made the broker publish a will
 * @param will when the will that belongs to the current state was received
 * @param deadline when the machine must be called again
 * @param outage the outage that was announced and has not ended
 * @param verified {@code false} if the verdict rests on a will alone, or if AWS was asked and could not tell
 * @param willAlone whether only a will says that the device is, or may be, away: no presence event and no answer from
 *     AWS
 * @param enquiry the open questions
 * @param findings the answers received
 * @param lastSeen the latest sign of life; absent if the device is allowed to be silent
 * @param thing the thing name, if AWS gave one
 * @param overlays conditions that hold in addition to the verdict
 * @param deviceClass the name of the class by whose numbers it was decided last; absent: the default class
 * @param lifeChange who took the device out of service; present exactly if it is retired
 * @param sequence the sequence number of the last event sent about the device; 0 before the first
 * @param updatedAt when the last signal about the device was processed
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
        Optional<String> deviceClass,
        Optional<LifeChange> lifeChange,
        long sequence,
        Instant updatedAt) {

    /** A lifecycle event and the fleet index may report the same moment with slightly different times. */
    private static final Duration SAME_MOMENT = Duration.ofSeconds(2);

    public Presence {
        // Rows stored before these existed have none.
        enquiry = enquiry == null ? Enquiry.NONE : enquiry;
        findings = findings == null ? Findings.NONE : findings;
        overlays = overlays == null ? Set.of() : Set.copyOf(overlays);
        deviceClass = deviceClass == null ? Optional.empty() : deviceClass;
        lifeChange = lifeChange == null ? Optional.empty() : lifeChange;
    }

    /** A device that is in service. */
    public Presence(
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
            Optional<String> deviceClass,
            long sequence,
            Instant updatedAt) {
        this(
                client,
                state,
                since,
                link,
                lastClose,
                will,
                deadline,
                outage,
                verified,
                willAlone,
                enquiry,
                findings,
                lastSeen,
                thing,
                overlays,
                deviceClass,
                Optional.empty(),
                sequence,
                updatedAt);
    }

    /** A device about which nothing is known. */
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
                Optional.empty(),
                0,
                Instant.EPOCH);
    }

    /** The same, decided by the numbers of another class, and with what is measured by them. */
    Presence inClass(Optional<String> name, Verdict verdict, Optional<Instant> seen, Optional<Instant> until) {
        return new Presence(
                client,
                verdict,
                since,
                link,
                lastClose,
                will,
                until,
                outage,
                verified,
                willAlone,
                verdict == state ? enquiry : enquiry.lasting(),
                findings,
                seen,
                thing,
                overlays,
                name,
                lifeChange,
                sequence,
                updatedAt);
    }

    /** Whether nothing is known about the device. */
    public boolean isUnseen() {
        return state == Verdict.UNKNOWN && sequence == 0 && updatedAt.equals(Instant.EPOCH);
    }

    /** Whether nothing was ever heard of a connection of the device, and it is in service. */
    public boolean isUnheard() {
        return link.isEmpty() && (state == Verdict.UNKNOWN || state == Verdict.NEVER_CONNECTED);
    }

    /** Whether the device was taken out of service. */
    public boolean isRetired() {
        return state == Verdict.RETIRED;
    }

    /** When the latest news about the device's connection was received; absent if there was none. */
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

    /** Why the device is or may be away or silent; absent otherwise. */
    public Optional<Reason> reason() {
        return switch (state) {
            case SUSPECT, OFFLINE -> willAlone ? Optional.of(Reason.LAST_WILL) : link.flatMap(Link::closedFor);
            case STALE -> Optional.of(Reason.SILENCE);
            default -> Optional.empty();
        };
    }

    /** The open questions about the device. */
    public List<Effect> unanswered() {
        return enquiry.effects(client);
    }

    /** Whether AWS reports a connection opened after the newest known one. */
    public boolean isBehind(Connectivity found) {
        Optional<Instant> known = link.filter(Link::isOpen).flatMap(Link::openedAt);
        return found.isConnected()
                && known.isPresent()
                && found.since()
                        .filter(since -> since.isAfter(known.get().plus(SAME_MOMENT)))
                        .isPresent();
    }

    /** Whether the device is believed to be away, while AWS reports that it has been back since and has left again. */
    public boolean missesEndIn(Connectivity found) {
        boolean isAway = state == Verdict.SUSPECT || state == Verdict.OFFLINE;
        return isAway
                && found.status() == Connectivity.Status.NOT_CONNECTED
                && link.isPresent()
                && found.since()
                        .filter(since -> since.isAfter(link.get().newest().plus(SAME_MOMENT)))
                        .isPresent();
    }

    /** Whether AWS reports of a retired device a connection that began after it was retired, or that its last one ended. */
    public boolean isOvertakenBy(Connectivity found) {
        boolean open = link.filter(Link::isOpen).isPresent();
        if (found.status() == Connectivity.Status.NOT_CONNECTED) {
            return open;
        }
        return found.isConnected()
                && found.since()
                        .map(began -> since.filter(began::isAfter).isPresent())
                        // It may be the connection that the device had when it was retired.
                        .orElse(!open);
    }

    /**
     * How long the broker takes at most to notice that the device vanished without a disconnect: one and a half
     * keep-alives.
     */
    public Optional<Duration> worstCaseDetection() {
        return findings.keepAlive().map(KeepAlive::worstCaseDetection);
    }
}
