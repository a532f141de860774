package io.iotconnectivity.availability;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Computes the figures of a period from the history of a device.
 *
 * @param from when the period begins, in milliseconds since 1970
 * @param until when it ends; after {@code from}
 * @param known up to when the history is known, not before {@code until}: an absence that lasts is that long
 * @param leastOutage an absence that lasts this many milliseconds is an outage, a shorter one an interruption
 * @param isPlanned the reasons of absences that are excluded
 */
public record Reckoning(long from, long until, long known, long leastOutage, Predicate<String> isPlanned) {

    /** The figures of one device. Lumps that the period or an exclusion cuts are divided in proportion. */
    public Figures of(Timeline timeline, Exclusions exclusions) {
        Walk walk = new Walk(exclusions);
        Mark current = timeline.before();
        long at = current.at();
        for (TimelineEntry entry : timeline.entries()) {
            if (current != null) {
                walk.stretch(at, entry.at(), current);
            }
            if (entry instanceof Mark mark) {
                current = mark;
                at = mark.at();
            } else {
                walk.lump((Lump) entry);
                current = null;
            }
        }
        walk.stretch(Math.min(at, known), known, current);
        walk.end();
        walk.figures.devices = 1;
        walk.figures.period = until - from;
        return walk.figures;
    }

    /** A walk along one history. */
    private final class Walk {
        private final Exclusions exclusions;
        private final Figures figures = new Figures();
        private long position = Long.MIN_VALUE;
        private boolean isAway;
        private long awaySince;
        private long awayCounted;
        private boolean isConnected;
        private boolean touches;
        private long connectedFor;

        Walk(Exclusions exclusions) {
            this.exclusions = exclusions;
        }

        void stretch(long begin, long end, Mark mark) {
            position = begin;
            if (mark.condition() == Condition.DOWN) {
                closeConnection();
                openAbsence(begin);
            } else {
                closeAbsence();
                if (!mark.condition().isUp() || mark.condition() == Condition.CONNECTED) {
                    closeConnection();
                }
                isConnected = mark.condition().isUp();
            }
            position = end;
            long begun = Math.max(begin, from);
            long ended = Math.min(end, until);
            if (begun < ended) {
                count(mark, ended - begun, exclusions.take(begun, ended, figures));
            } else if (isConnected && begin >= from && begin < until) {
                touches = true;
            }
        }

        private void count(Mark mark, long length, long left) {
            switch (mark.condition()) {
                case UNKNOWN -> figures.unknown += left;
                case DOWN -> {
                    if (isPlanned.test(mark.reason())) {
                        figures.planned += left;
                    } else {
                        figures.addDown(mark.reason(), left);
                        awayCounted += left;
                    }
                }
                default -> {
                    figures.up += left;
                    figures.connected += length;
                    connectedFor += length;
                    touches = true;
                    if (mark.condition() == Condition.SILENT) {
                        figures.silent += left;
                    }
                }
            }
        }

        private void openAbsence(long begin) {
            if (!isAway) {
                isAway = true;
                awaySince = begin;
                awayCounted = 0;
            }
        }

        private void closeAbsence() {
            if (isAway) {
                figures.outage(awayCounted, position - awaySince, leastOutage);
                isAway = false;
            }
        }

        private void closeConnection() {
            if (isConnected && touches) {
                figures.connection(connectedFor);
            }
            isConnected = false;
            touches = false;
            connectedFor = 0;
        }

        void lump(Lump lump) {
            position = lump.at();
            closeAbsence();
            closeConnection();
            position = lump.end();
            long begun = Math.max(lump.at(), from);
            long ended = Math.min(lump.end(), until);
            if (begun < ended) {
                long left = exclusions.take(begun, ended, figures);
                share(lump.sums(), ended - begun, left);
            }
        }

        private void share(Figures sums, long length, long left) {
            boolean whole = length == sums.period && left == length;
            double part = (double) left / sums.period;
            long rest = left;
            for (Map.Entry<String, Long> each : sums.downByReason().entrySet()) {
                long share = whole ? each.getValue() : Math.min(rest, (long) (each.getValue() * part));
                rest -= share;
                if (isPlanned.test(each.getKey())) {
                    figures.planned += share;
                } else {
                    figures.addDown(each.getKey(), share);
                }
            }
            long unknown = whole ? sums.unknown : Math.min(rest, (long) (sums.unknown * part));
            figures.unknown += unknown;
            figures.up += rest - unknown;
            figures.silent += Math.min(rest - unknown, whole ? sums.silent : (long) (sums.silent * part));
            double touched = whole ? 1 : (double) length / sums.period;
            figures.connected += Math.round(sums.connected * touched);
            figures.connections += Math.round(sums.connections * touched);
            figures.longestConnection = Math.max(figures.longestConnection, Math.min(length, sums.longestConnection));
            figures.outages += Math.round(sums.outages * part);
            figures.outageTime += Math.round(sums.outageTime * part);
            figures.longestOutage = Math.max(figures.longestOutage, Math.min(left, sums.longestOutage));
            figures.interruptions += Math.round(sums.interruptions * part);
        }

        void end() {
            closeAbsence();
            closeConnection();
        }
    }
}
