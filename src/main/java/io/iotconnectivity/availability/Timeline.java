package io.iotconnectivity.availability;

import java.util.ArrayList;
import java.util.List;

/**
 * The history of one device: what was true at its beginning, and every change since. Changes may be learnt in any
 * order. Not thread-safe.
 */
public final class Timeline {
    /** The reason of clients that were taken over: their end leaves no gap. */
    private static final String TAKE_OVER = "DUPLICATE_CLIENTID";

    /** The reason of an absence of which only a will has told so far, which is replaced by the end of the connection. */
    private static final String WILL = "LAST_WILL";

    private final Mark before;
    private final List<TimelineEntry> entries;

    /**
     * @param before what was true when the history begins
     * @param entries ordered by time; the last one is a mark
     */
    public Timeline(Mark before, List<? extends TimelineEntry> entries) {
        this.before = before;
        this.entries = new ArrayList<>(entries);
    }

    /** What was true when it begins. */
    public Mark before() {
        return before;
    }

    /** Everything since, ordered by time. */
    public List<TimelineEntry> entries() {
        return List.copyOf(entries);
    }

    /** What is true now. */
    public Mark last() {
        return entries.isEmpty() ? before : (Mark) entries.get(entries.size() - 1);
    }

    /** Adds what an event says. The latest event of a device decides what is true now. */
    public void apply(Change change) {
        Mark told = change.told();
        boolean leavesNoGap = !change.isCurrent()
                && told.condition() == Condition.DOWN
                && told.reason().equals(TAKE_OVER);
        if (told != Change.NONE && !leavesNoGap) {
            insert(told, change.isCurrent());
        }
        settle(change);
    }

    private void insert(Mark mark, boolean isCurrent) {
        int place = entries.size();
        while (place > 0 && entries.get(place - 1).at() > mark.at()) {
            place--;
        }
        TimelineEntry previous = place == 0 ? before : entries.get(place - 1);
        if (previous.end() > mark.at()) {
            // Only the sums of that time are kept.
            return;
        }
        if (mark.condition() == Condition.DOWN) {
            if (place < entries.size() && isOnWill(entries.get(place))) {
                entries.remove(place);
            }
            if (place > 0 && isOnWill(previous)) {
                entries.set(place - 1, mark);
                return;
            }
        }
        if (previous instanceof Mark known && known.at() == mark.at()) {
            boolean endsAnOlderOne =
                    !isCurrent && mark.condition() == Condition.DOWN && known.condition() != Condition.DOWN;
            if (known.saysTheSameAs(mark) || endsAnOlderOne) {
                return;
            }
            if (place > 0 && known.condition() == Condition.DOWN) {
                entries.set(place - 1, mark);
                return;
            }
        }
        entries.add(place, mark);
    }

    private static boolean isOnWill(TimelineEntry entry) {
        return entry instanceof Mark mark && mark.reason().equals(WILL);
    }

    private void settle(Change change) {
        Mark last = last();
        switch (change.state()) {
            case UNKNOWN -> {
                if (last.condition() != Condition.UNKNOWN) {
                    add(new Mark(Math.max(change.time(), last.at()), Condition.UNKNOWN));
                }
            }
            case DOWN -> down(new Mark(change.since(), Condition.DOWN, change.reason()), last);
            case SILENT -> {
                if (last.condition() != Condition.SILENT) {
                    add(new Mark(Math.max(change.since(), last.at() + 1), Condition.SILENT));
                }
            }
            default -> {
                if (last.condition() == Condition.SILENT) {
                    long heard = change.since() > last.at() ? change.since() : change.time();
                    add(new Mark(Math.max(heard, last.at()), Condition.UP));
                } else if (!last.condition().isUp()) {
                    add(new Mark(Math.max(change.since(), last.at()), Condition.UP));
                }
            }
        }
    }

    private void down(Mark mark, Mark last) {
        if (last.condition() != Condition.DOWN) {
            add(mark.at(Math.max(mark.at(), last.at())));
            return;
        }
        if (entries.isEmpty()) {
            return;
        }
        TimelineEntry previous = entries.size() == 1 ? before : entries.get(entries.size() - 2);
        boolean beganEarlier = mark.at() < last.at() && mark.at() > previous.end() && mayEndAt(previous);
        entries.set(entries.size() - 1, mark.at(beganEarlier ? mark.at() : last.at()));
    }

    /** Whether an absence may turn out to have begun earlier, while this was true. */
    private static boolean mayEndAt(TimelineEntry previous) {
        if (!(previous instanceof Mark known)) {
            return true;
        }
        // A device that was retired is unknown until it counts again, whatever its state says of the time before.
        boolean wasNoted = known.condition() != Condition.UNKNOWN || known.equals(Mark.NOTHING);
        return wasNoted && known.condition() != Condition.DOWN;
    }

    /** Appends; what lasted no time is forgotten. */
    private void add(Mark mark) {
        if (!entries.isEmpty() && last().at() == mark.at()) {
            entries.remove(entries.size() - 1);
            TimelineEntry previous = entries.isEmpty() ? before : entries.get(entries.size() - 1);
            boolean goesOn = previous instanceof Mark known
                    && known.condition().isUp()
                    && mark.condition() == Condition.UP
                    && known.condition() != Condition.SILENT;
            if (goesOn) {
                return;
            }
        }
        entries.add(mark);
    }
}
