package io.iotconnectivity.aws.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

class ListerTest {
    private static final ClientId A = new ClientId("a");

    private final List<Signal> answers = new CopyOnWriteArrayList<>();
    private final List<ClientId> asked = new CopyOnWriteArrayList<>();
    private final Set<ClientId> gone = ConcurrentHashMap.newKeySet();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void whatAClientHoldsIsTheSignalOfTheQuestion() {
        try (Lister lister = lister(Duration.ofMillis(1), (client, deadline) -> List.of("cmd/a"))) {
            lister.askLater(A);
            awaitAnswers(1);
            assertThat(((Signal.Listed) answers.get(0)).held()).contains(List.of("cmd/a"));
            assertThat(meters.counter("iotc.listing", "result", "listed").count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aQuestionThatWaitsIsNotAskedAnew() {
        CountDownLatch release = new CountDownLatch(1);
        try (Lister lister = lister(Duration.ofHours(1), (client, deadline) -> {
            awaitQuietly(release);
            return List.of();
        })) {
            lister.askSoon(new ClientId("first"));
            await().until(() -> !asked.isEmpty());
            lister.askLater(A);
            lister.askLater(A);
            lister.askSoon(A);
            lister.askSoon(new ClientId("second"));
            assertThat(meters.get("iotc.listing.waiting").gauge().value()).isEqualTo(2);
            release.countDown();
            awaitAnswers(2);
            assertThat(asked).extracting(ClientId::value).containsExactly("first", "second");
        }
    }

    @Test
    void whoeverIsGoneMeanwhileIsNotAskedAbout() {
        gone.add(A);
        try (Lister lister = lister(Duration.ofMillis(1), (client, deadline) -> List.of())) {
            lister.askLater(A);
            lister.askLater(new ClientId("b"));
            awaitAnswers(1);
        }
        assertThat(asked).extracting(ClientId::value).containsExactly("b");
    }

    @Test
    void whoIsAskedAboutAgainIsAskedAbout() {
        try (Lister lister = lister(Duration.ofMillis(1), (client, deadline) -> List.of())) {
            lister.askAgain(A);
            awaitAnswers(1);
        }
    }

    @Test
    void whoWaitsIsNotAskedAboutTwice() {
        try (Lister lister = lister(Duration.ofHours(1), (client, deadline) -> List.of())) {
            lister.askLater(A);
            lister.askAgain(A);
            assertThat(meters.get("iotc.listing.waiting").gauge().value()).isEqualTo(1);
        }
    }

    @Test
    void repeatedRefusalsAreAProblemUntilAnAnswerComes() {
        List<SdkException> refusals = new CopyOnWriteArrayList<>(List.of(refused(403), refused(403), refused(403)));
        try (Lister lister = lister(Duration.ofMillis(1), (client, deadline) -> {
            if (!refusals.isEmpty()) {
                throw refusals.remove(0);
            }
            return List.of();
        })) {
            lister.askLater(new ClientId("1"));
            awaitAnswers(1);
            assertThat(((Signal.Listed) answers.get(0)).held()).isEmpty();
            assertThat(lister.problem()).isEmpty();
            lister.askLater(new ClientId("2"));
            lister.askLater(new ClientId("3"));
            awaitAnswers(3);
            assertThat(lister.problem().orElseThrow()).contains("Forbidden", "allow iot:ListSubscriptions");

            lister.askLater(new ClientId("4"));
            awaitAnswers(4);
            assertThat(lister.problem()).isEmpty();
        }
    }

    @Test
    void aClientThatAwsDoesNotKnowIsNoProblem() {
        try (Lister lister = lister(Duration.ofMillis(1), (client, deadline) -> {
            throw notFound();
        })) {
            for (int i = 0; i < 4; i++) {
                lister.askLater(new ClientId("device-" + i));
            }
            awaitAnswers(4);
            assertThat(lister.problem()).isEmpty();
        }
        assertThat(answers).allSatisfy(answer -> assertThat(((Signal.Listed) answer).held())
                .isEmpty());
        assertThat(meters.counter("iotc.listing", "result", "not_connected").count())
                .isEqualTo(4);
    }

    private Lister lister(Duration after, QuestionWorkers.Answerer<List<String>> question) {
        String remedy = "allow iot:ListSubscriptions";
        return new Lister(
                new ListingSettings(true, after, Optional.empty(), Duration.ofMinutes(5), 1, 100),
                (client, deadline) -> {
                    asked.add(client);
                    return question.answer(client, deadline);
                },
                client -> !gone.contains(client),
                answers::add,
                new AnswerWarnings("Deaf devices are not found", remedy, Clock.systemUTC()),
                remedy,
                Clock.systemUTC(),
                meters);
    }

    private static SdkException refused(int status) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ForbiddenException")
                        .errorMessage("Forbidden")
                        .build())
                .build();
    }

    private static SdkException notFound() {
        return AwsServiceException.builder()
                .statusCode(404)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ResourceNotFoundException")
                        .build())
                .build();
    }

    private static void awaitQuietly(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswers(int count) {
        await().until(() -> answers.size() == count);
    }
}
