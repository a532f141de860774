package io.iotconnectivity.aws.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class CheckerTest {
    private static final Connectivity CONNECTED = answer(Status.CONNECTED);
    private static final Connectivity GONE = answer(Status.NOT_CONNECTED);
    private static final CheckSettings PATIENT = new CheckSettings(Method.CONNECTION, Duration.ofMinutes(1), 1);

    private final List<Signal> answers = new CopyOnWriteArrayList<>();
    private final List<ClientId> asked = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
    }

    @Test
    void answerIsTheSignalOfTheQuestion() {
        try (Checker checker = checker(PATIENT, (client, deadline) -> GONE)) {
            checker.check(client("a"));
            awaitAnswers(1);
        }
        assertThat(answers.get(0)).isInstanceOf(Signal.Checked.class);
        assertThat(answers.get(0).client()).isEqualTo(client("a"));
        assertThat(found(0)).isEqualTo(Status.NOT_CONNECTED);
        assertThat(meters.counter("iotc.check", "result", "not_connected").count())
                .isEqualTo(1);
    }

    @Test
    void questionsAboveTheBudgetAreAnsweredAtOnceWhileOthersWait() {
        // Answers are given within 48 s, a call takes up to 3 s, and one a second is allowed.
        int waiting = 45;
        try (Checker checker = checker(PATIENT, this::answerWhenReleased)) {
            checker.check(client("first"));
            await().until(() -> !asked.isEmpty());
            IntStream.range(0, waiting + 100).forEach(i -> checker.check(client("storm-" + i)));

            assertThat(answers).hasSize(100).allMatch(answer -> status(answer) == Status.UNKNOWN);
            release.countDown();
            awaitAnswers(waiting + 101);
        }
        assertThat(answers.stream().filter(answer -> status(answer) == Status.CONNECTED))
                .hasSize(waiting + 1);
    }

    @Test
    void questionsAboutOneDeviceAtTheSameTimeShareAnAnswer() {
        try (Checker checker = checker(PATIENT, (client, deadline) -> {
            answerWhenReleased(client, deadline);
            return GONE;
        })) {
            checker.check(client("a"));
            checker.check(client("a"));
            release.countDown();
            awaitAnswers(1);
            checker.check(client("b"));
            awaitAnswers(2);
        }
        assertThat(asked).containsExactly(client("a"), client("b"));
    }

    @Test
    void connectionThatMayHaveEndedSinceItWasFoundIsAskedForAgain() {
        try (Checker checker = checker(PATIENT, (client, deadline) -> {
            boolean first = asked.isEmpty();
            answerWhenReleased(client, deadline);
            return first ? CONNECTED : GONE;
        })) {
            checker.check(client("a"));
            await().until(() -> asked.size() == 1);
            checker.check(client("a"));
            release.countDown();
            awaitAnswers(1);
        }
        assertThat(asked).hasSize(2);
        assertThat(answers).hasSize(1);
        assertThat(found(0)).isEqualTo(Status.NOT_CONNECTED);
    }

    @Test
    void answersAreRememberedForSecondsButNoConnectionIs() {
        Map<String, Connectivity> known = new HashMap<>(Map.of("gone", GONE, "there", CONNECTED));
        try (Checker checker = checker(PATIENT, (client, deadline) -> {
            asked.add(client);
            return known.getOrDefault(client.value(), Connectivity.UNKNOWN);
        })) {
            int answered = 0;
            for (String id : List.of("gone", "gone", "there", "there", "unheard", "unheard")) {
                checker.check(client(id));
                awaitAnswers(++answered);
            }
        }
        assertThat(asked).extracting(ClientId::value).containsExactly("gone", "there", "there", "unheard", "unheard");
    }

    @Test
    void whatIsUnansweredAtTheEndStaysSoForTheNextRun() {
        Checker checker = checker(PATIENT, this::answerWhenReleased);
        checker.check(client("a"));
        await().until(() -> !asked.isEmpty());
        checker.close();
        checker.check(client("b"));
        release.countDown();

        assertThat(answers).isEmpty();
    }

    enum Fate {
        CONNECTED,
        GONE,
        AWS_FAILS,
        DEFECT,
        HANG
    }

    @Property(tries = 12)
    void everyQuestionIsAnsweredOnceWhateverBecomesOfIt(@ForAll @Size(min = 1, max = 60) List<Fate> fates) {
        List<Signal> signals = new CopyOnWriteArrayList<>();
        CheckSettings hasty = new CheckSettings(Method.CONNECTION, Duration.ofSeconds(1), 20);
        Question question = (client, deadline) -> switch (fates.get(Integer.parseInt(client.value()))) {
            case CONNECTED -> CONNECTED;
            case GONE -> GONE;
            case AWS_FAILS -> throw SdkClientException.create("no answer");
            case DEFECT -> throw new IllegalStateException("a defect that the test wants");
            case HANG -> answerWhenReleased(client, deadline);
        };
        try (Checker checker = new Checker(
                Checker.questions(hasty, question, complaints()),
                signals::add,
                Clock.systemUTC(),
                new SimpleMeterRegistry())) {
            IntStream.range(0, fates.size()).forEach(i -> checker.check(client(Integer.toString(i))));
            await().until(() -> signals.size() >= fates.size());
        }
        assertThat(signals).extracting(Signal::client).doesNotHaveDuplicates().hasSize(fates.size());
        for (Signal signal : signals) {
            Fate fate = fates.get(Integer.parseInt(signal.client().value()));
            // At worst there were too many before it.
            assertThat(status(signal))
                    .isIn(
                            Status.UNKNOWN,
                            switch (fate) {
                                case CONNECTED -> Status.CONNECTED;
                                case GONE -> Status.NOT_CONNECTED;
                                case AWS_FAILS, DEFECT, HANG -> Status.UNKNOWN;
                            });
        }
    }

    private Connectivity answerWhenReleased(ClientId client, AnswerDeadline deadline) {
        asked.add(client);
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CONNECTED;
    }

    private Checker checker(CheckSettings settings, Question question) {
        return new Checker(
                Checker.questions(settings, question, complaints()), answers::add, Clock.systemUTC(), meters);
    }

    private static AnswerWarnings complaints() {
        return Checker.complaints(Method.CONNECTION, "us-east-1", Clock.systemUTC());
    }

    private void awaitAnswers(int count) {
        await().until(() -> answers.size() == count);
    }

    private Status found(int index) {
        return status(answers.get(index));
    }

    private static Status status(Signal answer) {
        return ((Signal.Checked) answer).found().status();
    }

    private static ClientId client(String id) {
        return new ClientId(id);
    }

    private static Connectivity answer(Status status) {
        return Connectivity.of(status, Optional.empty(), Optional.empty());
    }
}
