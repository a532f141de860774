package io.iotconnectivity.clock;

import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What other clocks have said lately about ours. AWS's answers carry their date, which is right to a second. Presence events carry
 * the time of AWS, which is right to two minutes, but they may come late: an event from the future tells of a clock that is
 * behind, one from the past need not tell anything. So AWS's answers decide where there are any. Where there are none, at least two
 * events do, and of several devices the median, because no single one is to be believed. Knows no clock and no I/O; safe for many
 * threads.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 */
final class Witnesses {
    /** What the seconds on the way of an answer cannot explain, and what shortens a usual grace to nothing. */
    static final Duration BY_ANSWERS = Duration.ofMinutes(2);

    /** Twice what AWS's times may be off, and a bit. */
    static final Duration BY_EVENTS = Duration.ofMinutes(5);

    private static final int MOST_ANSWERS = 9;
    private static final int MOST_DEVICES = 50;
    private static final int LEAST_EVENTS = 2;
    private static final int LEAST_LATE_EVENTS = 5;
    private static final Duration ANSWERS_COUNT_FOR = Duration.ofHours(1);
    private static final Duration EVENTS_COUNT_FOR = Duration.ofMinutes(15);

    /** A backlog that is worked off grows younger meanwhile; only what stays as late for so long is worth a word. */
    private static final Duration LATE_FOR = Duration.ofMinutes(3);

    /** A clock without a battery may be decades off; what is further off than this is no time. */
    private static final Duration ABSURD = Duration.ofDays(36_525);

    private final Deque<Said> answers = new ArrayDeque<>();
    private final Map<ClientId, Said> events = new LinkedHashMap<>();

    /**
     * What one of them said last.
     *
     * @param ahead how much our clock was ahead of theirs; negative: behind
     * @param first when, by ours, the first of those that agree reached us
     * @param last when, by ours, the last of them reached us
     * @param times how many agree
     */
    private record Said(Duration ahead, Instant first, Instant last, int times) {
        Said and(Duration next, Instant heard) {
            // Not by when they came: our clock may be set back a little meanwhile, and small fleets send no third one
            // soon.
            boolean agrees = next.minus(ahead).abs().compareTo(BY_EVENTS) <= 0;
            return agrees ? new Said(next, first, heard, times + 1) : new Said(next, heard, heard, 1);
        }

        boolean counts(Instant now, Duration during) {
            return !last.isAfter(now.plus(BY_EVENTS)) && last.plus(during).isAfter(now);
        }
    }

    /**
     * How our clock stands.
     *
     * @param ahead of theirs; negative: behind
     * @param isOff whether it is off by more than can be explained otherwise
     * @param byAnswers whether AWS's answers say so, else presence events
     * @param mayBeLate whether it may as well be the events that come late
     */
    record Verdict(Duration ahead, boolean isOff, boolean byAnswers, boolean mayBeLate) {}

    /** AWS has answered. */
    synchronized void answered(Instant date, Instant received) {
        if (answers.size() == MOST_ANSWERS) {
            answers.removeFirst();
        }
        answers.addLast(new Said(Duration.between(date, received), received, received, 1));
    }

    /** A presence event came. */
    synchronized void happened(ClientId client, Instant at, Instant arrived) {
        Duration ahead = Duration.between(at, arrived);
        if (ahead.abs().compareTo(ABSURD) > 0) {
            return;
        }
        // Taken out first, so that those who were heard of last come last.
        Said before = events.remove(client);
        if (events.size() == MOST_DEVICES) {
            events.remove(events.keySet().iterator().next());
        }
        events.put(client, before == null ? new Said(ahead, arrived, arrived, 1) : before.and(ahead, arrived));
    }

    /** Empty while too little was heard. */
    synchronized Optional<Verdict> verdict(Instant now) {
        List<Said> byAnswers = lately(answers, now, ANSWERS_COUNT_FOR);
        if (!byAnswers.isEmpty()) {
            Duration ahead = median(byAnswers);
            return Optional.of(new Verdict(ahead, ahead.abs().compareTo(BY_ANSWERS) > 0, true, false));
        }
        List<Said> byEvents = lately(events.values(), now, EVENTS_COUNT_FOR);
        int heard = byEvents.stream().mapToInt(Said::times).sum();
        if (heard < LEAST_EVENTS) {
            return Optional.empty();
        }
        Duration middle = median(byEvents);
        if (middle.compareTo(BY_EVENTS.negated()) < 0) {
            return Optional.of(new Verdict(middle, true, false, false));
        }
        // The least late tells most; of several devices the second, because one alone may tell of an odd time.
        Duration least = byEvents.get(byEvents.size() > 2 ? 1 : 0).ahead();
        boolean late = least.compareTo(BY_EVENTS) > 0 && heard >= LEAST_LATE_EVENTS && spans(byEvents);
        return Optional.of(new Verdict(least, late, false, late));
    }

    /** By how much ours was ahead, the least first. */
    private static List<Said> lately(Collection<Said> all, Instant now, Duration during) {
        List<Said> lately = new ArrayList<>(
                all.stream().filter(said -> said.counts(now, during)).toList());
        lately.sort((a, b) -> a.ahead().compareTo(b.ahead()));
        return lately;
    }

    /** Of an even number the one that makes less of a clock that is behind. */
    private static Duration median(List<Said> sorted) {
        return sorted.get(sorted.size() / 2).ahead();
    }

    private static boolean spans(List<Said> all) {
        Instant first = all.stream().map(Said::first).min(Instant::compareTo).orElseThrow();
        Instant last = all.stream().map(Said::last).max(Instant::compareTo).orElseThrow();
        return !first.plus(LATE_FOR).isAfter(last);
    }
}
