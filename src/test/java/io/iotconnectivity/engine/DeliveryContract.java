package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How every engine delivers events to sinks. */
public abstract class DeliveryContract extends EngineContract {
    @Test
    void sinkThatWasRemovedIsForgottenWithAllThatWasKeptForIt() {
        Delivered sink = attach("log");
        sink.dead = true;
        accept(IntStream.rangeClosed(1, 30).mapToObj(i -> connected("d" + i % 3, i)));
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
    void sinkGetsWhatComesAfterItsFirstAttach() {
        accept(connected("a", 1));
        Delivered sink = attach("log");
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(sink.idsOf("a")).containsExactly("a-000002"));
    }

    @Test
    void appendedReportIsInTheLogAndReachesTheSinksThatWantIt() {
        Delivered sink = new Delivered();
        engine.attach(
                new Sink("mail", event -> event.type() == EventType.REPORT_MONTHLY, 3, 2, Optional.empty()), sink);
        Event report = SampleReports.november();
        accept(connected("a", 1));
        engine.append(report).join();

        await().untilAsserted(() -> assertThat(sink.ids()).containsExactly(report.id()));
        await().untilAsserted(() -> assertThat(engine.ledger().latestEvents(10).events())
                .extracting(LoggedEvent::event)
                .contains(report));
        restart();
        assertThat(engine.ledger().latestEvents(10).events())
                .extracting(LoggedEvent::event)
                .contains(report);
        assertThat(engine.ledger().devicesByState().values()).containsExactly(1L);
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
    void deadLetterOfAnIncidentNamesTheIncidentAndNoDevice() {
        engine.attach(Delivered.sink("log"), (events, attempt, receipt) -> {
            throw new Undeliverable("no");
        });
        engine.address(
                        "log",
                        List.of(SampleIncidents.event(EventType.INCIDENT_OPENED, IncidentKind.TEST, "x", 1, START)))
                .join();

        await().untilAsserted(() -> assertThat(deadLetters(Optional.of("log")))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.clientId()).isEmpty();
                    assertThat(letter.incident()).contains(new DeadLetter.OfIncident("x", "test/x"));
                }));
    }

    @Test
    void deadLetterIsReplayedWithItsIdUnlessItsIncidentIsOver() {
        only(Promise.REPLAYS);
        engine.close();
        engine = open(new SimpleRules(), new ScriptedIncidents());
        AtomicBoolean works = new AtomicBoolean();
        Delivered sink = new Delivered() {
            @Override
            public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
                if (!works.get()) {
                    throw new Undeliverable("no");
                }
                return super.deliver(events, attempt, receipt);
            }
        };
        engine.attach(incidents("tickets"), sink);
        Delivered other = new Delivered();
        engine.attach(incidents("other"), other);
        for (String client : List.of("x", "y")) {
            accept(connected(client, 1));
            accept(disconnected(client, 2));
        }
        clock.advance(SimpleRules.GRACE);
        await().until(() -> status("tickets").deadLetters() == 2);
        accept(connected("y", 3));
        await().until(() -> status("tickets").dropped() == 1);
        works.set(true);

        assertThat(engine.replay(DeadLetterQuery.of("tickets")).join()).isEqualTo(new Replayed(2, 0, 0));

        await().untilAsserted(() -> assertThat(sink.ids()).containsExactly("x-1"));
        await().untilAsserted(() ->
                assertThat(sent("tickets", "y")).contains("y-1 DROPPED it was over before it could be delivered"));
        assertThat(sent("tickets", "y")).contains("y-2 DROPPED its opening was not delivered", "y-1 LOST no");
        assertThat(status("tickets").deadLetters()).isZero();
        assertThat(other.ids()).containsExactlyInAnyOrder("x-1", "y-1", "y-2");
        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(Replayed.NOTHING);
    }

    private static Sink incidents(String name) {
        return new Sink(name, event -> event.incident().isPresent(), 5, 4, Optional.empty());
    }

    private List<String> sent(String sink, String incident) {
        return engine.ledger().sent(incident, 100).stream()
                .filter(sent -> sent.sink().equals(sink))
                .map(sent -> sent.eventId() + " " + sent.result() + " "
                        + sent.answer().orElse(""))
                .toList();
    }

    @Test
    void sinkThatIsGoneIsShownSoAfterARestartUntilItIsEnabled() {
        engine.attach(Delivered.sink("log"), (events, attempt, receipt) -> {
            throw new SinkGone("410 Gone");
        });
        accept(connected("a", 1));
        await().untilAsserted(() -> assertThat(status("log").gone()).contains("410 Gone"));
        restart();
        if (promises().contains(Promise.LISTS_DETACHED_SINKS)) {
            assertThat(status("log").gone()).contains("410 Gone");
        }
        Delivered sink = attach("log");
        await().untilAsserted(() -> assertThat(status("log").gone()).contains("410 Gone"));
        accept(connected("b", 1));
        await().until(() -> status("log").waiting() == 2);
        assertThat(sink.ids()).isEmpty();

        assertThat(engine.enable("log").join()).isTrue();

        await().untilAsserted(() -> assertThat(sink.ids()).containsExactlyInAnyOrder("a-000001", "b-000001"));
        assertThat(status("log").gone()).isEmpty();
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
        accept(IntStream.range(0, 20).mapToObj(i -> connected("a" + i, 1)));
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
        accept(IntStream.rangeClosed(1, 40).mapToObj(i -> connected("d" + i % 10, i)));
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
        accept(IntStream.rangeClosed(1, 200).mapToObj(i -> connected("d" + i % 20, i)));

        await().untilAsserted(() -> assertThat(healthy.ids()).hasSize(200));
        end.countDown();
    }

    @Test
    void whatFailedIsStillDueAfterARestart() {
        Delivered before = attach("log");
        before.dead = true;
        accept(IntStream.rangeClosed(1, 30).mapToObj(i -> connected("d" + i % 3, i)));
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
}
