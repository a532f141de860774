package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest known connection of a device, known from its beginning, its end, or both.
 *
 * @param connection what AWS reported about it
 * @param openedAt when it was opened, by AWS's clock; absent while only its end is known
 * @param closedAt when it ended, by AWS's clock; absent while it is open as far as is known
 * @param closedFor why it ended; present exactly if {@code closedAt} is
 * @param heardAt when the latest news about it was received
 * @param endOfAll whether AWS, when asked, reported its end as that of the device's latest connection, whichever that
 *     was
 * @param endExact whether AWS also reported the time of that end; otherwise it is the time at which AWS was asked
 * @param cutOff who had AWS end it, which may be known before the end is; absent if nobody had
 */
public record Link(
        Connection connection,
        Optional<Instant> openedAt,
        Optional<Instant> closedAt,
        Optional<Reason> closedFor,
        Instant heardAt,
        boolean endOfAll,
        boolean endExact,
        Optional<CutOff> cutOff) {

    public Link {
        // Rows stored before it existed have none.
        cutOff = cutOff == null ? Optional.empty() : cutOff;
    }

    /** A connection that nobody had ended. */
    public Link(
            Connection connection,
            Optional<Instant> openedAt,
            Optional<Instant> closedAt,
            Optional<Reason> closedFor,
            Instant heardAt,
            boolean endOfAll,
            boolean endExact) {
        this(connection, openedAt, closedAt, closedFor, heardAt, endOfAll, endExact, Optional.empty());
    }

    static Link opened(Connection connection, Instant at, Instant now) {
        return new Link(connection, Optional.of(at), Optional.empty(), Optional.empty(), now, false, false);
    }

    static Link closed(Connection connection, Instant at, Reason reason, Instant now) {
        return new Link(connection, Optional.empty(), Optional.of(at), Optional.of(reason), now, false, false);
    }

    boolean isOpen() {
        return closedAt.isEmpty();
    }

    /** The latest time reported for it. */
    Instant newest() {
        return closedAt.or(this::openedAt).orElse(heardAt);
    }

    /** Whether what began then is another connection: a take-over may have one time for the end and the beginning. */
    boolean isReplacedAt(Instant moment) {
        return closedAt.filter(moment::equals).isPresent()
                && openedAt.filter(moment::equals).isEmpty();
    }

    /** The same connection, whose beginning is learned only now. */
    Link withBeginning(Connection told, Instant at, Instant now) {
        return new Link(merge(connection, told), Optional.of(at), closedAt, closedFor, now, endOfAll, endExact, cutOff);
    }

    /** The same connection, now ended. */
    Link withEnd(Connection told, Instant at, Reason reason, Instant now) {
        return new Link(
                merge(connection, told), openedAt, Optional.of(at), Optional.of(reason), now, false, false, cutOff);
    }

    /**
     * The same connection, whose end AWS reported as that of the latest one.
     *
     * @param exact whether AWS reported the time of the end
     */
    Link asEndOfAll(boolean exact) {
        return new Link(connection, openedAt, closedAt, closedFor, heardAt, true, exact, cutOff);
    }

    /** Whether a connection must have ended as well, because it began before the end of all. */
    boolean endedWithAll(Instant begun) {
        return isBeforeEndOfAll(begun);
    }

    private boolean isBeforeEndOfAll(Instant moment) {
        return endOfAll
                && closedAt.map(end -> endExact ? end : end.minus(ConnectionOrder.SLACK))
                        .filter(moment::isBefore)
                        .isPresent();
    }

    /**
     * Whether the end of a later connection is the end of all or precedes it. AWS's times may differ by the tolerance;
     * but a client that was taken over has not left.
     */
    boolean endedWithAll(Instant ended, Reason reason) {
        if (reason.equals(Reason.DUPLICATE_CLIENTID)) {
            return isBeforeEndOfAll(ended);
        }
        return endOfAll
                && closedAt.filter(end -> !ended.isAfter(end.plus(ConnectionOrder.SLACK)))
                        .isPresent();
    }

    /** The later connection that ended then, whose beginning is learned only now. */
    Link endOf(Connection later, Instant begun, Instant now) {
        return new Link(later, Optional.of(begun), closedAt, closedFor, now, endOfAll, endExact);
    }

    /** The later connection that ended then, whose end is learned only now. */
    Link endOf(Connection later, Instant now) {
        return new Link(later, Optional.empty(), closedAt, closedFor, now, endOfAll, endExact);
    }

    /** The same connection, now with the reason for its end. */
    Link withReason(Reason reason) {
        return new Link(connection, openedAt, closedAt, Optional.of(reason), heardAt, endOfAll, endExact, cutOff);
    }

    /** The same connection, which somebody had AWS end, whether or not that has been heard of. */
    Link withCutOff(CutOff by) {
        return new Link(connection, openedAt, closedAt, closedFor, heardAt, endOfAll, endExact, Optional.of(by));
    }

    /** Whether it can be this connection that was ended at somebody's request at a time: AWS names no connection. */
    boolean mayBeCutOff(Instant asked) {
        boolean begunBefore = openedAt.filter(begun -> begun.isAfter(asked.plus(ConnectionOrder.SLACK)))
                .isEmpty();
        return begunBefore && (isOpen() || isCutOff());
    }

    /** Whether AWS ended it at the request of somebody, known or not. */
    public boolean isCutOff() {
        return closedFor.filter(Reason.API_INITIATED_DISCONNECT::equals).isPresent();
    }

    private static Connection merge(Connection known, Connection told) {
        return new Connection(
                known.version().isPresent() ? known.version() : told.version(),
                known.session().or(told::session),
                known.principal().or(told::principal),
                known.ipAddress().or(told::ipAddress),
                known.thing().or(told::thing));
    }
}
