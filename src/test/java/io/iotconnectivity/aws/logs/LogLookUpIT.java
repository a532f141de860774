package io.iotconnectivity.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.aws.logs.LogSettings.Insights;
import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal.Diagnosed;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the sandbox's endpoint, which can also fail in the ways that AWS does. */
class LogLookUpIT extends LogLookUpContract {
    private static final int MANY = 10_000;
    /** So that all questions are there before the first look. */
    private static final LookUpSchedule UNHURRIED = new LookUpSchedule(
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(4)),
            QUICK.together(),
            QUICK.late(),
            QUICK.patience(),
            LookUpSchedule.USUAL.firstPoll(),
            QUICK.recovery(),
            QUICK.longestRecovery());

    @AutoClose
    private final AwsEndpoint aws = AwsEndpoint.start(0);

    private volatile long callsBefore;
    private volatile long callsAtFirstAnswer;

    @Override
    URI endpoint() {
        return aws.uri();
    }

    @Override
    void take(Diagnosed answer) {
        if (answers.isEmpty()) {
            callsAtFirstAnswer = calls();
        }
        super.take(answer);
    }

    @AfterEach
    void allIsWell() {
        aws.faults().clear();
        aws.logs().answerEmptyPages(0);
    }

    @ParameterizedTest
    @EnumSource(Insights.class)
    void tenThousandDisconnectsCostAHandfulOfCalls(Insights insights) {
        List<LookUp> questions = disconnects(MANY, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        LogLookUp lookUp = start(insights, UNHURRIED, MANY, 10);
        mark();
        questions.forEach(lookUp);

        awaitAnswers(MANY);
        assertThat(answers).allMatch(answer -> answer.found().isFound());
        assertThat(calls()).isLessThanOrEqualTo(10);
    }

    @Test
    void everyPageAnswersAtOnce() {
        List<LookUp> questions = disconnects(MANY, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        LogLookUp lookUp = start(Insights.NEVER, UNHURRIED, MANY, 25);
        mark();
        questions.forEach(lookUp);

        awaitAnswers(MANY);
        assertThat(callsAtFirstAnswer).isEqualTo(1);
        assertThat(calls()).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"NEVER, true", "NEVER, false", "ALWAYS, true", "ALWAYS, false"})
    void hostileIdsAreAnsweredAsAnyOther(Insights insights, boolean named) {
        List<String> ids = named
                ? List.of("{$}", "with space", "x] | limit 1 #", "a' or 'b", "a`b", "%a%", "a && $.b = 1)")
                : List.of("a \"quoted\" \\ 'id'", "a*", "a\" || $.clientId = \"b", "x\"] | limit 1 #", "ümläut/😀");
        put(now, "Disconnect", "b", "\"disconnectReason\":\"AUTH_ERROR\"", Duration.ZERO);
        for (String id : ids) {
            put(now, "Disconnect", id, "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        }
        LogLookUp lookUp = start(insights);
        ids.forEach(id -> lookUp.accept(disconnect(id, now)));
        awaitAnswers(ids.size());
        assertThat(ids).allSatisfy(id -> assertThat(answer(id, now).reason()).contains(Reason.CONNECTION_LOST));
    }

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.throttle(),
                Fault.serverError(),
                Fault.truncate(),
                Fault.loseReply(),
                Fault.loseRequest(),
                Fault.hang(Duration.ofSeconds(5)),
                Fault.refuse(400, "LimitExceededException", "Too many queries"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatGoesWrongIsTriedAgain(Fault fault) {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        aws.faults().next("logs", "FilterLogEvents", fault, 2);
        start(Insights.NEVER).accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now).reason()).contains(Reason.CONNECTION_LOST);
    }

    @Test
    void longOutageCostsNoAnswerAndFewCalls() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        aws.faults().next("logs", "FilterLogEvents", Fault.throttle(), Integer.MAX_VALUE);
        mark();
        start(Insights.NEVER).accept(disconnect("a", now));
        await().atMost(Duration.ofSeconds(60)).until(() -> calls() >= 12);
        assertThat(answers).isEmpty();
        assertThat(meters.get("iotc.budget.pace").gauge().value()).isLessThan(25);
        aws.faults().clear();
        awaitAnswers(1);
        assertThat(answer("a", now).isFound()).isTrue();
    }

    @Test
    void entryThatComesInLateIsFound() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ofMillis(1200));
        start(Insights.AUTO).accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now).reason()).contains(Reason.CONNECTION_LOST);
    }

    @Test
    void timesMayBeTwoMinutesApart() {
        put(now.minusSeconds(110), "Disconnect", "early", "\"disconnectReason\":\"AUTH_ERROR\"", Duration.ZERO);
        put(now.plusSeconds(110), "Disconnect", "late", "\"disconnectReason\":\"AUTH_ERROR\"", Duration.ZERO);
        put(now.minusSeconds(130), "Disconnect", "other", "\"disconnectReason\":\"AUTH_ERROR\"", Duration.ZERO);
        LogLookUp lookUp = start(Insights.AUTO);
        Stream.of("early", "late", "other").forEach(client -> lookUp.accept(disconnect(client, now)));
        awaitAnswers(3);
        assertThat(answer("early", now).isFound()).isTrue();
        assertThat(answer("late", now).isFound()).isTrue();
        assertThat(answer("other", now)).isEqualTo(Diagnosis.NOT_FOUND);
    }

    @Test
    void secondDisconnectIsNotExplainedByTheFirst() {
        Instant second = now.plusSeconds(30);
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        put(second, "Disconnect", "a", "\"disconnectReason\":\"AUTH_ERROR\"", Duration.ofMillis(1000));
        LogLookUp lookUp = start(Insights.AUTO);
        lookUp.accept(disconnect("a", now));
        lookUp.accept(disconnect("a", second));
        awaitAnswers(2);
        assertThat(answer("a", now).reason()).contains(Reason.CONNECTION_LOST);
        assertThat(answer("a", second).reason()).contains(Reason.AUTH_ERROR);
    }

    @Test
    void emptyPagesAreReadOn() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        aws.logs().answerEmptyPages(12);
        start(Insights.NEVER).accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now).isFound()).isTrue();
    }

    @Test
    void logThatTakesManyPagesIsAskedByInsights() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        aws.logs().answerEmptyPages(1000);
        long queries = aws.faults().calls("logs", "StartQuery");
        start(Insights.AUTO).accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now).isFound()).isTrue();
        assertThat(aws.faults().calls("logs", "StartQuery")).isEqualTo(queries + 1);
    }

    @Test
    void whereInsightsIsNotAllowedPagesAreReadOn() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        aws.logs().answerEmptyPages(15);
        aws.faults()
                .next(
                        "logs",
                        "StartQuery",
                        Fault.refuse(400, "AccessDeniedException", "not allowed"),
                        Integer.MAX_VALUE);
        start(Insights.AUTO).accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now).isFound()).isTrue();
    }

    @Test
    void questionThatIsAskedTwiceIsAnsweredOnceAndLaterForFree() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        put(now, "Disconnect", "b", "\"disconnectReason\":\"AUTH_ERROR\"", Duration.ZERO);
        put(now, "Disconnect", "never asked about", "\"disconnectReason\":\"AUTH_ERROR\"", Duration.ZERO);
        LogLookUp lookUp = start(Insights.NEVER);
        lookUp.accept(disconnect("a\"", now));
        lookUp.accept(disconnect("a", now));
        lookUp.accept(disconnect("a", now));
        // The one that is not there has the whole stretch read, and comes last.
        awaitAnswers(2);
        answers.clear();
        mark();
        lookUp.accept(disconnect("a", now));
        lookUp.accept(disconnect("b", now));
        awaitAnswers(2);
        assertThat(calls()).isZero();
    }

    @Test
    void refusedAccessEndsNothing() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        aws.faults()
                .next(
                        "logs",
                        "FilterLogEvents",
                        Fault.refuse(400, "AccessDeniedException", "not allowed"),
                        Integer.MAX_VALUE);
        LogLookUp lookUp = start(Insights.NEVER);
        lookUp.accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now)).isEqualTo(Diagnosis.NOT_FOUND);
        assertThat(count("iotc.lookup", "result", "failed")).isEqualTo(1);

        aws.faults().clear();
        answers.clear();
        lookUp.accept(disconnect("a", now));
        awaitAnswers(1);
        assertThat(answer("a", now).isFound()).isTrue();
    }

    @Test
    void tooManyWaitingAreAnsweredAtOnce() {
        aws.faults().next("logs", "FilterLogEvents", Fault.throttle(), Integer.MAX_VALUE);
        LogLookUp lookUp = start(Insights.NEVER, QUICK, 3, 25);
        for (int device = 0; device < 5; device++) {
            lookUp.accept(disconnect("d" + device, now));
        }
        assertThat(answers).hasSize(2).allMatch(answer -> answer.found().equals(Diagnosis.NOT_FOUND));
        assertThat(count("iotc.lookup", "result", "refused")).isEqualTo(2);
    }

    @Test
    void oldHappeningIsLookedForOnce() {
        Instant yesterday = now.minus(Duration.ofHours(20));
        put(yesterday, "Connect", "a", "\"status\":\"Success\"", Duration.ZERO);
        mark();
        start(Insights.NEVER).accept(disconnect("a", yesterday));
        awaitAnswers(1);
        assertThat(answer("a", yesterday)).isEqualTo(Diagnosis.NOT_FOUND);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void closedLookUpStopsItsQuery() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        long stops = aws.faults().calls("logs", "StopQuery");
        LookUpSchedule neverAsking = new LookUpSchedule(
                QUICK.looks(),
                QUICK.together(),
                QUICK.late(),
                QUICK.patience(),
                Duration.ofMinutes(1),
                QUICK.recovery(),
                QUICK.longestRecovery());
        LogLookUp lookUp = start(Insights.ALWAYS, neverAsking, 1000, 25);
        long queries = aws.faults().calls("logs", "StartQuery");
        lookUp.accept(disconnect("a", now));
        await().until(() -> aws.faults().calls("logs", "StartQuery") > queries);
        lookUp.close();
        assertThat(answers).isEmpty();
        assertThat(aws.faults().calls("logs", "StopQuery")).isEqualTo(stops + 1);
    }

    @Test
    void queryWhoseRowsAreRefusedIsStopped() {
        put(now, "Disconnect", "a", "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
        aws.faults().next("logs", "GetQueryResults", Fault.refuse(400, "AccessDeniedException", "not allowed"), 1);
        long stops = aws.faults().calls("logs", "StopQuery");
        start(Insights.ALWAYS).accept(disconnect("a", now));
        await().until(() -> aws.faults().calls("logs", "StopQuery") == stops + 1);
    }

    private List<LookUp> disconnects(int number, Instant from) {
        return IntStream.range(0, number)
                .mapToObj(i -> {
                    Instant at = from.plusMillis(i / 10);
                    put(at, "Disconnect", "device-" + i, "\"disconnectReason\":\"CONNECTION_LOST\"", Duration.ZERO);
                    return disconnect("device-" + i, at);
                })
                .toList();
    }

    private void put(Instant at, String type, String client, String more, Duration ingestion) {
        aws.logs().put(group, "stream", at, entry(at, type, client, more), ingestion);
    }

    private void mark() {
        callsBefore = allCalls();
    }

    private long calls() {
        return allCalls() - callsBefore;
    }

    private long allCalls() {
        return Stream.of("FilterLogEvents", "StartQuery", "GetQueryResults", "StopQuery")
                .mapToLong(operation -> aws.faults().calls("logs", operation))
                .sum();
    }
}
