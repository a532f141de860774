package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine does, whatever it keeps things in. */
public abstract class EngineContract {
    protected static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    protected final HandClock clock = new HandClock(START);

    @AutoClose
    protected Engine engine;

    /** Opens the engine upon what an earlier one of this test has left; no time to settle. */
    protected abstract Engine open(Rules rules, HandClock clock);

    @BeforeEach
    void openFirst() {
        engine = open(new SimpleRules(), clock);
    }

    protected void restart() {
        engine.close();
        engine = open(new SimpleRules(), clock);
    }

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
                .orTimeout(10, TimeUnit.SECONDS)
                .join();

        assertThat(engine.ledger().devicesByState()).isEqualTo(Map.of(Verdict.ONLINE, 2L));
        assertThat(deadLetters(Optional.empty())).singleElement().satisfies(letter -> {
            assertThat(letter.direction()).isEqualTo("in");
            assertThat(letter.clientId()).contains("bad");
            assertThat(letter.reason()).contains("cannot cope");
        });
    }

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
    void sinkThatWasRemovedIsForgottenWithAllThatWasKeptForIt() {
        Delivered sink = attach("log");
        sink.dead = true;
        for (int i = 1; i <= 30; i++) {
            accept(connected("d" + i % 3, i));
        }
        await().until(() -> status("log").retrying() > 0);
        assertThat(engine.forget("log").join()).isEmpty();
        assertThat(status("log").waiting()).isPositive();

        engine.detach("log");
        assertThat(engine.forget("log").join())
                .hasValueSatisfying(with -> assertThat(with.waiting()).isPositive());

        assertThat(engine.ledger().sinks()).isEmpty();
        restart();
        assertThat(engine.ledger().sinks()).isEmpty();
        Delivered anew = attach("log");
        accept(connected("d1", 31));
        await().untilAsserted(() -> assertThat(anew.ids()).containsExactly("d1-000011"));
    }

    @Test
    void whatCanBeReadNowIsTakenInInTheOrderInWhichItCame() {
        keepUnreadable("a", 1, 2, 3);
        engine.readAgainWith(EngineContract::readAgain);

        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(new Replayed(0, 3, 0));

        assertThat(eventIds("a")).containsExactly("a-000003", "a-000002", "a-000001");
        assertThat(deadLetters(Optional.empty())).isEmpty();
        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(Replayed.NOTHING);
    }

    @Test
    void whatWasTakenInAlreadyChangesNothingWhenItIsReadAgain() {
        accept(connected("a", 1));
        keepUnreadable("a", 1, 1);
        engine.readAgainWith(EngineContract::readAgain);

        engine.replay(DeadLetterQuery.ALL).join();

        assertThat(eventIds("a")).containsExactly("a-000001");
        assertThat(deadLetters(Optional.empty())).isEmpty();
    }

    @Test
    void whatStillCannotBeReadStaysWithItsNewReason() {
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
        keepUnreadable("a", 1, 2);
        engine.readAgainWith(EngineContract::readAgain);
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
        engine.keep(new Unreadable("presence", "t", "a 1".getBytes(StandardCharsets.UTF_8), 200_000, "too long", START))
                .join();
        engine.readAgainWith(EngineContract::readAgain);

        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(new Replayed(0, 0, 1));
        assertThat(deadLetters(Optional.empty())).singleElement().satisfies(letter -> assertThat(letter.reason())
                .isEqualTo("too long"));
    }

    @Test
    void twoWhoReplayAtOnceTakeNothingInTwice() {
        for (int i = 1; i <= 120; i++) {
            keepUnreadable("a", i);
        }
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

    private void keepUnreadable(String client, long... versions) {
        for (long version : versions) {
            byte[] payload = (client + " " + version).getBytes(StandardCharsets.UTF_8);
            engine.keep(new Unreadable("presence", "t", payload, payload.length, "not JSON", START))
                    .join();
        }
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

    @Test
    void sinkGetsWhatComesAfterItsFirstAttach() {
        accept(connected("a", 1));
        Delivered sink = attach("log");
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(sink.idsOf("a")).containsExactly("a-000002"));
    }

    @Test
    void sinkGoesOnWhereItWasLeft() {
        attach("log");
        accept(connected("a", 1));
        engine.detach("log");
        accept(connected("a", 2));
        restart();
        accept(connected("a", 3));
        Delivered sink = attach("log");

        await().untilAsserted(() -> assertThat(sink.idsOf("a")).contains("a-000002", "a-000003"));
        assertThat(sink.idsOf("a")).isSorted();
    }

    @Test
    void sinkGetsOnlyWhatItWants() {
        Delivered sink = new Delivered();
        engine.attach(new Sink("log", event -> event.subject().equals("b"), 3, 2, Optional.empty()), sink);
        accept(connected("a", 1));
        accept(connected("b", 1));
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(sink.ids()).containsExactly("b-000001"));
        await().untilAsserted(() -> assertThat(status("log").waiting()).isZero());
    }

    @Test
    void failedEventIsTriedAgainBeforeTheLaterOnesOfItsDevice() {
        Delivered sink = attach("log");
        sink.failNext("a-000001", 2);
        accept(connected("a", 1));
        accept(connected("a", 2));
        accept(connected("b", 1));

        await().untilAsserted(() -> assertThat(sink.ids()).containsExactly("b-000001"));
        await().untilAsserted(() -> assertThat(status("log").retrying()).isEqualTo(1));
        letTimePassUntil(() -> sink.idsOf("a").size() == 2);

        assertThat(sink.idsOf("a")).containsExactly("a-000001", "a-000002");
        assertThat(sink.attemptsOf("a-000001")).containsExactly(1, 2, 3);
    }

    @Test
    void eventThatFailsTooOftenBecomesADeadLetter() {
        Delivered sink = attach("log");
        sink.failNext("a-000001", 100);
        accept(connected("a", 1));
        accept(connected("a", 2));
        letTimePassUntil(() -> sink.idsOf("a").contains("a-000002"));

        await().untilAsserted(() -> assertThat(deadLetters(Optional.of("log")))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.direction()).isEqualTo("out");
                    assertThat(letter.eventId()).contains("a-000001");
                    assertThat(letter.attempts()).isEqualTo(Delivered.MAX_ATTEMPTS);
                    assertThat(new String(letter.payload(), StandardCharsets.UTF_8))
                            .contains("\"id\":\"a-000001\"");
                }));
        assertThat(status("log").deadLetters()).isEqualTo(1);
    }

    @Test
    void undeliverableEventBecomesADeadLetterAtOnce() {
        Delivered sink = new Delivered() {
            @Override
            public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
                if (events.get(0).id().equals("a-000001")) {
                    throw new Undeliverable("no such thing");
                }
                return super.deliver(events, attempt, receipt);
            }
        };
        engine.attach(Delivered.sink("log"), sink);
        accept(connected("a", 1));
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(sink.ids()).containsExactly("a-000002"));
        await().untilAsserted(() -> assertThat(deadLetters(Optional.of("log")))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.reason()).isEqualTo("no such thing");
                    assertThat(letter.attempts()).isEqualTo(1);
                }));
    }

    @Test
    void sinkThatAsksForAPauseGetsIt() {
        Delivered sink = new Delivered() {
            private boolean asked;

            @Override
            public synchronized Receipt deliver(List<Event> events, int attempt, Optional<String> receipt)
                    throws Exception {
                if (!asked) {
                    asked = true;
                    throw new RetryLater("busy", Duration.ofHours(20));
                }
                return super.deliver(events, attempt, receipt);
            }
        };
        engine.attach(Delivered.sink("log"), sink);
        accept(connected("a", 1));
        await().untilAsserted(() -> assertThat(status("log").pausedUntil()).contains(START.plus(Duration.ofHours(20))));
        clock.advance(Duration.ofHours(20).minusMillis(1));
        accept(connected("b", 1));
        await().untilAsserted(() -> assertThat(status("log").waiting()).isEqualTo(2));
        assertThat(sink.ids()).isEmpty();

        clock.advance(Duration.ofMillis(1));
        await().untilAsserted(() -> assertThat(sink.ids()).containsExactlyInAnyOrder("a-000001", "b-000001"));
    }

    @Test
    void sinkThatQuarrelsAboutEverythingIsPausedAndLosesNothingMeanwhile() {
        AtomicBoolean works = new AtomicBoolean();
        Delivered sink = new Delivered() {
            @Override
            public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
                if (!works.get()) {
                    throw new NotThisOne("may not make tickets", Optional.empty(), false);
                }
                return super.deliver(events, attempt, receipt);
            }
        };
        engine.attach(Delivered.sink("log"), sink);
        for (int i = 0; i < 20; i++) {
            accept(connected("a" + i, 1));
        }
        await().untilAsserted(() -> assertThat(status("log").pausedUntil()).isPresent());
        works.set(true);
        await().untilAsserted(() -> {
            clock.advance(Duration.ofSeconds(10));
            assertThat(sink.ids()).hasSize(20);
        });
        assertThat(status("log").deadLetters()).isZero();
        assertThat(status("log").pausedUntil()).isEmpty();
    }

    @Test
    void quarrelAboutOneEventIsTriedAgainAndPausesNobody() {
        Delivered sink = new Delivered() {
            @Override
            public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
                if (events.get(0).id().equals("a-000001") && attempt < Delivered.MAX_ATTEMPTS) {
                    throw new NotThisOne("somebody is editing it", Optional.of(Duration.ofHours(1)), false);
                }
                return super.deliver(events, attempt, receipt);
            }
        };
        engine.attach(Delivered.sink("log"), sink);
        accept(connected("a", 1));
        for (int attempt = 1; attempt < Delivered.MAX_ATTEMPTS; attempt++) {
            int failed = attempt;
            await().untilAsserted(() -> assertThat(status("log").failures()).isEqualTo(failed));
            accept(connected("b", attempt));
            await().untilAsserted(() -> assertThat(sink.idsOf("b")).hasSize(failed));
            assertThat(status("log").pausedUntil()).isEmpty();
            assertThat(sink.idsOf("a")).isEmpty();
            clock.advance(Duration.ofHours(1));
        }

        await().untilAsserted(() -> assertThat(sink.idsOf("a")).containsExactly("a-000001"));
    }

    @Test
    void deadSinkIsPausedAndGetsEverythingInOrderOnceItIsBack() {
        Delivered sink = attach("log");
        sink.dead = true;
        for (int i = 1; i <= 40; i++) {
            accept(connected("d" + i % 10, i));
        }
        await().until(() -> status("log").pausedUntil().isPresent());
        assertThat(status("log").waiting()).isEqualTo(40);
        sink.dead = false;
        letTimePassUntil(() -> sink.ids().size() == 40);

        for (int d = 0; d < 10; d++) {
            assertThat(sink.idsOf("d" + d)).hasSize(4).isSorted();
        }
        assertThat(deadLetters(Optional.empty())).isEmpty();
        await().until(() -> status("log").pausedUntil().isEmpty());
    }

    @Test
    void deadOrSlowSinkHoldsNoOtherUp() throws Exception {
        Delivered dead = attach("dead");
        dead.dead = true;
        CountDownLatch end = new CountDownLatch(1);
        engine.attach(Delivered.sink("slow"), (events, attempt, receipt) -> {
            end.await();
            return Receipt.NONE;
        });
        Delivered healthy = attach("healthy");
        for (int i = 1; i <= 200; i++) {
            accept(connected("d" + i % 20, i));
        }

        await().untilAsserted(() -> assertThat(healthy.ids()).hasSize(200));
        end.countDown();
    }

    @Test
    void whatFailedIsStillDueAfterARestart() {
        Delivered before = attach("log");
        before.dead = true;
        for (int i = 1; i <= 30; i++) {
            accept(connected("d" + i % 3, i));
        }
        await().until(() -> status("log").retrying() > 0);
        restart();
        Delivered after = attach("log");
        letTimePassUntil(() -> after.ids().size() == 30);

        for (int d = 0; d < 3; d++) {
            assertThat(after.idsOf("d" + d)).hasSize(10).isSorted();
        }
    }

    @Test
    void intervalSinkGetsOneBatchAnIntervalEvenAnEmptyOne() {
        Delivered sink = new Delivered();
        engine.attach(new Sink("metrics", event -> true, 5, 1, Optional.of(Duration.ofMinutes(1))), sink);
        accept(connected("a", 1));
        accept(connected("b", 1));
        await().until(() -> status("metrics").active());
        assertThat(sink.batches).isEmpty();

        letTimePassUntil(() -> sink.batches.size() >= 2);

        assertThat(sink.batches.stream().flatMap(List::stream)).hasSize(2);
        assertThat(sink.batches).anySatisfy(batch -> assertThat(batch).isEmpty());
    }

    @Test
    void intervalSinkGetsTheSameBatchAgainAfterAFailure() {
        Delivered sink = new Delivered();
        sink.dead = true;
        engine.attach(new Sink("metrics", event -> true, 50, 1, Optional.of(Duration.ofMinutes(1))), sink);
        accept(connected("a", 1));
        letTimePassUntil(() -> status("metrics").failures() > 0);
        accept(connected("b", 1));
        sink.dead = false;
        letTimePassUntil(() -> sink.ids().size() == 2);

        assertThat(sink.batches.stream().filter(batch -> !batch.isEmpty()).map(batch -> batch.get(0)
                        .id()))
                .containsExactly("a-000001", "b-000001");
    }

    @Test
    void sinkThatIsAttachedAgainReplacesTheOneBefore() {
        Delivered first = attach("log");
        accept(connected("a", 1));
        await().untilAsserted(() -> assertThat(first.ids()).hasSize(1));
        Delivered second = attach("log");
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(second.ids()).contains("a-000002"));
        assertThat(first.ids()).containsExactly("a-000001");
    }

    @Test
    void devicesAreListedPageByPage() {
        for (String id : List.of("b", "a", "c%", "c_", "C/1")) {
            accept(connected(id, 1));
        }
        accept(disconnected("a", 2));

        Ledger ledger = engine.ledger();
        Ledger.Page<?> first = ledger.devices(DeviceQuery.ALL, 2);
        assertThat(first.total()).isEqualTo(5);
        assertThat(first.items()).hasSize(2);
        Ledger.Page<?> rest = ledger.devices(devices(Optional.empty(), Optional.empty(), first.next()), 10);
        assertThat(rest.items()).hasSize(3);
        assertThat(rest.next()).isEmpty();
        assertThat(ids(ledger.devices(devices(Optional.of(Verdict.SUSPECT), Optional.empty(), Optional.empty()), 10)))
                .containsExactly("a");
        assertThat(ids(ledger.devices(devices(Optional.empty(), Optional.of("%"), Optional.empty()), 10)))
                .containsExactly("c%");
        assertThat(ids(ledger.devices(devices(Optional.empty(), Optional.of("_"), Optional.empty()), 10)))
                .containsExactly("c_");
        assertThat(ids(ledger.devices(devices(Optional.empty(), Optional.of("c"), Optional.empty()), 10)))
                .containsExactly("C/1", "c%", "c_");
    }

    @Test
    void severalDevicesAreReadAtOnceAndUnheardOnesAreLeftOut() {
        accept(connected("a", 1));
        accept(connected("b%", 1));
        accept(connected("c", 1));

        assertThat(engine.ledger().devices(List.of(new ClientId("c"), new ClientId("b%"), new ClientId("x"))))
                .extracting(device -> device.client().value())
                .containsExactlyInAnyOrder("b%", "c");
        assertThat(engine.ledger().devices(List.of())).isEmpty();
    }

    @Test
    void itIsKnownWhenTheLatestEventWasTakenIn() {
        assertThat(engine.ledger().lastTakenIn()).isEmpty();

        accept(connected("a", 1));

        assertThat(engine.ledger().lastTakenIn()).contains(clock.instant());
    }

    @Test
    void eventsOfADeviceAreListedNewestFirst() {
        for (int i = 1; i <= 5; i++) {
            accept(connected("a", i));
            accept(connected("b", i));
        }

        Ledger.Page<Event> first = engine.ledger().events(new ClientId("a"), Optional.empty(), 2);
        assertThat(first.items()).extracting(Event::id).containsExactly("a-000005", "a-000004");
        assertThat(first.total()).isEqualTo(5);
        Ledger.Page<Event> rest = engine.ledger().events(new ClientId("a"), first.next(), 10);
        assertThat(rest.items()).extracting(Event::id).containsExactly("a-000003", "a-000002", "a-000001");
        assertThat(rest.next()).isEmpty();
    }

    @Test
    void signalIsRefusedOnceTheEngineIsClosed() {
        engine.close();

        assertThat(engine.accept(connected("a", 1))).isCompletedExceptionally();
        engine = open(new SimpleRules(), clock);
    }

    protected Delivered attach(String name) {
        Delivered delivered = new Delivered();
        engine.attach(Delivered.sink(name), delivered);
        return delivered;
    }

    protected void accept(Signal signal) {
        engine.accept(signal).orTimeout(10, TimeUnit.SECONDS).join();
    }

    protected Verdict state(String client) {
        return engine.ledger().device(new ClientId(client)).orElseThrow().state();
    }

    protected List<String> eventIds(String client) {
        return engine.ledger().events(new ClientId(client), Optional.empty(), 10_000).items().stream()
                .map(Event::id)
                .toList();
    }

    protected List<DeadLetter> deadLetters(Optional<String> origin) {
        return engine.ledger()
                .deadLetters(origin.map(DeadLetterQuery::of).orElse(DeadLetterQuery.ALL), Optional.empty(), 1000)
                .items();
    }

    protected SinkStatus status(String sink) {
        return engine.ledger().sinks().stream()
                .filter(status -> status.name().equals(sink))
                .findFirst()
                .orElseThrow();
    }

    /** Moves the clock on, in steps, while the engine gets the time to act on each. */
    protected void letTimePassUntil(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    clock.advance(Duration.ofSeconds(15));
                    return condition.call();
                });
    }

    private static DeviceQuery devices(Optional<Verdict> state, Optional<String> contains, Optional<String> after) {
        return DeviceQuery.ALL.withState(state).containing(contains).after(after.map(DevicePlace::of));
    }

    private static List<String> ids(Ledger.Page<Presence> page) {
        return page.items().stream().map(device -> device.client().value()).toList();
    }

    protected static Signal connected(String client, long version) {
        return new Signal.Connected(new ClientId(client), START.plusSeconds(version), connection(version));
    }

    protected static Signal disconnected(String client, long version) {
        return new Signal.Disconnected(
                new ClientId(client), START.plusSeconds(version), connection(version), Reason.CONNECTION_LOST);
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A sink that remembers, and fails when it is told to. */
    protected static class Delivered implements Delivery {
        static final int MAX_ATTEMPTS = 6;

        volatile boolean dead;
        final Queue<List<Event>> batches = new ConcurrentLinkedQueue<>();
        private final Map<String, Integer> failures = new ConcurrentHashMap<>();
        private final Queue<Map.Entry<String, Integer>> attempts = new ConcurrentLinkedQueue<>();

        static Sink sink(String name) {
            return new Sink(name, event -> true, MAX_ATTEMPTS, 4, Optional.empty());
        }

        void failNext(String eventId, int times) {
            failures.put(eventId, times);
        }

        @Override
        public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
            events.forEach(event -> attempts.add(Map.entry(event.id(), attempt)));
            if (dead) {
                throw new IllegalStateException("dead");
            }
            for (Event event : events) {
                int left = failures.getOrDefault(event.id(), 0);
                if (left > 0) {
                    failures.put(event.id(), left - 1);
                    throw new IllegalStateException("not yet");
                }
            }
            batches.add(events);
            return Receipt.NONE;
        }

        List<String> ids() {
            return batches.stream().flatMap(List::stream).map(Event::id).toList();
        }

        List<String> idsOf(String client) {
            return batches.stream()
                    .flatMap(List::stream)
                    .filter(event -> event.subject().equals(client))
                    .map(Event::id)
                    .toList();
        }

        List<EventType> typesOf(String client) {
            return batches.stream()
                    .flatMap(List::stream)
                    .filter(event -> event.subject().equals(client))
                    .map(Event::type)
                    .toList();
        }

        List<Integer> attemptsOf(String eventId) {
            return attempts.stream()
                    .filter(attempt -> attempt.getKey().equals(eventId))
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }
}
