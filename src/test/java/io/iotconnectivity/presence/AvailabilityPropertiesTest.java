package io.iotconnectivity.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.availability.Change;
import io.iotconnectivity.availability.Exclusions;
import io.iotconnectivity.availability.Exclusions.Interval;
import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.availability.Mark;
import io.iotconnectivity.availability.Months;
import io.iotconnectivity.availability.ReasonNumbers;
import io.iotconnectivity.availability.Reckoning;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.availability.TimelineCodec;
import io.iotconnectivity.presence.History.Life;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Holds the figures against the raw events, which are counted second by second. */
class AvailabilityPropertiesTest {
    private static final long SECOND = 1000;
    private static final long LEAST_OUTAGE = 30 * SECOND;

    /** A signal and when it reaches us. */
    private record Arrival(Instant at, Signal signal) {}

    @Property(tries = 2000)
    void figuresAgreeWithTheRawEvents(@ForAll("legalHistories") History history, @ForAll Random random) {
        Timeline timeline = stored(learnt(history, Duration.ofSeconds(9), random));
        long end = history.end().plus(Duration.ofHours(1)).toEpochMilli();
        long from = somewhere(history, end, random);
        long until = from + SECOND * (1 + random.nextInt((int) ((end - from) / SECOND)));

        Figures figures = new Reckoning(from, until, end, LEAST_OUTAGE, reason -> false).of(timeline, Exclusions.NONE);

        Map<String, Long> expected = new TreeMap<>();
        for (long second = from; second < until; second += SECOND) {
            expected.merge(truth(history, second), SECOND, Long::sum);
        }
        assertThat(figures.up()).isEqualTo(expected.getOrDefault("up", 0L));
        assertThat(figures.unknown()).isEqualTo(expected.getOrDefault("unknown", 0L));
        expected.remove("up");
        expected.remove("unknown");
        assertThat(figures.downByReason()).isEqualTo(expected);
        assertThat(figures.outages()).isEqualTo(outages(history, from, until, true));
        assertThat(figures.interruptions()).isEqualTo(outages(history, from, until, false));
    }

    @Property(tries = 2000)
    void theTimesOfAnyHistoryAddUpToThePeriod(@ForAll("legalHistories") History history, @ForAll Random random) {
        Timeline timeline = stored(learnt(history, Duration.ofHours(30), random));
        long end = history.end().plus(Duration.ofHours(1)).toEpochMilli();
        long from = somewhere(history, end, random) + random.nextInt(1000);
        long until = from + 1 + random.nextInt((int) (end + 86_400_000 - from));
        Exclusions exclusions = Exclusions.of(intervals(from, until, random), intervals(from, until, random));

        Figures figures = new Reckoning(from, until, until, LEAST_OUTAGE, reason -> reason.equals("CLIENT_ERROR"))
                .of(timeline, exclusions);

        assertThat(figures.up() + figures.down() + figures.excluded() + figures.unknown())
                .isEqualTo(until - from)
                .isEqualTo(figures.period());
        assertThat(figures.silent()).isLessThanOrEqualTo(figures.up());
        assertThat(figures.outageTime()).isLessThanOrEqualTo(figures.down());
    }

    @Property(tries = 1000)
    void aPeriodHasTheTimesOfItsParts(@ForAll("legalHistories") History history, @ForAll Random random) {
        Timeline timeline = stored(learnt(history, Duration.ofHours(30), random));
        long end = history.end().plus(Duration.ofHours(1)).toEpochMilli();
        long from = somewhere(history, end, random);
        long middle = from + 1 + random.nextInt((int) (end - from));
        Exclusions exclusions = Exclusions.of(intervals(from, end, random), intervals(from, end, random));

        Figures parts = figures(timeline, exclusions, from, middle, end);
        parts.add(figures(timeline, exclusions, middle, end + 1, end + 1));
        Figures whole = figures(timeline, exclusions, from, end + 1, end + 1);

        assertThat(parts.up()).isEqualTo(whole.up());
        assertThat(parts.downByReason()).isEqualTo(whole.downByReason());
        assertThat(parts.unknown()).isEqualTo(whole.unknown());
        assertThat(parts.maintenance()).isEqualTo(whole.maintenance());
        assertThat(parts.blind()).isEqualTo(whole.blind());
    }

    private static Figures figures(Timeline timeline, Exclusions exclusions, long from, long until, long known) {
        return new Reckoning(from, until, known, LEAST_OUTAGE, reason -> false).of(timeline, exclusions);
    }

    private static long somewhere(History history, long end, Random random) {
        long begin =
                history.lives().get(0).opened().minus(Duration.ofMinutes(10)).toEpochMilli();
        return begin + SECOND * random.nextInt((int) ((end - begin) / SECOND));
    }

    private static List<Interval> intervals(long from, long until, Random random) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long begin = from - 1000 + random.nextInt((int) (until - from + 2000));
            intervals.add(new Interval(begin, begin + 1 + random.nextInt(4_000_000)));
        }
        return intervals;
    }

    /** The history as it is read back from the months that were stored. */
    private static Timeline stored(Timeline timeline) {
        TimelineCodec codec = new TimelineCodec(new ReasonNumbers(List.of()));
        List<Timeline> months = new ArrayList<>();
        Months.split(timeline, LEAST_OUTAGE).forEach((month, part) -> {
            long start = Months.start(month);
            months.add(codec.read(codec.write(part, start), start));
        });
        return Months.join(months);
    }

    private static Timeline learnt(History history, Duration delay, Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Life life : history.lives()) {
            arrivals.add(late(life.connect(Duration.ZERO), delay, random));
            life.closed().ifPresent(closed -> {
                arrivals.add(late(life.disconnect(Duration.ZERO), delay, random));
                if (life.will()) {
                    arrivals.add(late(new Signal.LastWill(History.CLIENT, closed), delay, random));
                }
            });
        }
        arrivals.sort(Comparator.comparing(Arrival::at));
        Story story = Story.device("device");
        arrivals.forEach(arrival -> story.until(arrival.at()).take(arrival.signal()));
        story.toItsEnd();
        Timeline timeline = new Timeline(Mark.NOTHING, List.of());
        story.events().stream().map(Change::of).flatMap(Optional::stream).forEach(timeline::apply);
        return timeline;
    }

    private static Arrival late(Signal signal, Duration most, Random random) {
        return new Arrival(signal.at().plusSeconds(random.nextInt((int) most.toSeconds())), signal);
    }

    /** What was true in the second that begins then. */
    private static String truth(History history, long moment) {
        String found = "unknown";
        for (Life life : history.lives()) {
            if (life.opened().toEpochMilli() <= moment) {
                found = "up";
                if (life.closed().filter(end -> end.toEpochMilli() <= moment).isPresent()) {
                    found = life.reason().name();
                }
            }
        }
        return found;
    }

    private static long outages(History history, long from, long until, boolean isLong) {
        return history.absences().stream()
                .filter(absence -> !absence.reason().equals(Reason.DUPLICATE_CLIENTID))
                .filter(absence -> absence.from().toEpochMilli() < until
                        && absence.until().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE) > from)
                .filter(absence -> absence.length()
                                .map(length -> length.toMillis() >= LEAST_OUTAGE)
                                .orElse(true)
                        == isLong)
                .count();
    }

    @Provide
    Arbitrary<History> legalHistories() {
        return History.legal();
    }
}
