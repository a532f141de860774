package io.iotconnectivity.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration THREE_DAYS = Duration.ofDays(3);

    private final HandClock clock = new HandClock(START);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ClockWatch watch = new ClockWatch(clock, meters);

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void nothingIsSaidWhileNobodyHasToldTheTime() {
        watch.look();

        assertThat(watch.problem()).isEmpty();
        assertThat(ahead()).isNaN();
    }

    @Test
    void clockThatIsThreeDaysBehindIsFoundByTheTimesOfOneDevicesEvents() {
        connected("a", clock.instant().plus(THREE_DAYS));
        clock.advance(Duration.ofSeconds(10));
        connected("a", clock.instant().plus(THREE_DAYS));
        watch.look();

        assertThat(watch.problem()).hasValueSatisfying(problem -> assertThat(problem)
                .contains("3 days behind", "presence events", "nothing is lost", "timedatectl"));
        assertThat(ahead()).isEqualTo(-THREE_DAYS.toSeconds());
    }

    @Test
    void clockThatIsBehindIsFoundEvenIfItIsSetBackALittleMeanwhile() {
        connected("a", clock.instant().plus(THREE_DAYS));
        clock.advance(Duration.ofSeconds(-2));
        connected("a", clock.instant().plus(THREE_DAYS));
        clock.advance(Duration.ofSeconds(-2));
        watch.look();

        assertThat(watch.problem()).isPresent();
    }

    @Test
    void oneOddTimeIsNotBelieved() {
        connected("odd", Instant.parse("9999-12-31T00:00:00Z"));
        connected("odd", Instant.parse("9999-12-31T00:00:00Z"));
        watch.look();
        assertThat(watch.problem()).isEmpty();

        connected("odder", clock.instant().plus(Duration.ofDays(400)));
        connected("odder", clock.instant().plus(Duration.ofDays(400)));
        connected("a", clock.instant());
        watch.look();
        assertThat(watch.problem()).isEmpty();
    }

    @Test
    void clockThatIsAheadIsFoundByEventsThatAllComeLateForMinutes() {
        for (int minute = 0; minute < 5; minute++) {
            assertThat(watch.problem()).isEmpty();
            connected("d" + minute, clock.instant().minus(THREE_DAYS));
            watch.look();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(watch.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("3 days late", "that far ahead"));
    }

    @Test
    void backlogIsNoClockThatIsAhead() {
        for (int hour = 60; hour >= 0; hour--) {
            connected("d" + hour, clock.instant().minus(Duration.ofHours(hour)));
            clock.advance(Duration.ofSeconds(1));
            watch.look();
            assertThat(watch.problem()).isEmpty();
        }
    }

    @Test
    void datesOfAwsAnswersOutweighEvents() {
        for (int minute = 0; minute < 5; minute++) {
            connected("d" + minute, clock.instant().minus(THREE_DAYS));
            watch.answered(clock.instant().minusSeconds(1));
            clock.advance(Duration.ofMinutes(1));
        }
        watch.look();
        assertThat(watch.problem()).isEmpty();
        assertThat(ahead()).isEqualTo(1);

        for (int i = 0; i < 6; i++) {
            watch.answered(clock.instant().minus(THREE_DAYS));
        }
        watch.look();
        assertThat(watch.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("3 days ahead of", "date of its answers"));
    }

    @Test
    void clockThatWasSetIsRightAgain() {
        watch.answered(clock.instant().plus(THREE_DAYS));
        watch.look();
        assertThat(watch.problem()).isPresent();

        clock.advance(THREE_DAYS);
        watch.look();
        assertThat(watch.problem()).isEmpty();

        watch.answered(clock.instant());
        watch.look();
        assertThat(watch.problem()).isEmpty();
        assertThat(ahead()).isZero();
    }

    @Test
    void willsAndSignsOfLifeTellNoTime() {
        for (int i = 0; i < 5; i++) {
            watch.heard(new Signal.LastWill(new ClientId("a"), clock.instant().plus(THREE_DAYS)), clock.instant());
        }
        watch.look();

        assertThat(watch.problem()).isEmpty();
    }

    private void connected(String client, Instant at) {
        watch.heard(new Signal.Connected(new ClientId(client), at, Connection.UNKNOWN), clock.instant());
    }

    private double ahead() {
        return meters.get("iotc.clock.ahead").gauge().value();
    }
}
