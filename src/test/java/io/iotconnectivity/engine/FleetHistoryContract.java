package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every engine remembers of its fleet, minute by minute. */
public abstract class FleetHistoryContract extends EngineContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Override
    protected Engine open() {
        return open(IncidentPolicy.defaults());
    }

    @Test
    void minuteHasTheCountsOfItsEndAndWhatBeganAndEndedInIt() {
        connect("a", 1);
        connect("b", 1);
        clock.advance(Duration.ofSeconds(5));
        drop("a", 1);
        clock.advance(Duration.ofSeconds(40));
        awaitState(Verdict.OFFLINE, 1);
        nextMinute();
        connect("a", 2);
        nextMinute();

        List<FleetStep> steps = engine.ledger().history(START, clock.instant(), MINUTE);

        assertThat(steps)
                .containsExactly(
                        new FleetStep(START, 1, 0, 1, 0, 0, 1, 0),
                        new FleetStep(START.plus(MINUTE), 2, 0, 0, 0, 0, 0, 1),
                        new FleetStep(START.plus(MINUTE.multipliedBy(2)), 2, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void longerStepHasTheLatestCountsAndTheSums() {
        connect("a", 1);
        drop("a", 1);
        clock.advance(Duration.ofSeconds(40));
        awaitState(Verdict.OFFLINE, 1);
        nextMinute();
        connect("a", 2);
        connect("b", 1);
        nextMinute();
        clock.advance(Duration.ofMinutes(4));
        awaitMinute(START.plus(Duration.ofMinutes(6)));

        assertThat(engine.ledger().history(START, clock.instant(), Duration.ofMinutes(5)))
                .containsExactly(
                        new FleetStep(START, 2, 0, 0, 0, 0, 1, 1),
                        new FleetStep(START.plus(Duration.ofMinutes(5)), 2, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void timeInWhichWeDidNotRunIsAGap() {
        connect("a", 1);
        nextMinute();
        engine.close();
        clock.advance(Duration.ofMinutes(10));
        engine = open();
        nextMinute();

        assertThat(minutes())
                .containsExactly(
                        START,
                        START.plus(MINUTE),
                        START.plus(Duration.ofMinutes(11)),
                        START.plus(Duration.ofMinutes(12)));
    }

    @Test
    void outagesOfAMinuteSurviveARestartWithinIt() {
        connect("a", 1);
        drop("a", 1);
        clock.advance(Duration.ofSeconds(40));
        awaitState(Verdict.OFFLINE, 1);
        restart();
        connect("a", 2);

        assertThat(engine.ledger().history(START, clock.instant(), MINUTE))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.outages()).isEqualTo(1);
                    assertThat(step.recoveries()).isEqualTo(1);
                });
    }

    @Test
    void clockThatIsSetBackAddsToTheMinutesThatItComesThroughAgain() {
        nextMinute();
        connect("a", 1);
        drop("a", 1);
        clock.advance(Duration.ofSeconds(50));
        awaitState(Verdict.OFFLINE, 1);
        clock.advance(Duration.ofSeconds(-100));
        connect("b", 1);
        nextMinute();
        nextMinute();

        List<FleetStep> steps = engine.ledger().history(START, clock.instant(), MINUTE);

        assertThat(steps).extracting(FleetStep::at).doesNotHaveDuplicates().isSorted();
        assertThat(steps.stream().mapToLong(FleetStep::outages).sum()).isEqualTo(1);
        assertThat(steps.get(steps.size() - 1).online()).isEqualTo(1);
    }

    @Test
    void weekOldMinutesAreForgotten() {
        nextMinute();
        clock.advance(Duration.ofDays(7));
        Instant now = clock.instant();
        awaitMinute(now);

        assertThat(minutes()).containsExactly(START.plus(MINUTE), now);
    }

    private List<Instant> minutes() {
        return engine.ledger().history(START, clock.instant(), MINUTE).stream()
                .map(FleetStep::at)
                .toList();
    }

    private void nextMinute() {
        Instant next = START.plus(
                MINUTE.multipliedBy(Duration.between(START, clock.instant()).toMinutes() + 1));
        clock.advance(Duration.between(clock.instant(), next));
        awaitMinute(next);
    }

    private void awaitMinute(Instant minute) {
        Instant begin = minute.truncatedTo(ChronoUnit.MINUTES);
        await().until(() -> !engine.ledger().history(begin, begin, MINUTE).isEmpty());
    }

    private void awaitState(Verdict verdict, long devices) {
        await().until(() -> engine.ledger().devicesByState().getOrDefault(verdict, 0L) == devices);
    }

    private void connect(String client, long version) {
        engine.accept(new Signal.Connected(new ClientId(client), clock.instant(), connection(version)))
                .join();
    }

    private void drop(String client, long version) {
        engine.accept(new Signal.Disconnected(
                        new ClientId(client), clock.instant(), connection(version), Reason.CONNECTION_LOST))
                .join();
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
