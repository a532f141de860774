package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a lifecycle event is about an older, the same or a newer connection than the newest known one.
 *
 * <p>AWS delivers events in any order and more than once, with times that may be off by two minutes. The version is
 * reliable: it grows with each connection of a client, and both ends of a connection carry the same number. But it
 * restarts at 0 after the client has been away for about an hour, so equal numbers may belong to two connections, and a
 * lower one may be the newer. Hence: within one count by version; between two counts, which lie that hour apart, by
 * time. The comparison is symmetric, so the outcome does not depend on which of two events arrives first.
 *
 * <p>Old captures have no version. For them the session identifier pairs the two ends of a connection, and times, with
 * their documented tolerance, order the rest.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 */
final class ConnectionOrder {

    /** How far AWS's times may be off. */
    static final Duration SLACK = Duration.ofMinutes(2);

    /**
     * The version never restarts sooner than this after the end of the last connection: an hour, minus the tolerance of
     * two clocks.
     */
    static final Duration RESET_AFTER = Duration.ofMinutes(55);

    enum Relation {
        OLDER,
        SAME,
        NEWER
    }

    private ConnectionOrder() {}

    /** Classifies a connect. */
    static Relation ofConnect(Link known, Connection connection, Instant at) {
        if (bothHaveVersions(known, connection)) {
            return connectByVersion(known, connection, at);
        }
        return connectBySession(known, connection, at);
    }

    /** Classifies a disconnect. */
    static Relation ofDisconnect(Link known, Connection connection, Instant at) {
        if (bothHaveVersions(known, connection)) {
            return disconnectByVersion(known, connection, at);
        }
        return disconnectBySession(known, connection, at);
    }

    private static Relation connectByVersion(Link known, Connection connection, Instant at) {
        int order = compareVersions(connection, known);
        if (order > 0) {
            return isOfCountBefore(known, at) ? Relation.OLDER : Relation.NEWER;
        }
        if (isCountAfter(at, ownEnd(known))) {
            return Relation.NEWER;
        }
        if (order < 0) {
            return Relation.OLDER;
        }
        // Only its end is known: this is its beginning, however long ago.
        return known.openedAt().isPresent() && isCountBefore(at, start(known)) ? Relation.OLDER : Relation.SAME;
    }

    private static Relation disconnectByVersion(Link known, Connection connection, Instant at) {
        int order = compareVersions(connection, known);
        if (order > 0) {
            return isOfCountBefore(known, at) ? Relation.OLDER : Relation.NEWER;
        }
        if (order < 0) {
            return isCountAfter(at, ownEnd(known)) ? Relation.NEWER : Relation.OLDER;
        }
        if (known.endOfAll() && sessionsDiffer(known, connection)) {
            return at.isAfter(start(known)) ? Relation.NEWER : Relation.OLDER;
        }
        if (known.closedAt().isEmpty()) {
            return isCountBefore(at, start(known)) ? Relation.OLDER : Relation.SAME;
        }
        if (isCountAfter(at, end(known))) {
            return Relation.NEWER;
        }
        return isCountBefore(at, end(known)) ? Relation.OLDER : Relation.SAME;
    }

    private static Relation connectBySession(Link known, Connection connection, Instant at) {
        if (sameSession(known, connection)) {
            boolean onlyEndKnown = known.openedAt().isEmpty() && !at.isAfter(end(known));
            return onlyEndKnown ? Relation.SAME : within(at, end(known), SLACK);
        }
        if (known.openedAt().isPresent()) {
            return compare(
                    at, known.openedAt().get(), sessionsDiffer(known, connection) ? Relation.NEWER : Relation.SAME);
        }
        Instant closed = end(known);
        if (sessionsDiffer(known, connection)) {
            return at.isBefore(closed.minus(SLACK)) ? Relation.OLDER : Relation.NEWER;
        }
        return at.isAfter(closed) ? Relation.NEWER : Relation.SAME;
    }

    private static Relation disconnectBySession(Link known, Connection connection, Instant at) {
        if (sessionsDiffer(known, connection)) {
            // A connection that was taken over is closed at about the time the new one opened.
            return at.isAfter(start(known).plus(SLACK)) ? Relation.NEWER : Relation.OLDER;
        }
        Duration slack = sameSession(known, connection) ? SLACK : Duration.ZERO;
        if (known.closedAt().isPresent()) {
            return within(at, end(known), slack);
        }
        return at.isBefore(start(known).minus(slack)) ? Relation.OLDER : Relation.SAME;
    }

    /**
     * Within one count a higher version follows the end of a lower one, so one from well before that end belongs to
     * another count.
     */
    private static boolean isOfCountBefore(Link known, Instant at) {
        return isCountBefore(at, ownEnd(known));
    }

    /** The earliest time known of a connection. */
    private static Instant start(Link known) {
        return known.openedAt().or(known::closedAt).orElse(known.heardAt());
    }

    /** The latest time known of a connection. */
    private static Instant end(Link known) {
        return known.newest();
    }

    /**
     * The latest time known to belong to this connection: the end that AWS reported for the latest connection may be
     * that of a later one, even of a later count.
     */
    private static Instant ownEnd(Link known) {
        return known.endOfAll() ? start(known) : end(known);
    }

    private static boolean isCountBefore(Instant at, Instant reference) {
        return !at.isAfter(reference.minus(RESET_AFTER));
    }

    private static boolean isCountAfter(Instant at, Instant reference) {
        return !at.isBefore(reference.plus(RESET_AFTER));
    }

    private static Relation within(Instant at, Instant reference, Duration slack) {
        if (at.isAfter(reference.plus(slack))) {
            return Relation.NEWER;
        }
        return at.isBefore(reference.minus(slack)) ? Relation.OLDER : Relation.SAME;
    }

    private static Relation compare(Instant at, Instant reference, Relation ifEqual) {
        int order = at.compareTo(reference);
        return order == 0 ? ifEqual : order > 0 ? Relation.NEWER : Relation.OLDER;
    }

    private static boolean bothHaveVersions(Link known, Connection connection) {
        return known.connection().version().isPresent() && connection.version().isPresent();
    }

    private static int compareVersions(Connection connection, Link known) {
        return Long.compare(
                connection.version().getAsLong(), known.connection().version().getAsLong());
    }

    private static boolean sameSession(Link known, Connection connection) {
        Optional<String> session = connection.session();
        return session.isPresent() && session.equals(known.connection().session());
    }

    private static boolean sessionsDiffer(Link known, Connection connection) {
        Optional<String> session = connection.session();
        Optional<String> knownSession = known.connection().session();
        return session.isPresent() && knownSession.isPresent() && !session.equals(knownSession);
    }
}
