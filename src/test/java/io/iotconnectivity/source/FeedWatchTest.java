package io.iotconnectivity.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedWatchTest {
    private static final Duration ALARM = Duration.ofMinutes(15);
    private static final String SOURCE = "source-presence";

    private final HandClock clock = new HandClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Instant> probes = new ArrayList<>();
    private boolean connected = true;
    private boolean certain = true;
    private boolean arrives = true;
    private Instant since = clock.instant();
    private Optional<Instant> lastMessageAt = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private final FeedWatch watch = new FeedWatch(
            ALARM,
            () -> List.of(SourceStatus.of(SOURCE, connected, since, lastMessageAt, Optional.empty())),
            source -> certain,
            this::connect,
            clock,
            meters);

    private Optional<String> connect() {
        probes.add(clock.instant());
        if (arrives && refusal.isEmpty()) {
            lastMessageAt = Optional.of(clock.instant());
        }
        return refusal;
    }

    /** Looks every second, as the thread does. */
    private void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofSeconds(1));
            watch.look();
        }
    }

    @Test
    void aFleetThatTalksIsNeverPutToTheProof() {
        for (int i = 0; i < 60; i++) {
            lastMessageAt = Optional.of(clock.instant());
            pass(Duration.ofMinutes(10));
        }

        assertThat(probes).isEmpty();
        assertThat(watch.silent(SOURCE)).isEmpty();
    }

    @Test
    void aQuietFleetRaisesNoAlarmForAsLongAsOurOwnEventsArrive() {
        pass(Duration.ofMinutes(125));

        assertThat(probes).hasSize(8);
        assertThat(watch.silent(SOURCE)).isEmpty();
        assertThat(watch.unproven(SOURCE)).isEmpty();
        assertThat(silentGauge()).isZero();
        assertThat(proofs("proven")).isEqualTo(probes.size());
    }

    @Test
    void aFeedThatIsCutStaysDeafUntilSomethingArrivesWhateverItsConnectionDoes() {
        Instant heard = clock.instant();
        lastMessageAt = Optional.of(heard);
        arrives = false;
        pass(Duration.ofMinutes(17));
        assertThat(watch.hearing(SOURCE)).isEqualTo(new FeedWatch.Hearing(true, heard));

        connected = false;
        since = clock.instant();
        pass(Duration.ofMinutes(1));
        connected = true;
        since = clock.instant();
        pass(Duration.ofMinutes(3));
        assertThat(watch.hearing(SOURCE)).isEqualTo(new FeedWatch.Hearing(true, heard));

        arrives = true;
        pass(Duration.ofMinutes(2));

        assertThat(watch.hearing(SOURCE).deaf()).as("put to the proof soon").isFalse();
        assertThat(watch.hearing(SOURCE).since()).isEqualTo(lastMessageAt.orElseThrow());
    }

    @Test
    void aFeedThatIsCutIsNoticedAndItsReturnIs() {
        lastMessageAt = Optional.of(clock.instant());
        arrives = false;
        pass(ALARM.plusSeconds(29));
        assertThat(watch.silent(SOURCE)).isEmpty();
        pass(Duration.ofSeconds(3));

        assertThat(watch.silent(SOURCE)).hasValueSatisfying(words -> assertThat(words)
                .contains("connected, but nothing arrives", "last message 20", "doctor"));
        assertThat(silentGauge()).isEqualTo(1);
        pass(Duration.ofMinutes(10));
        assertThat(probes).as("it is put to the proof again and again").hasSizeBetween(6, 8);
        assertThat(watch.silent(SOURCE)).isPresent();

        arrives = true;
        pass(Duration.ofMinutes(2));
        assertThat(watch.silent(SOURCE)).isEmpty();
        assertThat(silentGauge()).isZero();
    }

    @Test
    void anyMessageEndsTheAlarm() {
        arrives = false;
        pass(ALARM.plusSeconds(40));
        assertThat(watch.silent(SOURCE)).isPresent();

        lastMessageAt = Optional.of(clock.instant());
        pass(Duration.ofSeconds(1));

        assertThat(watch.silent(SOURCE)).isEmpty();
    }

    @Test
    void whereOurOwnConnectionIsRefusedNothingIsProven() {
        refusal = Optional.of("not authorized");
        pass(ALARM.plusSeconds(2));

        assertThat(watch.silent(SOURCE)).isEmpty();
        assertThat(watch.unproven(SOURCE))
                .hasValueSatisfying(words -> assertThat(words).contains("cannot be tested", "not authorized"));
        pass(ALARM);
        assertThat(probes).hasSize(2);
        refusal = Optional.empty();
        pass(ALARM.plusSeconds(2));
        assertThat(watch.unproven(SOURCE)).isEmpty();
    }

    @Test
    void whereOurEventNeedNotArriveItsAbsenceProvesNothingUntilOneHasArrived() {
        certain = false;
        arrives = false;
        pass(ALARM.plusSeconds(40));
        assertThat(watch.silent(SOURCE)).isEmpty();
        assertThat(watch.unproven(SOURCE)).isPresent();

        arrives = true;
        pass(ALARM.plusSeconds(40));
        assertThat(watch.unproven(SOURCE)).isEmpty();
        arrives = false;
        pass(ALARM.plusSeconds(40));
        assertThat(watch.silent(SOURCE)).isPresent();
    }

    @Test
    void aSourceThatIsNotConnectedIsNotSilentAndItsNextConnectionIsPutToTheProofSoon() {
        arrives = false;
        pass(ALARM.plusSeconds(40));
        assertThat(watch.silent(SOURCE)).isPresent();

        connected = false;
        since = clock.instant();
        pass(Duration.ofHours(1));
        assertThat(watch.silent(SOURCE)).isEmpty();
        int before = probes.size();
        connected = true;
        since = clock.instant();
        pass(Duration.ofSeconds(58));
        assertThat(probes).as("quiet is counted from the connection on").hasSize(before);
        pass(Duration.ofSeconds(40));
        assertThat(watch.silent(SOURCE)).isPresent();
    }

    private double silentGauge() {
        return meters.get("iotc.feed.silent").tag("source", SOURCE).gauge().value();
    }

    private double proofs(String result) {
        return meters.get("iotc.feed.proofs").tag("result", result).counter().count();
    }
}
