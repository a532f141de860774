package io.iotconnectivity.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Signal.Enriched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
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

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Enriched> answers = new CopyOnWriteArrayList<>();
    private final List<List<ClientId>> calls = new CopyOnWriteArrayList<>();

    @AutoClose
    private final EnrichRoutes routes = new EnrichRoutes(
            Duration.ofSeconds(10), new EnrichPace(Duration.ofMillis(1), 500), Clock.systemUTC(), meters);

    @BeforeEach
    void listen() {
        routes.answerTo(answers::add);
    }

    private Object tell(List<ClientId> clients) {
        calls.add(clients);
        return clients.stream()
                .collect(Collectors.toMap(ClientId::value, client -> Map.of("site", "of " + client.value())));
    }

    private void ask(String client, boolean urgent) {
        routes.ask(new Effect.Enrich(new ClientId(client), "assets"), urgent);
    }

    private double counted(String result) {
        return meters.get("iotc.enrich").tag("result", result).counter().count();
    }

    @Test
    void devicesOfAStormAreAskedAboutTogetherAndEachGetsItsAnswer() {
        routes.attach("assets", USUAL, this::tell);
        for (int i = 0; i < 150; i++) {
            ask("d" + i, true);
            ask("d" + i, true);
        }

        await().until(() -> answers.size() == 150);
        assertThat(calls).hasSizeLessThan(10).allSatisfy(batch -> assertThat(batch)
                .hasSizeLessThanOrEqualTo(100));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.told())
                .hasValue(new Extra(Map.of("site", "of " + answer.client().value()))));
        assertThat(counted("told")).isEqualTo(150);
        assertThat(routes.routes()).containsExactly(Map.entry("assets", Duration.ofHours(6)));
    }

    @Test
    void devicesWhoseVerdictsWaitComeFirst() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        EnrichSettings single = new EnrichSettings(true, Duration.ofHours(6), 1, 1000, Duration.ofSeconds(60));
        routes.attach("assets", single, clients -> {
            Object told = tell(clients);
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
        assertThat(calls.stream().map(batch -> batch.get(0).value()))
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
            return attempts.size() == 1 ? "<html>" : tell(clients);
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
            return Map.of();
        });
        ask("a", true);

        await().until(() -> answers.size() == 1);
        assertThat(answers.get(0).told()).isEmpty();
        assertThat(routes.statuses().get(0).lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("not answered"));
    }

    @Test
    void deviceThatTheRouteDoesNotKnowIsAnsweredWithNothing() {
        routes.attach("assets", USUAL, clients -> List.of());
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
            return null;
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
            return null;
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
}
