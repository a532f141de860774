package io.iotconnectivity.availability;

import java.util.function.Consumer;

/**
 * A time in which a device was not connected.
 *
 * @param begin in milliseconds since 1970; likewise {@code end}
 * @param end up to when it is known, if it lasts
 * @param reason for which it began
 */
public record Absence(long begin, long end, String reason) {
    public long length() {
        return end - begin;
    }

    /**
     * Passes on the absences that begin in a period.
     *
     * @param known up to when the history is known
     * @return how many more there were of which only sums are kept, without their reasons
     */
    public static long each(Timeline history, long from, long until, long known, Consumer<Absence> each) {
        Mark away = history.before().condition() == Condition.DOWN ? history.before() : null;
        long summed = 0;
        for (TimelineEntry entry : history.entries()) {
            if (entry instanceof Mark mark && mark.condition() == Condition.DOWN) {
                away = away == null ? mark : away;
                continue;
            }
            pass(away, entry.at(), from, until, each);
            away = null;
            if (entry instanceof Lump lump) {
                long shared = Math.min(lump.end(), until) - Math.max(lump.at(), from);
                if (shared > 0) {
                    Figures sums = lump.sums();
                    summed += Math.round(
                            (double) (sums.outages() + sums.interruptions()) * shared / (lump.end() - lump.at()));
                }
            }
        }
        pass(away, known, from, until, each);
        return summed;
    }

    private static void pass(Mark away, long end, long from, long until, Consumer<Absence> each) {
        if (away != null && away.at() >= from && away.at() < until) {
            each.accept(new Absence(away.at(), Math.max(end, away.at()), away.reason()));
        }
    }
}
