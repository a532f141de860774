package io.iotconnectivity.report;

import io.iotconnectivity.availability.Condition;
import io.iotconnectivity.availability.ErrorBudget;
import io.iotconnectivity.availability.Exclusions;
import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.availability.Mark;
import io.iotconnectivity.availability.Reckoning;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.availability.TimelineEntry;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Burn;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Adds up the devices of every class with an objective, over all times of interest at once. Not thread-safe. */
final class SloCounting {
    private static final Predicate<String> NONE = reason -> false;

    private static final List<Duration> TIMES = List.copyOf(new TreeSet<>(Stream.of(Burn.values())
            .flatMap(burn -> Stream.of(burn.longTime(), burn.shortTime()))
            .toList()));

    /** Over this time it is judged which devices spend most now. */
    private static final Duration LATELY = Burn.BRISK.longTime();

    private final SloSettings settings;
    private final Instant now;
    private final Instant from;
    private final long watched;
    private final Ledger ledger;
    private final Membership membership;
    private final Excluding excluding;
    private final long leastOutage;
    private final Predicate<String> isPlanned;
    private final SortedMap<String, Sums> classes = new TreeMap<>();

    /**
     * @param watched since when devices have been watched, in milliseconds since 1970: what is known of the time before is
     *     known of some only, above all of those that have been away for long, so it does not count
     */
    SloCounting(
            SloSettings settings,
            Instant now,
            long watched,
            Ledger ledger,
            Membership membership,
            Excluding excluding,
            Duration leastOutage,
            Predicate<String> isPlanned) {
        this.settings = settings;
        this.now = now;
        this.from = settings.from(now);
        this.watched = watched;
        this.ledger = ledger;
        this.membership = membership;
        this.excluding = excluding;
        this.leastOutage = leastOutage.toMillis();
        this.isPlanned = isPlanned;
        settings.targets().keySet().forEach(name -> classes.put(name, new Sums()));
    }

    /** All times for which there are burn rates, the shortest first. */
    static List<Duration> times() {
        return TIMES;
    }

    /** The earliest moment of interest. */
    static Instant earliest(SloSettings settings, Instant now) {
        Instant window = settings.from(now);
        Instant longest = now.minus(TIMES.get(TIMES.size() - 1));
        return window.isBefore(longest) ? window : longest;
    }

    /** How long a device was away. */
    private record Spent(String client, long down) {
        static final Comparator<Spent> LEAST_FIRST =
                Comparator.comparingLong(Spent::down).thenComparing(Spent::client, Comparator.reverseOrder());
    }

    /** The sums of a class. */
    private static final class Sums {
        private final Figures whole = new Figures();
        private final List<Figures> lately =
                TIMES.stream().map(time -> new Figures()).toList();
        private final PriorityQueue<Spent> worstLately = new PriorityQueue<>(Spent.LEAST_FIRST);
        private final PriorityQueue<Spent> worst = new PriorityQueue<>(Spent.LEAST_FIRST);
        private int devices;
        private int away;
        /** The earliest moment of which anything is known of any device. */
        private long since = Long.MAX_VALUE;

        private static void add(PriorityQueue<Spent> queue, String client, Figures figures) {
            long down = figures.down();
            if (down > 0) {
                queue.add(new Spent(client, down));
                if (queue.size() > SloReading.MOST_NAMED) {
                    queue.remove();
                }
            }
        }

        List<String> worst() {
            List<Spent> named = new ArrayList<>(worstLately.isEmpty() ? worst : worstLately);
            named.sort(Spent.LEAST_FIRST.reversed());
            return named.stream().map(Spent::client).toList();
        }
    }

    /** Counts a device, if it is still known and its class has an objective. */
    void device(String clientId, Timeline history) {
        ClientId client = new ClientId(clientId);
        Optional<Presence> known = ledger.device(client).filter(device -> device.state() != Verdict.RETIRED);
        if (known.isEmpty()) {
            return;
        }
        Membership.Kind kind = membership.kind(known.get());
        Sums sums = classes.get(kind.name());
        if (sums == null) {
            return;
        }
        Exclusions exclusions = excluding.of(client, membership.group(known.get()));
        Predicate<String> planned = kind.excludesPlanned() ? isPlanned : NONE;
        sums.devices++;
        sums.since = Math.min(sums.since, known(history));
        sums.away += history.last().condition() == Condition.DOWN ? 1 : 0;
        Figures whole = over(from, history, exclusions, planned);
        sums.whole.add(whole);
        Sums.add(sums.worst, clientId, whole);
        for (int i = 0; i < TIMES.size(); i++) {
            Figures figures = over(now.minus(TIMES.get(i)), history, exclusions, planned);
            sums.lately.get(i).add(figures);
            if (TIMES.get(i).equals(LATELY)) {
                Sums.add(sums.worstLately, clientId, figures);
            }
        }
    }

    /** Since when anything has been known of a device. */
    private static long known(Timeline history) {
        if (history.before().condition() != Condition.UNKNOWN) {
            return Long.MIN_VALUE;
        }
        return history.entries().stream()
                .filter(entry -> !(entry instanceof Mark mark) || mark.condition() != Condition.UNKNOWN)
                .mapToLong(TimelineEntry::at)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private Figures over(Instant begin, Timeline history, Exclusions exclusions, Predicate<String> planned) {
        long until = now.toEpochMilli();
        long first = Math.max(begin.toEpochMilli(), watched);
        return new Reckoning(Math.min(first, until - 1), until, until, leastOutage, planned).of(history, exclusions);
    }

    /** How every class with an objective did, by name. */
    List<ClassSlo> done() {
        List<ClassSlo> done = new ArrayList<>();
        classes.forEach((name, sums) -> {
            double target = settings.targets().get(name);
            Map<Duration, Double> rates = new TreeMap<>();
            for (int i = 0; i < TIMES.size(); i++) {
                Instant begin = now.minus(TIMES.get(i));
                rates.put(
                        TIMES.get(i),
                        budget(target, sums.lately.get(i), sums.since, begin, now)
                                .burnRate());
            }
            done.add(new ClassSlo(
                    name,
                    now,
                    from,
                    settings.until(now),
                    budget(target, sums.whole, sums.since, from, settings.until(now)),
                    rates,
                    sums.devices,
                    sums.away,
                    sums.worst()));
        });
        return done;
    }

    private ErrorBudget budget(double target, Figures figures, long since, Instant begin, Instant end) {
        long length = Duration.between(begin, end).toMillis();
        long first = Math.max(Math.min(since, now.toEpochMilli()), watched);
        long known = now.toEpochMilli() - Math.max(begin.toEpochMilli(), first);
        return new ErrorBudget(target, figures.up(), figures.down(), length, Math.min(Math.max(known, 1), length));
    }
}
