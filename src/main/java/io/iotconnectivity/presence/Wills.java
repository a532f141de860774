package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which connection a will belongs to. AWS does not say, and does not order wills relative to a reconnect, so it
 * is inferred from the disconnects received before and after it.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html">Wills in AWS IoT Core</a>
 */
final class Wills {
    /** How long the broker may take to redeliver a message, and so how late a will may follow its disconnect. */
    private static final Duration WILL_MAY_FOLLOW = Duration.ofHours(1);

    private Wills() {}

    /** Whether the will behind the absence belongs to an older connection. */
    static boolean isOfOlderConnection(Presence presence) {
        return connectedAroundWill(presence) || olderCloseMayExplainWill(presence);
    }

    /** Such a will belongs to the previous connection, which was taken over and whose disconnect was lost. */
    private static boolean connectedAroundWill(Presence presence) {
        Optional<Instant> opened = presence.link().filter(Link::isOpen).flatMap(Link::openedAt);
        Instant will = presence.will().orElseThrow();
        return opened.filter(at -> !at.isBefore(will.minus(ConnectionOrder.SLACK)))
                .isPresent();
    }

    /**
     * Whether the will belongs to a connection whose end was received just before, while the device has a newer one.
     */
    static boolean mayBeOfLastClose(Presence presence, Instant now) {
        return presence.lastClose()
                .filter(close -> close.willsOwed() > 0)
                .filter(close -> close.heardAt().plus(ConnectionOrder.SLACK).isAfter(now))
                .isPresent();
    }

    /**
     * Whether the end of an older connection may have caused the will: one whose will has not been received, or one so
     * recent that its will may have been delivered twice.
     */
    private static boolean olderCloseMayExplainWill(Presence presence) {
        Instant will = presence.will().orElseThrow();
        return presence.lastClose()
                .filter(close -> close.heardAt()
                        .plus(close.willsOwed() > 0 ? WILL_MAY_FOLLOW : ConnectionOrder.SLACK)
                        .isAfter(will))
                .isPresent();
    }

    /** The end of an older connection explains a will that arrived first and took the device offline. */
    static void closeOfOlderHeard(Transition transition, Reason reason, Instant at, Instant now) {
        if (!sendsWill(reason)) {
            return;
        }
        closeHeard(transition, reason, at, now);
        Presence presence = transition.presence();
        boolean explainsWill = presence.willAlone()
                && presence.will()
                        .filter(heardAt -> heardAt.plus(WILL_MAY_FOLLOW).isAfter(now))
                        .isPresent();
        if (explainsWill) {
            transition.online(presence.link().flatMap(Link::openedAt).orElse(now));
        }
    }

    /**
     * The will that took the device offline belonged to the previous connection, whose end may arrive later or never.
     */
    static void connectedAgain(Transition transition, Instant now) {
        Presence presence = transition.presence();
        if (presence.willAlone()) {
            presence.will()
                    .ifPresent(heardAt -> transition.lastClose(new Close(heardAt, heardAt, owed(presence, now) - 1)));
        }
    }

    static void closeHeard(Transition transition, Reason reason, Instant at, Instant now) {
        if (!sendsWill(reason)) {
            return;
        }
        Presence presence = transition.presence();
        boolean willCameFirst = presence.willAlone();
        transition.lastClose(new Close(at, now, owed(presence, now) + (willCameFirst ? 0 : 1)));
    }

    private static int owed(Presence presence, Instant now) {
        return presence.lastClose()
                .filter(close -> close.heardAt().plus(WILL_MAY_FOLLOW).isAfter(now))
                .map(Close::willsOwed)
                .orElse(0);
    }

    static void ofLastCloseSeen(Transition transition) {
        transition.presence().lastClose().map(Close::withOneWillSeen).ifPresent(transition::lastClose);
    }

    private static boolean sendsWill(Reason reason) {
        return !reason.equals(Reason.CLIENT_INITIATED_DISCONNECT);
    }
}
