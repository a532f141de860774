package io.iotconnectivity.availability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of many devices in the order in which they were added, which take about ten bytes each besides what a device
 * takes. Reasons beyond the first {@value ReasonNumbers#MOST} become one. Not thread-safe.
 */
public final class ChangeBatch {
    /** What the map, the text and the writer take besides their contents. */
    private static final int BYTES_OF_A_DEVICE = 160;

    private static final int USUAL_BYTES = 22;
    private static final int CURRENT = 8;
    private static final int CONDITIONS = 16;
    private static final int NOTHING_TOLD = 15;

    private final Map<String, VarintWriter> changes = new HashMap<>();
    private final ReasonNumbers reasons = new ReasonNumbers(List.of(""));
    private long bytes;
    private long base;
    private long earliest = Long.MAX_VALUE;
    private long decided = Long.MAX_VALUE;

    /** Receives the changes of one device after the other. */
    @FunctionalInterface
    public interface Visitor<E extends Exception> {
        /**
         * @param changes in the order in which they were added; at least one
         */
        void device(String client, List<Change> changes) throws E;
    }

    /** Adds a change. */
    public void add(Change change) {
        if (changes.isEmpty()) {
            base = change.time();
        }
        VarintWriter out = changes.get(change.client());
        if (out == null) {
            out = new VarintWriter(USUAL_BYTES);
            changes.put(change.client(), out);
            bytes += BYTES_OF_A_DEVICE + 2L * change.client().length() + out.capacity();
        }
        int before = out.capacity();
        write(out, change);
        bytes += out.capacity() - before;
        earliest = Math.min(earliest, change.earliest());
        decided = Math.min(decided, change.time());
    }

    private void write(VarintWriter out, Change change) {
        Mark told = change.told();
        boolean isTold = told != Change.NONE;
        out.number(change.state().ordinal()
                + (change.isCurrent() ? CURRENT : 0)
                + (long) CONDITIONS * (isTold ? told.condition().ordinal() : NOTHING_TOLD));
        out.signed(change.time() - base);
        out.signed(change.sequence() - change.time());
        out.signed(change.since() - change.time());
        out.number(reasons.number(change.reason()));
        if (isTold) {
            out.signed(told.at() - change.since());
            out.number(reasons.number(told.reason()));
        }
    }

    /** Passes on everything, in no order of the devices. */
    public <E extends Exception> void visit(Visitor<E> visitor) throws E {
        for (Map.Entry<String, VarintWriter> each : changes.entrySet()) {
            visitor.device(each.getKey(), read(each.getKey(), each.getValue().bytes()));
        }
    }

    private List<Change> read(String client, byte[] written) {
        VarintReader in = new VarintReader(written);
        List<Change> read = new ArrayList<>(2);
        while (in.hasMore()) {
            int flags = (int) in.number();
            Condition state = Condition.of(flags % CURRENT);
            int told = flags / CONDITIONS;
            long time = base + in.signed();
            long sequence = time + in.signed();
            long since = time + in.signed();
            String reason = reasons.reason((int) in.number());
            Mark mark = told == NOTHING_TOLD
                    ? Change.NONE
                    : new Mark(since + in.signed(), Condition.of(told), reasons.reason((int) in.number()));
            read.add(new Change(client, sequence, time, state, since, reason, mark, flags % CONDITIONS >= CURRENT));
        }
        return read;
    }

    /** Whether it has none. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The earliest moment that one is about, in milliseconds since 1970; the end of time if there are none. */
    public long earliest() {
        return earliest;
    }

    /** When the first was decided, in milliseconds since 1970; the end of time if there are none. */
    public long decided() {
        return decided;
    }

    /** How many bytes of memory it takes, roughly. */
    public long bytes() {
        return bytes;
    }
}
