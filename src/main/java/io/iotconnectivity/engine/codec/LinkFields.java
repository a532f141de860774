package io.iotconnectivity.engine.codec;

import io.iotconnectivity.presence.Close;
import io.iotconnectivity.presence.CutOff;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/** The newest connection of a device, and the latest end of any, as fields of its presence. */
final class LinkFields {
    // 1 to 5 are those of the connection.
    private static final int OPENED_AT = 6;
    private static final int CLOSED_AT = 7;
    private static final int CLOSED_FOR = 8;
    /** Absent if it equals the base. */
    private static final int HEARD_AT = 9;

    private static final int FLAGS = 10;
    private static final int END_OF_ALL = 1;
    private static final int END_EXACT = 2;
    /** Its thing name equals that of the presence. */
    private static final int SAME_THING = 4;

    private static final int CUT_OFF_AT = 11;
    private static final int CUT_OFF_BY = 12;

    /** Absent if it equals the time at which the connection was closed. */
    private static final int CLOSE_AT = 1;
    /** Absent if it equals the time at which the connection was last heard of. */
    private static final int CLOSE_HEARD_AT = 2;

    private static final int WILLS_OWED = 3;

    private LinkFields() {}

    static void write(RecordWriter out, int field, Link link, Optional<String> thing, Instant base) {
        int begun = out.begin(field);
        Connection connection = link.connection();
        boolean sameThing = connection.thing().isPresent() && connection.thing().equals(thing);
        ConnectionFields.write(out, connection, sameThing ? Optional.empty() : connection.thing());
        out.moment(OPENED_AT, link.openedAt());
        out.moment(CLOSED_AT, link.closedAt());
        if (link.closedFor().isPresent()) {
            out.text(CLOSED_FOR, StoredNumbers.REASONS, link.closedFor().get().name());
        }
        out.moment(HEARD_AT, link.heardAt(), base);
        out.flags(
                FLAGS,
                (link.endOfAll() ? END_OF_ALL : 0) | (link.endExact() ? END_EXACT : 0) | (sameThing ? SAME_THING : 0));
        if (link.cutOff().isPresent()) {
            out.moment(CUT_OFF_AT, Optional.of(link.cutOff().get().at()));
            LifeFields.write(out, CUT_OFF_BY, Optional.of(link.cutOff().get().by()));
        }
        out.end(begun);
    }

    static Link read(RecordReader in, Optional<String> thing) {
        ConnectionFields connection = new ConnectionFields();
        Instant openedAt = null;
        Instant closedAt = null;
        Reason closedFor = null;
        Instant heardAt = null;
        int flags = 0;
        Instant cutOffAt = null;
        LifeChange cutOffBy = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case OPENED_AT -> openedAt = in.moment();
                case CLOSED_AT -> closedAt = in.moment();
                case CLOSED_FOR -> closedFor = new Reason(in.text(StoredNumbers.REASONS));
                case HEARD_AT -> heardAt = in.moment();
                case FLAGS -> flags = in.flags();
                case CUT_OFF_AT -> cutOffAt = in.moment();
                case CUT_OFF_BY -> cutOffBy = LifeFields.read(in);
                default -> connection.read(in);
            }
        }
        in.leave(outer);
        return new Link(
                connection.connection((flags & SAME_THING) != 0 ? thing : connection.thing()),
                Optional.ofNullable(openedAt),
                Optional.ofNullable(closedAt),
                Optional.ofNullable(closedFor),
                heardAt == null ? in.baseMoment() : heardAt,
                (flags & END_OF_ALL) != 0,
                (flags & END_EXACT) != 0,
                cutOffAt == null || cutOffBy == null ? Optional.empty() : Optional.of(new CutOff(cutOffAt, cutOffBy)));
    }

    static void write(RecordWriter out, int field, Close close, Optional<Link> link) {
        int begun = out.begin(field);
        out.moment(CLOSE_AT, close.at(), link.flatMap(Link::closedAt).orElse(null));
        out.moment(CLOSE_HEARD_AT, close.heardAt(), link.map(Link::heardAt).orElse(null));
        out.number(WILLS_OWED, close.willsOwed());
        out.end(begun);
    }

    static Close readClose(RecordReader in, Optional<Link> link) {
        Instant at = link.flatMap(Link::closedAt).orElse(null);
        Instant heardAt = link.map(Link::heardAt).orElse(null);
        int willsOwed = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case CLOSE_AT -> at = in.moment();
                case CLOSE_HEARD_AT -> heardAt = in.moment();
                case WILLS_OWED -> willsOwed = in.smallNumber();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Close(
                RecordReader.required(at, "time of the end"),
                RecordReader.required(heardAt, "time at which the end was heard"),
                willsOwed);
    }
}
