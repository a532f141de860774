package io.iotconnectivity.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.Enriched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrichRoutesTest {
    private static final EnrichSettings USUAL =
            new EnrichSettings(true, Duration.ofHours(6), 100, 1000, Duration.ofSeconds(60));

    private static final ClientId DEVICE = new ClientId("a");
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Enriched> answers = new CopyOnWriteArrayList<>();
    private final List<Signal> others = new CopyOnWriteArrayList<>();
    private final List<List<Effect>> calls = new CopyOnWriteArrayList<>();

    @AutoClose
    private final EnrichRoutes routes = new EnrichRoutes(
            Duration.ofSeconds(10),
            new EnrichPace(Duration.ofMillis(1), Duration.ofMillis(100), 500),
            Clock.systemUTC(),
            meters);

    @BeforeEach
    void listen() {
        routes.answerTo(answer -> {
            if (answer instanceof Enriched enriched) {
                answers.add(enriched);
            } else {
                others.add(answer);
            }
        });
    }

    private Optional<Object> tell(List<Effect> clients) {
        calls.add(clients);
        return Optional.of(clients.stream()
                .collect(Collectors.toMap(
                        client -> client.client().value(),
                        client -> Map.of("site", "of " + client.client().value()))));
    }

    private void ask(String client, boolean urgent) {
        routes.ask(new Effect.Enrich(new ClientId(client), "assets"), urgent);
    }

    private double counted(String result) {
        return meters.get("iotc.enrich").tag("result", result).counter().count();
    }

    @Test
    void devicesOfAStormAreAskedAboutTogetherAndEachGetsItsAnswer() {
        CountDownLatch asked = new CountDownLatch(1);
        routes.attach("assets", USUAL, clients -> {
            Optional<Object> told = tell(clients);
            asked.await();
            return told;
        });
        ask("before the storm", true);
        await().until(() -> calls.size() == 1);
        for (int i = 0; i < 150; i++) {
            ask("d" + i, true);
            ask("d" + i, true);
        }
        asked.countDown();

        await().until(() -> answers.size() == 151);
        assertThat(calls).extracting(List::size).containsExactly(1, 100, 50);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.told())
                .hasValue(new Extra(Map.of("site", "of " + answer.client().value()))));
        assertThat(counted("told")).isEqualTo(151);
        assertThat(routes.routes()).containsExactly(Map.entry("assets", Duration.ofHours(6)));
    }

    @Test
    void devicesWhoseVerdictsWaitComeFirst() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        EnrichSettings single = new EnrichSettings(true, Duration.ofHours(6), 1, 1000, Duration.ofSeconds(60));
        routes.attach("assets", single, clients -> {
            Optional<Object> told = tell(clients);
            blocked.await();
            return told;
        });
        ask("first", false);
        await().until(() -> calls.size() == 1);
        ask("later", false);
        ask("moves up", false);
        ask("urgent", true);
        ask("moves up", true);
        blocked.countDown();

        await().until(() -> answers.size() == 4);
        assertThat(calls.stream().map(batch -> batch.get(0).client().value()))
                .containsExactly("first", "urgent", "moves up", "later");
    }

    @Test
    void routeThatFailsIsAskedAgainAndThenGivenUpAndItsFailureIsSeen() {
        List<Integer> attempts = new ArrayList<>();
        routes.attach("assets", USUAL, clients -> {
            attempts.add(1);
            throw new IllegalStateException("https://kari:Hemmelig-1@assets.example.com refused\nthis");
        });
        ask("a", true);

        await().until(() -> answers.size() == 1);
        assertThat(answers.get(0).told()).isEmpty();
        assertThat(attempts).hasSize(3);
        assertThat(counted("failed")).isEqualTo(1);
        assertThat(meters.get("iotc.enrich.failures").counter().count()).isEqualTo(3);
        assertThat(routes.statuses()).singleElement().satisfies(status -> {
            assertThat(status.failingSince()).isPresent();
            assertThat(status.lastError())
                    .hasValueSatisfying(
                            error -> assertThat(error).contains("refused").doesNotContain("\n", "Hemmelig"));
        });
    }

    @Test
    void routeThatRecoversAnswersTheQuestionsThatWaited() {
        List<Integer> attempts = new ArrayList<>();
        routes.attach("assets", USUAL, clients -> {
            attempts.add(1);
            return attempts.size() == 1 ? Optional.of("<html>") : tell(clients);
        });
        ask("a", true);

        await().until(() -> answers.size() == 1);
        assertThat(answers.get(0).told()).isPresent();
        await().until(() -> routes.statuses().get(0).failingSince().isEmpty());
        assertThat(routes.statuses().get(0).lastAnswer()).isPresent();
    }

    @Test
    void routeThatHangsIsGivenUpAndItsQuestionsToo() {
        CountDownLatch never = new CountDownLatch(1);
        EnrichSettings hasty = new EnrichSettings(true, Duration.ofHours(6), 100, 1000, Duration.ofMillis(100));
        routes.attach("assets", hasty, clients -> {
            never.await();
            return Optional.of(Map.of());
        });
        ask("a", true);

        await().until(() -> answers.size() == 1);
        assertThat(answers.get(0).told()).isEmpty();
        assertThat(routes.statuses().get(0).lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("not answered"));
    }

    @Test
    void answerThatNeverEndsIsGivenUpAndItsQuestionsToo() {
        CountDownLatch never = new CountDownLatch(1);
        EnrichSettings hasty = new EnrichSettings(true, Duration.ofHours(6), 100, 1000, Duration.ofMillis(100));
        routes.attach(
                "assets",
                hasty,
                clients -> Optional.of(new InputStream() {
                    @Override
                    public int read() throws IOException {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            throw new InterruptedIOException("interrupted");
                        }
                        return -1;
                    }
                }));
        ask("a", true);

        await().until(() -> answers.size() == 1);
        assertThat(answers.get(0).told()).isEmpty();
        assertThat(routes.statuses().get(0).lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("not answered"));
    }

    @Test
    void answerThatFailsWhenItIsReadIsOneOfTheRoutesFailures() {
        Iterable<Object> rows = () -> {
            throw new StackOverflowError("the cursor is closed");
        };
        routes.attach("assets", USUAL, clients -> Optional.of(rows));
        ask("a", true);

        await().until(() -> answers.size() == 1);
        assertThat(answers.get(0).told()).isEmpty();
        assertThat(routes.statuses().get(0).lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("the cursor is closed"));
    }

    @Test
    void deviceThatTheRouteDoesNotKnowIsAnsweredWithNothing() {
        routes.attach("assets", USUAL, clients -> Optional.of(List.of()));
        ask("a", true);

        await().until(() -> answers.size() == 1);
        assertThat(answers.get(0).told()).isEqualTo(Optional.of(Extra.NONE));
        assertThat(counted("unknown")).isEqualTo(1);
    }

    @Test
    void questionsToARouteThatGoesAreAnsweredAtOnce() {
        routes.attach("assets", USUAL, clients -> {
            calls.add(clients);
            Thread.sleep(Duration.ofHours(1).toMillis());
            return Optional.empty();
        });
        ask("a", true);
        await().until(() -> calls.size() == 1);
        ask("b", true);
        routes.detach("assets");
        ask("c", true);

        await().until(() -> answers.size() == 3);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.told()).isEmpty());
        assertThat(routes.routes()).isEmpty();
    }

    @Test
    void moreQuestionsThanMayWaitAreAnsweredAtOnce() {
        routes.attach("assets", USUAL, clients -> {
            Thread.sleep(Duration.ofHours(1).toMillis());
            return Optional.empty();
        });
        for (int i = 0; i < 800; i++) {
            ask("d" + i, false);
        }

        await().until(() -> answers.size() >= 200);
        assertThat(counted("refused")).isGreaterThanOrEqualTo(200);
    }

    @Test
    void noMoreRoutesAreAskedThanDevicesCanRemember() {
        for (int i = 0; i < EnrichRoutes.MOST_ROUTES; i++) {
            assertThat(routes.attach("r" + i, USUAL, this::tell)).isTrue();
        }

        assertThat(routes.attach("one-more", USUAL, this::tell)).isFalse();
        assertThat(routes.attach("r0", USUAL, this::tell)).isTrue();
    }

    @Test
    void routeOfCausesAndRouteOfConnectionsDecideAndAreAskedAboutNothingElse() {
        Effect.LookUp cause =
                new Effect.LookUp(DEVICE, Effect.Subject.DISCONNECT, AT, Optional.of(Reason.CONNECTION_LOST));
        Effect.Check connection = new Effect.Check(DEVICE);
        routes.attach("cause", USUAL, asked -> Optional.of(Map.of("reason", "CLIENT_ERROR", "details", "in words")));
        routes.attach("connection", USUAL, asked -> Optional.of(Map.of("connected", true, "since", AT.toString())));
        assertThat(routes.routes()).isEmpty();

        routes.ask(cause, true);
        routes.ask(connection, true);

        await().until(() -> others.size() == 2);
        assertThat(others).anySatisfy(told -> assertThat(told).isInstanceOfSatisfying(Signal.Diagnosed.class, found -> {
            assertThat(found.at()).isEqualTo(AT);
            assertThat(found.found().at()).hasValue(AT);
            assertThat(found.found().reason()).hasValue(Reason.CLIENT_ERROR);
            assertThat(found.found().details()).hasValue("in words");
        }));
        assertThat(others).anySatisfy(told -> assertThat(told)
                .isInstanceOfSatisfying(Signal.Checked.class, found -> assertThat(found.found())
                        .isEqualTo(Connectivity.of(Connectivity.Status.CONNECTED, Optional.of(AT), Optional.empty()))));
    }

    @Test
    void whatTheirRoutesDoNotKnowIsNoCauseAndNoConnection() {
        routes.attach("cause", USUAL, asked -> Optional.of(Map.of("reason", "x".repeat(100), "at", "yesterday")));
        routes.ask(new Effect.LookUp(DEVICE, Effect.Subject.CONNECT_FAILED, AT, Optional.empty()), true);
        routes.ask(new Effect.Check(DEVICE), true);

        await().until(() -> others.size() == 2);
        assertThat(others)
                .contains(new Signal.Diagnosed(DEVICE, AT, Diagnosis.NOT_FOUND))
                .anySatisfy(told -> assertThat(told)
                        .isInstanceOfSatisfying(Signal.Checked.class, found -> assertThat(found.found())
                                .isEqualTo(Connectivity.UNKNOWN)));
    }

    @Test
    void routeThatAnswersLaterIsNotAnsweredFor() {
        List<Effect> later = new CopyOnWriteArrayList<>();
        routes.attach("cause", USUAL, asked -> {
            later.addAll(asked);
            return Optional.empty();
        });
        Effect.LookUp first = new Effect.LookUp(DEVICE, Effect.Subject.DISCONNECT, AT, Optional.empty());
        Effect.LookUp second =
                new Effect.LookUp(DEVICE, Effect.Subject.CONNECT_FAILED, AT.plusMillis(1), Optional.empty());
        routes.ask(first, true);
        routes.ask(second, true);

        await().until(() -> counted("later") == 2);
        assertThat(later).containsExactly(first, second);
        assertThat(others).isEmpty();
    }
}
