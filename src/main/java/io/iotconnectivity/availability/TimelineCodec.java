package io.iotconnectivity.availability;

import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of one month of a device: a byte for the version, what was true before, and each change as its
 * distance in milliseconds from the one before and a byte for the condition; six bytes a change at most for the usual
 * reasons. Later versions read what earlier ones wrote.
 */
public final class TimelineCodec {
    private static final int VERSION = 1;
    private static final int USUAL_BYTES = 64;
    private static final int LUMP = 5;
    private static final int CONDITIONS = 8;
    /** A larger number of a reason follows. */
    private static final int LONG_REASON = 31;

    private final ReasonNumbers reasons;

    /**
     * @param reasons receives the reasons that are new
     */
    public TimelineCodec(ReasonNumbers reasons) {
        this.reasons = reasons;
    }

    /**
     * @param start when the month begins
     */
    public byte[] write(Timeline month, long start) {
        VarintWriter out = new VarintWriter(USUAL_BYTES);
        out.number(VERSION);
        long at = start;
        at = mark(out, month.before(), at);
        for (TimelineEntry entry : month.entries()) {
            at = entry instanceof Mark mark ? mark(out, mark, at) : lump(out, (Lump) entry, at);
        }
        return out.bytes();
    }

    private long mark(VarintWriter out, Mark mark, long at) {
        out.signed(mark.at() - at);
        int reason = mark.condition() == Condition.DOWN ? reasons.number(mark.reason()) : 0;
        int shortened = Math.min(reason, LONG_REASON);
        out.number(mark.condition().ordinal() + (long) CONDITIONS * shortened);
        if (shortened == LONG_REASON) {
            out.number(reason);
        }
        return mark.at();
    }

    private long lump(VarintWriter out, Lump lump, long at) {
        out.signed(lump.at() - at);
        out.number(LUMP);
        out.number(lump.end() - lump.at());
        Figures sums = lump.sums();
        out.number(sums.unknown);
        out.number(sums.silent);
        out.number(sums.connections);
        out.number(sums.longestConnection);
        out.number(sums.outages);
        out.number(sums.outageTime);
        out.number(sums.longestOutage);
        out.number(sums.interruptions);
        out.number(sums.downByReason().size());
        sums.downByReason().forEach((reason, time) -> {
            out.number(reasons.number(reason));
            out.number(time);
        });
        return lump.end();
    }

    /**
     * @param start when the month begins
     * @throws IllegalArgumentException if the bytes are none that this or an earlier version has written
     */
    public Timeline read(byte[] bytes, long start) {
        VarintReader in = new VarintReader(bytes);
        long version = in.number();
        if (version != VERSION) {
            throw new IllegalArgumentException("is of version " + version + ", which is not known here");
        }
        TimelineEntry before = entry(in, start);
        if (!(before instanceof Mark known)) {
            throw new IllegalArgumentException("does not begin with a mark");
        }
        List<TimelineEntry> entries = new ArrayList<>();
        TimelineEntry previous = before;
        while (in.hasMore()) {
            TimelineEntry next = entry(in, previous.end());
            if (next.at() < previous.end() || next.end() < next.at()) {
                throw new IllegalArgumentException("has changes that are not in their order");
            }
            previous = next;
            entries.add(previous);
        }
        if (!(previous instanceof Mark)) {
            throw new IllegalArgumentException("does not end with a mark");
        }
        return new Timeline(known, entries);
    }

    private TimelineEntry entry(VarintReader in, long at) {
        long moment = at + in.signed();
        int code = (int) in.number() & 0xff;
        int condition = code % CONDITIONS;
        if (condition == LUMP) {
            return lump(in, moment);
        }
        int reason = code / CONDITIONS;
        if (reason == LONG_REASON) {
            reason = (int) in.number();
        }
        Condition named = Condition.of(condition);
        return new Mark(moment, named, named == Condition.DOWN ? reasons.reason(reason) : "");
    }

    private Lump lump(VarintReader in, long at) {
        Figures sums = new Figures();
        sums.period = in.number();
        sums.unknown = in.number();
        sums.silent = in.number();
        sums.connections = in.number();
        sums.longestConnection = in.number();
        sums.outages = in.number();
        sums.outageTime = in.number();
        sums.longestOutage = in.number();
        sums.interruptions = in.number();
        long different = in.number();
        for (long i = 0; i < different; i++) {
            sums.addDown(reasons.reason((int) in.number()), in.number());
        }
        sums.up = sums.period - sums.unknown - sums.down();
        if (sums.period < 0 || sums.up < 0) {
            throw new IllegalArgumentException("has sums that exceed their time");
        }
        sums.connected = sums.up;
        sums.devices = 1;
        return new Lump(at, at + sums.period, sums);
    }
}
