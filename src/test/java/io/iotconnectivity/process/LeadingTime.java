package io.iotconnectivity.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in which an instance led, by its own log and by what was done to its process.
 *
 * @param instance its name
 */
record LeadingTime(String instance, Instant from, Instant until) {
    private static final Pattern LINE = Pattern.compile("(\\S+Z) INFO +LeaderTerm +This node (leads|does not lead).*");

    /** A time in which a process did nothing: it was stopped where it was, or it was not there. */
    record Absence(Instant from, Instant until) {}

    /**
     * What a log tells. A process that does nothing does not lead, although it can say so only later.
     *
     * @param log of all lives of the instance
     */
    static List<LeadingTime> of(String instance, String log, List<Absence> absences) {
        List<LeadingTime> times = new ArrayList<>();
        Instant began = Instant.MAX;
        for (String line : log.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                Instant at = Instant.parse(matcher.group(1));
                if (matcher.group(2).equals("leads")) {
                    // A killed process did not say that it no longer led.
                    add(times, instance, began, at, absences);
                    began = at;
                } else {
                    add(times, instance, began, at, absences);
                    began = Instant.MAX;
                }
            }
        }
        add(times, instance, began, Instant.MAX, absences);
        return times;
    }

    private static void add(
            List<LeadingTime> times, String instance, Instant from, Instant until, List<Absence> absences) {
        if (from.isBefore(until)) {
            Instant end = absences.stream()
                    .map(Absence::from)
                    .filter(gone -> gone.isAfter(from) && gone.isBefore(until))
                    .min(Comparator.naturalOrder())
                    .orElse(until);
            times.add(new LeadingTime(instance, from, end));
        }
    }

    boolean overlaps(LeadingTime other) {
        return from.isBefore(other.until) && other.from.isBefore(until);
    }
}
