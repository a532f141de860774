package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every engine keeps of messages that cannot be read, and how they are read again. */
public abstract class DeadLetterContract extends EngineContract {
    @Test
    void unreadableMessageIsKeptAsItCame() {
        byte[] bytes = {'{', (byte) 0xff, 0};
        engine.keep(new Unreadable("presence", "$aws/events/presence/x", bytes, 3, "not JSON", START))
                .join();
        restart();

        assertThat(deadLetters(Optional.of("presence"))).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).isEqualTo(bytes);
            assertThat(letter.topic()).contains("$aws/events/presence/x");
            assertThat(letter.reason()).isEqualTo("not JSON");
            assertThat(letter.at()).isEqualTo(START);
        });
    }

    @Test
    void whatCanBeReadNowIsTakenInInTheOrderInWhichItCame() {
        only(Promise.REPLAYS);
        keepUnreadable("a", 1, 2, 3);
        engine.readAgainWith(DeadLetterContract::readAgain);

        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(new Replayed(0, 3, 0));

        assertThat(eventIds("a")).containsExactly("a-000003", "a-000002", "a-000001");
        assertThat(deadLetters(Optional.empty())).isEmpty();
        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(Replayed.NOTHING);
    }

    @Test
    void whatWasTakenInAlreadyChangesNothingWhenItIsReadAgain() {
        only(Promise.REPLAYS);
        accept(connected("a", 1));
        keepUnreadable("a", 1, 1);
        engine.readAgainWith(DeadLetterContract::readAgain);

        engine.replay(DeadLetterQuery.ALL).join();

        assertThat(eventIds("a")).containsExactly("a-000001");
        assertThat(deadLetters(Optional.empty())).isEmpty();
    }

    @Test
    void whatStillCannotBeReadStaysWithItsNewReason() {
        only(Promise.REPLAYS);
        keepUnreadable("a", 1, 2);
        engine.readAgainWith(message ->
                payload(message).endsWith("2") ? readAgain(message) : SecondReading.Found.unreadable("a new reason"));

        assertThat(engine.replay(DeadLetterQuery.of("presence")).join()).isEqualTo(new Replayed(0, 1, 1));
        restart();

        assertThat(deadLetters(Optional.empty())).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("a new reason");
            assertThat(payload(letter.payload())).isEqualTo("a 1");
        });
        assertThat(eventIds("a")).containsExactly("a-000001");
    }

    @Test
    void onlyWhatIsMeantIsReadAgain() {
        only(Promise.REPLAYS);
        keepUnreadable("a", 1, 2);
        engine.readAgainWith(DeadLetterContract::readAgain);
        LogPosition second = deadLetters(Optional.empty()).get(0).id();

        engine.replay(DeadLetterQuery.of("queue")).join();
        assertThat(deadLetters(Optional.empty())).hasSize(2);
        engine.replay(DeadLetterQuery.one(second)).join();

        assertThat(deadLetters(Optional.empty()))
                .singleElement()
                .satisfies(letter -> assertThat(payload(letter.payload())).isEqualTo("a 1"));
    }

    @Test
    void partThatCanBeReadNowIsTakenInOnceAlthoughTheMessageStays() {
        only(Promise.REPLAYS);
        keepUnreadable("a", 1);
        engine.readAgainWith(message -> new SecondReading.Found(
                List.of(connected("a", 1), new Signal.LastWill(new ClientId("b"), START)),
                Optional.of("the third cannot be read")));

        engine.replay(DeadLetterQuery.ALL).join();
        engine.replay(DeadLetterQuery.ALL).join();

        assertThat(eventIds("a")).containsExactly("a-000001");
        assertThat(engine.ledger().device(new ClientId("b"))).isEmpty();
        assertThat(deadLetters(Optional.empty())).hasSize(1);
    }

    @Test
    void messageThatWasCutIsNotReadAgain() {
        only(Promise.REPLAYS);
        engine.keep(new Unreadable("presence", "t", "a 1".getBytes(StandardCharsets.UTF_8), 200_000, "too long", START))
                .join();
        engine.readAgainWith(DeadLetterContract::readAgain);

        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(new Replayed(0, 0, 1));
        assertThat(deadLetters(Optional.empty())).singleElement().satisfies(letter -> assertThat(letter.reason())
                .isEqualTo("too long"));
    }

    @Test
    void twoWhoReplayAtOnceTakeNothingInTwice() {
        only(Promise.REPLAYS);
        keepUnreadable("a", LongStream.rangeClosed(1, 120).toArray());
        Queue<Signal> seen = new ConcurrentLinkedQueue<>();
        engine.close();
        engine = open(
                (before, signal, now) -> {
                    seen.add(signal);
                    return new SimpleRules().step(before, signal, now);
                },
                clock);
        // Nothing tells a will from its repetition.
        engine.readAgainWith(message -> SecondReading.Found.of(List.of(new Signal.LastWill(new ClientId("a"), START))));

        CompletableFuture<Replayed> one = engine.replay(DeadLetterQuery.ALL);
        CompletableFuture<Replayed> other = engine.replay(DeadLetterQuery.ALL);

        assertThat(one.join().plus(other.join()).takenIn()).isEqualTo(120);
        assertThat(seen).hasSize(120);
    }

    @Test
    void largeUnreadableMessageIsListedInPart() {
        byte[] bytes = new byte[Unreadable.MAX_PAYLOAD];
        engine.keep(new Unreadable("queue", "", bytes, bytes.length, "not JSON", START))
                .join();

        assertThat(deadLetters(Optional.of("queue"))).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).hasSize(128 * 1024);
            assertThat(letter.originalSize()).isEqualTo(bytes.length);
        });
    }

    private void keepUnreadable(String client, long... versions) {
        CompletableFuture.allOf(LongStream.of(versions)
                        .mapToObj(version -> (client + " " + version).getBytes(StandardCharsets.UTF_8))
                        .map(payload -> engine.keep(
                                new Unreadable("presence", "t", payload, payload.length, "not JSON", START)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static SecondReading.Found readAgain(Unreadable message) {
        String[] words = payload(message).split(" ");
        return SecondReading.Found.of(List.of(connected(words[0], Long.parseLong(words[1]))));
    }

    private static String payload(Unreadable message) {
        return payload(message.payload());
    }

    private static String payload(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
