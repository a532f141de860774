package io.iotconnectivity.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class BacklogTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long LONGEST = Backlog.LONGEST.toSeconds();
    private static final long REST = Backlog.REST.minus(Backlog.QUIET).toSeconds();

    private final Backlog backlog = new Backlog();

    /** A signal, read some seconds after the one before. */
    private record News(int device, long lateSeconds, long gapSeconds) {}

    @Provide
    Arbitrary<List<News>> anyNews() {
        Arbitrary<Long> delays = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.longs().between(-5_000, 5_000)),
                Tuple.of(1, Arbitraries.longs().between(0, 40)));
        Arbitrary<Long> gaps = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(0, 12)),
                Tuple.of(1, Arbitraries.longs().between(0, 80)));
        return Combinators.combine(Arbitraries.integers().between(0, 3), delays, gaps)
                .as(News::new)
                .list()
                .ofMinSize(100)
                .ofMaxSize(500);
    }

    @Property(tries = 200)
    void whateverIsReadDeadlinesAreFreeAgainAndAgain(@ForAll("anyNews") List<News> news) {
        Backlog any = new Backlog();
        Instant now = START;
        long held = 0;
        long free = REST;
        long heldBeforeARest = 0;
        for (News one : news) {
            for (long second = 0; second < one.gapSeconds(); second++) {
                if (any.holds(now)) {
                    held++;
                    heldBeforeARest = free >= REST ? 1 : heldBeforeARest + 1;
                    free = 0;
                } else {
                    held = 0;
                    free++;
                }
                assertThat(held).isLessThanOrEqualTo(LONGEST);
                assertThat(heldBeforeARest).isLessThanOrEqualTo(LONGEST);
                now = now.plusSeconds(1);
            }
            any.heard(connected(one.device(), now.minusSeconds(one.lateSeconds())), now);
        }
    }

    @Property(tries = 100)
    void oneDeviceHoldsNothingHoweverLate(@ForAll("anyNews") List<News> news) {
        Backlog ofOne = new Backlog();
        Instant now = START;
        for (News one : news) {
            now = now.plusSeconds(one.gapSeconds());
            ofOne.heard(connected(1, now.minusSeconds(one.lateSeconds())), now);
            assertThat(ofOne.holds(now)).isFalse();
        }
    }

    @Example
    void deadlinesWaitFromTheSecondDeviceOnUntilABacklogIsRead() {
        Instant now = START;
        backlog.heard(connected(1, now.minus(HOUR)), now);
        assertThat(backlog.holds(now)).isFalse();

        for (long late = 3_000; late > 10; late -= 10) {
            now = now.plusSeconds(2);
            backlog.heard(connected((int) late, now.minusSeconds(late)), now);
            backlog.heard(connected((int) late + 1, now.minusSeconds(late)), now);
            assertThat(backlog.holds(now)).as("%s s late", late).isEqualTo(now.isBefore(START.plusSeconds(LONGEST)));
        }
    }

    @Example
    void deadlinesWaitUntilTheLastSecondsOfABacklogAreReadToo() {
        Instant now = START;
        for (long late = 60; late > 10; late -= 5) {
            now = now.plusSeconds(2);
            backlog.heard(connected((int) late, now.minusSeconds(late)), now);
        }

        assertThat(backlog.holds(now.plus(Backlog.QUIET).minusMillis(1))).isTrue();
        assertThat(backlog.holds(now.plus(Backlog.QUIET))).isFalse();
    }

    @Example
    void signalsThatAreAsLateAsGraceAllowsHoldNothing() {
        for (int device = 0; device < 100; device++) {
            backlog.heard(connected(device, START.minus(Backlog.LATE)), START);
        }

        assertThat(backlog.holds(START)).isFalse();
    }

    @Example
    void aFewLateDevicesAmongManyHoldNothing() {
        for (int i = 0; i < 1_000; i++) {
            boolean late = i % 3 == 0 && i > 10;
            backlog.heard(connected(i, late ? START.minus(HOUR) : START), START);
            assertThat(backlog.holds(START)).isFalse();
        }
    }

    @Example
    void whatIsStampedByNobodyButUsTellsNothing() {
        for (int device = 0; device < 100; device++) {
            backlog.heard(new Signal.LastWill(new ClientId("d" + device), START.minus(HOUR)), START);
        }

        assertThat(backlog.spell(START)).isEmpty();
    }

    @Example
    void aClockThatIsSetBackHoldsNothing() {
        Instant ahead = START.plus(Duration.ofDays(1));
        backlog.heard(connected(1, START), ahead);
        backlog.heard(connected(2, START), ahead);
        assertThat(backlog.holds(ahead)).isTrue();

        assertThat(backlog.holds(START)).isFalse();
    }

    private static Signal connected(int device, Instant at) {
        return new Signal.Connected(new ClientId("d" + device), at, Connection.UNKNOWN);
    }
}
