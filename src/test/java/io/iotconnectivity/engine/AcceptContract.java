package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How every engine accepts signals, and when deadlines fire. */
public abstract class AcceptContract extends EngineContract {
    @Test
    void acceptedSignalIsInTheLedgerWhenItsFutureCompletes() {
        accept(connected("a", 1));

        assertThat(engine.ledger().device(new ClientId("a")))
                .hasValueSatisfying(device -> assertThat(device.state()).isEqualTo(Verdict.ONLINE));
        assertThat(engine.ledger().devicesByState()).isEqualTo(Map.of(Verdict.ONLINE, 1L));
        assertThat(eventIds("a")).containsExactly("a-000001");
    }

    @Test
    void acceptedSignalOutlivesARestart() {
        accept(connected("a", 1));
        restart();

        assertThat(engine.ledger().devicesByState()).isEqualTo(Map.of(Verdict.ONLINE, 1L));
        assertThat(eventIds("a")).containsExactly("a-000001");
    }

    @Test
    void signalThatComesAgainChangesNothing() {
        accept(connected("a", 1));
        accept(connected("a", 1));
        restart();
        accept(connected("a", 1));

        assertThat(eventIds("a")).containsExactly("a-000001");
    }

    @Test
    void signalWithoutIdentityIsTakenInEachTime() {
        Queue<Signal> seen = new ConcurrentLinkedQueue<>();
        engine.close();
        engine = open(
                (before, signal, now) -> {
                    seen.add(signal);
                    return new SimpleRules().step(before, signal, now);
                },
                clock);
        Signal will = new Signal.LastWill(new ClientId("a"), START);
        accept(will);
        accept(will);

        assertThat(seen).containsExactly(will, will);
    }

    @Test
    void signalsOfOneDeviceTakeEffectInTheOrderOfTheCalls() {
        List<CompletableFuture<Void>> all = IntStream.rangeClosed(1, 2000)
                .mapToObj(i -> engine.accept(i % 2 == 0 ? disconnected("a", i) : connected("a", i)))
                .toList();
        all.forEach(CompletableFuture::join);

        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().sequence())
                .isEqualTo(2000);
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().state())
                .isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void deadlineComesBackAsATimerWhenItsTimeHasCome() {
        Delivered sink = attach("log");
        accept(disconnected("a", 1));
        clock.advance(SimpleRules.GRACE.minusMillis(1));
        accept(connected("b", 1));
        assertThat(state("a")).isEqualTo(Verdict.SUSPECT);

        clock.advance(Duration.ofMillis(1));

        await().until(() -> state("a") == Verdict.OFFLINE);
        await().untilAsserted(() ->
                assertThat(sink.typesOf("a")).containsExactly(EventType.DEVICE_SIGNAL, EventType.DEVICE_OFFLINE));
    }

    @Test
    void deadlineThatWasMovedDoesNotComeBack() {
        accept(disconnected("a", 1));
        accept(connected("a", 2));
        clock.advance(SimpleRules.GRACE.multipliedBy(2));
        accept(disconnected("b", 1));
        clock.advance(SimpleRules.GRACE);

        await().until(() -> state("b") == Verdict.OFFLINE);
        assertThat(state("a")).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void deadlineThatCameWhileTheEngineWasAwayComesBackAfterTheStart() {
        accept(disconnected("a", 1));
        engine.close();
        clock.advance(Duration.ofDays(1));
        engine = open(new SimpleRules(), clock);

        await().until(() -> state("a") == Verdict.OFFLINE);
    }

    @Test
    void signalThatTheRulesFailOnBecomesADeadLetterAndTheOthersGoOn() {
        CompletableFuture<Void> good = engine.accept(connected("a", 1));
        CompletableFuture<Void> bad = engine.accept(connected("bad", 1));
        CompletableFuture<Void> alsoGood = engine.accept(connected("c", 1));
        CompletableFuture.allOf(good, bad, alsoGood)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();

        assertThat(engine.ledger().devicesByState()).isEqualTo(Map.of(Verdict.ONLINE, 2L));
        assertThat(deadLetters(Optional.empty())).singleElement().satisfies(letter -> {
            assertThat(letter.direction()).isEqualTo("in");
            assertThat(letter.clientId()).contains("bad");
            assertThat(letter.reason()).contains("cannot cope");
        });
    }

    @Test
    void itIsKnownWhenTheLatestEventWasTakenIn() {
        assertThat(engine.ledger().lastTakenIn()).isEmpty();

        accept(connected("a", 1));

        assertThat(engine.ledger().lastTakenIn()).contains(clock.instant());
    }

    @Test
    void signalIsRefusedOnceTheEngineIsClosed() {
        engine.close();

        assertThat(engine.accept(connected("a", 1))).isCompletedExceptionally();
        engine = open(new SimpleRules(), clock);
    }
}
