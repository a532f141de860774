package io.iotconnectivity.report;

import io.iotconnectivity.availability.Exclusions;
import io.iotconnectivity.availability.Exclusions.Interval;
import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.incident.Span;
import io.iotconnectivity.report.AvailabilityFile.BlindTime;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What does not count of a period, device by device. Devices with the same maintenance windows share it. Not thread-safe.
 */
final class Excluding {
    private final List<Maintenance> windows;
    private final List<List<Interval>> open = new ArrayList<>();
    private final List<Interval> blind;
    private final Map<BitSet, Exclusions> known = new HashMap<>();

    Excluding(List<Maintenance> windows, List<BlindTime> blind, Instant from, Instant until) {
        this.windows = windows;
        this.blind = AvailabilityFile.intervals(blind, until.toEpochMilli());
        windows.forEach(window -> open.add(intervals(window.span(), from, until)));
    }

    private static List<Interval> intervals(Span span, Instant from, Instant until) {
        List<Interval> intervals = new ArrayList<>();
        span.between(from, until, (opens, closes) -> add(opens.toEpochMilli(), closes.toEpochMilli(), intervals));
        return intervals;
    }

    /** A window that opens before the one before it closes takes no room. */
    private static void add(long opens, long closes, List<Interval> to) {
        Interval last = to.isEmpty() ? null : to.get(to.size() - 1);
        if (last != null && last.from() <= opens && opens <= last.until()) {
            to.set(to.size() - 1, new Interval(last.from(), Math.max(last.until(), closes)));
        } else {
            to.add(new Interval(opens, closes));
        }
    }

    /** What does not count of a device of that group. */
    Exclusions of(ClientId client, Optional<String> group) {
        BitSet concerning = new BitSet();
        for (int i = 0; i < windows.size(); i++) {
            concerning.set(i, windows.get(i).concerns(client, group));
        }
        return known.computeIfAbsent(concerning, which -> {
            List<Interval> maintenance = new ArrayList<>();
            which.stream().forEach(i -> maintenance.addAll(open.get(i)));
            return Exclusions.of(blind, maintenance);
        });
    }
}
