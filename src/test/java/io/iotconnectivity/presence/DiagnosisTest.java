package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Evidence;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    private static Story lost(Reason reason) {
        return device("a", Asked.log()).connects(1).passesMinutes(10).drops(1, reason);
    }

    @Test
    void logIsAskedAtOnceSoThatTheAlertRarelyWaits() {
        Story story = lost(Reason.CONNECTION_LOST);
        Instant closed = story.now();
        assertThat(story.asked()).containsExactly("LookUp");

        story.passesSeconds(12).isDiagnosed(Asked.logged(closed, Reason.CONNECTION_LOST));
        story.until(closed.plusSeconds(30));

        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(story.announced()).containsExactly("offline");
        assertThat(data.sourceIp()).hasValue("192.0.2.8");
        assertThat(data.diagnosis().orElseThrow().sourcePort()).hasValue(4711);
        assertThat(data.evidence()).extracting(e -> e.kind()).contains("log_entry");
    }

    @Test
    void alertWaitsNoLongerThanItMayAndTheCauseFollows() {
        Story story = lost(Reason.CONNECTION_LOST);
        Instant closed = story.now();

        story.passesSeconds(39);
        assertThat(story.announced()).isEmpty();
        story.passesSeconds(1);
        assertThat(story.announced()).containsExactly("offline");
        story.passesSeconds(60).isDiagnosed(Asked.logged(closed, Reason.CONNECTION_LOST));

        DeviceData late = story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow();
        assertThat(story.announced()).containsExactly("offline", "diagnosed");
        assertThat(late.incidentId())
                .isEqualTo(story.last(EventType.DEVICE_OFFLINE)
                        .device()
                        .orElseThrow()
                        .incidentId());
        assertThat(late.state()).isEqualTo(Verdict.OFFLINE);
        assertThat(late.diagnosis().orElseThrow().details()).hasValue("in words");
    }

    @Test
    void alertGoesOutAtOnceWhenTheLogHasNothing() {
        Story story = lost(Reason.CONNECTION_LOST).passesSeconds(32);

        story.isDiagnosed(Diagnosis.NOT_FOUND);

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.last(EventType.DEVICE_OFFLINE)
                        .device()
                        .orElseThrow()
                        .diagnosis()
                        .orElseThrow()
                        .isFound())
                .isFalse();
    }

    @Test
    void nothingIsToldWhenTheLogHasNothingAfterTheAlert() {
        Story story = lost(Reason.CONNECTION_LOST).passesSeconds(120).isDiagnosed(Diagnosis.NOT_FOUND);

        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.presence().unanswered()).isEmpty();
    }

    @Test
    void logNamesTheReasonThatTheEventDidNot() {
        Story story = lost(Reason.UNKNOWN).passesSeconds(60);
        Instant closed = story.ago(Duration.ofSeconds(60));

        story.isDiagnosed(Asked.logged(closed, Reason.AUTH_ERROR));

        DeviceData data = story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow();
        assertThat(data.reason()).hasValue("AUTH_ERROR");
        assertThat(data.cause()).hasValue(Cause.CREDENTIALS);
        assertThat(data.severity()).hasValue(Severity.CRITICAL);
        assertThat(story.connects(2)
                        .last(EventType.DEVICE_ONLINE)
                        .device()
                        .orElseThrow()
                        .cause())
                .hasValue(Cause.CREDENTIALS);
    }

    @Test
    void logBearsAWillOut() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).leavesWill();
        Instant closed = story.now();
        story.passesSeconds(10).isDiagnosed(Asked.logged(closed, Reason.MQTT_KEEP_ALIVE_TIMEOUT));
        story.toItsEnd();

        DeviceData data = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(data.verified()).hasValue(true);
        assertThat(data.reason()).hasValue("MQTT_KEEP_ALIVE_TIMEOUT");
    }

    @Test
    void willOfATakeOverThatTheLogKnowsOfIsNoOutage() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).leavesWill();
        Instant closed = story.now();

        story.passesSeconds(10).isDiagnosed(Asked.logged(closed, Reason.DUPLICATE_CLIENTID));
        story.toItsEnd();

        assertThat(story.announced()).isEmpty();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void takeOverThatTheEventCalledAnErrorIsNoOutage() {
        Story story = lost(Reason.CLIENT_ERROR);
        Instant closed = story.now();

        story.passesSeconds(10).isDiagnosed(Asked.logged(closed, Reason.DUPLICATE_CLIENTID));
        story.toItsEnd();

        assertThat(story.announced()).isEmpty();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void takeOverThatTheLogTellsOfLateEndsTheOutage() {
        Story story = lost(Reason.CONNECTION_LOST);
        Instant closed = story.now();

        story.passesMinutes(2).isDiagnosed(Asked.logged(closed, Reason.DUPLICATE_CLIENTID));

        assertThat(story.announced()).containsExactly("offline", "online");
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void deviceThatAwsKnowsToBeGoneIsNotThereForATakeOverBeforeThat() {
        Story story = device("a", Asked.checkAndLog())
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CONNECTION_LOST)
                .passesSeconds(31);
        Instant closed = story.ago(Duration.ofSeconds(31));

        story.isSaidToBe(Asked.gone(closed, Reason.CONNECTION_LOST))
                .isDiagnosed(Asked.logged(closed, Reason.DUPLICATE_CLIENTID));

        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void refusedConnectIsExplainedAlsoIfTheDeviceDropsMeanwhile() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).isRefused();
        Instant refused = story.now();
        story.passesSeconds(5).drops(1, Reason.CONNECTION_LOST);
        Instant closed = story.now();
        assertThat(story.asked()).containsExactly("LookUp", "LookUp");
        assertThat(story.presence().unanswered()).hasSize(2);

        story.passesSeconds(5)
                .isDiagnosed(refused, Asked.logged(refused, new Reason("AUTHORIZATION_FAILURE")))
                .isDiagnosed(closed, Asked.logged(closed, Reason.CONNECTION_LOST));
        story.toItsEnd();

        assertThat(story.announced()).containsExactly("rejected", "diagnosed", "offline");
        DeviceData answer = story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow();
        assertThat(answer.cause()).hasValue(Cause.CREDENTIALS);
        assertThat(answer.diagnosis().orElseThrow().reason()).contains(new Reason("AUTHORIZATION_FAILURE"));
        assertThat(answer.signal().orElseThrow().at()).isEqualTo(refused);
        DeviceData offline = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        assertThat(offline.diagnosis().orElseThrow().reason()).contains(Reason.CONNECTION_LOST);
        assertThat(story.presence().unanswered()).isEmpty();
    }

    @Test
    void noVerdictWaitsForTheAnswerAboutARefusedConnect() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).isRefused();
        Instant refused = story.now();
        story.passesSeconds(1).drops(1, Reason.CONNECTION_LOST);
        Instant closed = story.now();
        story.isDiagnosed(closed, Diagnosis.NOT_FOUND).until(closed.plusSeconds(30));
        assertThat(story.announced()).containsExactly("rejected", "offline");

        story.passesSeconds(30).isDiagnosed(refused, Asked.logged(refused, new Reason("AUTHORIZATION_FAILURE")));

        // It explains the refusal; the outage after it stays what it is.
        DeviceData late = story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow();
        assertThat(late.cause()).hasValue(Cause.NETWORK);
        assertThat(late.signal().orElseThrow().kind()).isEqualTo("connect_failed");
        assertThat(story.presence().outage().orElseThrow().cause()).isEqualTo(Cause.NETWORK);
    }

    @Test
    void refusedConnectIsExplainedAlsoIfTheDeviceIsLetInMeanwhile() {
        Story story = device("a", Asked.log()).isRefused();
        Instant refused = story.now();

        story.passesSeconds(2)
                .connects(1)
                .passesSeconds(10)
                .isDiagnosed(refused, Asked.logged(refused, new Reason("AUTHORIZATION_FAILURE")));

        assertThat(story.announced()).containsExactly("rejected", "diagnosed");
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void questionsStayTwoHoweverOftenADeviceIsRefusedAndDrops() {
        Story story = device("a", Asked.log());
        for (int version = 1; version < 20; version++) {
            story.isRefused()
                    .connects(version)
                    .passesSeconds(100)
                    .drops(version, Reason.CONNECTION_LOST)
                    .passesSeconds(100);
        }
        assertThat(story.presence().unanswered()).hasSize(2);
    }

    @Test
    void twoHappeningsOfOneMomentAreToldApart() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).isRefused();
        Instant moment = story.now();
        story.drops(1, Reason.CONNECTION_LOST);

        story.isDiagnosed(moment, Asked.logged(moment, new Reason("AUTHORIZATION_FAILURE")));

        assertThat(story.announced()).containsExactly("rejected", "diagnosed");
        assertThat(story.presence().unanswered()).hasSize(1);
    }

    @Test
    void answerAboutAnAbsenceThatIsOverChangesNothing() {
        Story story = lost(Reason.CONNECTION_LOST);
        Instant closed = story.now();
        story.passesSeconds(5).connects(2).passesMinutes(1);
        int told = story.events().size();

        story.isDiagnosed(Asked.logged(closed, Reason.CONNECTION_LOST));

        assertThat(story.events()).hasSize(told);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void refusedConnectIsExplained() {
        Story story = device("a", Asked.log()).isRefused();
        Instant refused = story.now();
        assertThat(story.asked()).containsExactly("LookUp");

        story.passesSeconds(20).isDiagnosed(Asked.logged(refused, new Reason("AUTHORIZATION_FAILURE")));

        assertThat(story.announced()).containsExactly("rejected", "diagnosed");
        DeviceData data = story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow();
        assertThat(data.cause()).hasValue(Cause.CREDENTIALS);
        assertThat(data.sourceIp()).hasValue("192.0.2.8");
    }

    @Test
    void alertWaitsForCheckAndLogTogether() {
        Story story = device("a", Asked.checkAndLog())
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CONNECTION_LOST)
                .passesSeconds(31);
        Instant closed = story.ago(Duration.ofSeconds(31));

        story.isSaidToBe(Asked.gone(closed, Reason.CONNECTION_LOST));
        assertThat(story.announced()).isEmpty();
        story.isDiagnosed(Asked.logged(closed, Reason.CONNECTION_LOST));
        assertThat(story.announced()).containsExactly("offline");
    }

    @Test
    void logIsToldTheReasonOnlyWhereAwsGaveOne() {
        Story told = lost(Reason.CONNECTION_LOST);
        Story untold = lost(Reason.UNKNOWN);
        Story will = device("a", Asked.log()).connects(1).passesMinutes(10).leavesWill();

        assertThat(askedReason(told)).contains(Reason.CONNECTION_LOST);
        assertThat(askedReason(untold)).isEmpty();
        assertThat(askedReason(will)).isEmpty();
    }

    private static Optional<Reason> askedReason(Story story) {
        return ((Effect.LookUp) story.presence().unanswered().get(0)).reason();
    }

    @Test
    void willThatATakeOverExplainsIsDismissedWithoutWaitingForTheLog() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).connects(2);
        story.drops(1, Reason.DUPLICATE_CLIENTID).passesMinutes(20).leavesWill();

        assertThat(story.passesSeconds(29).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(story.passesSeconds(1).verdict()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void checkThatCouldNotTellDoesNotOutweighATakeOverInTheLog() {
        Story story = device("a", Asked.checkAndLog())
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.CONNECTION_LOST)
                .passesSeconds(31);
        Instant closed = story.ago(Duration.ofSeconds(31));

        story.isSaidToBe(Connectivity.UNKNOWN).isDiagnosed(Asked.logged(closed, Reason.DUPLICATE_CLIENTID));

        assertThat(story.announced()).isEmpty();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().link().orElseThrow().closedFor()).hasValue(Reason.DUPLICATE_CLIENTID);
    }

    @Test
    void entryFromBeforeTheConnectionDoesNotBearAWillOut() {
        Story older = device("a", Asked.log()).connects(1).passesMinutes(1).leavesWill();
        older.passesSeconds(10)
                .isDiagnosed(Story.START.plusSeconds(60), Asked.logged(Story.START.minusMillis(1), Reason.AUTH_ERROR));
        Story own = device("a", Asked.log()).connects(1).passesMinutes(1).leavesWill();
        own.passesSeconds(10).isDiagnosed(Story.START.plusSeconds(60), Asked.logged(Story.START, Reason.AUTH_ERROR));

        assertThat(older.presence().reason()).hasValue(Reason.LAST_WILL);
        assertThat(own.presence().reason()).hasValue(Reason.AUTH_ERROR);
    }

    @Test
    void entryNamesTheReasonOfAnEndThatAnEventToldWhateverItsTime() {
        Story story = lost(Reason.UNKNOWN);

        story.passesSeconds(10).isDiagnosed(Asked.logged(Story.START.minusMillis(1), Reason.AUTH_ERROR));

        assertThat(story.presence().reason()).hasValue(Reason.AUTH_ERROR);
    }

    @Test
    void takeOverInTheLogEndsAnOutageThatRestedOnAWillAndExplainsNoOther() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).leavesWill();
        Instant closed = story.now();
        story.passesMinutes(2).isDiagnosed(Asked.logged(closed, Reason.DUPLICATE_CLIENTID));

        assertThat(story.announced()).containsExactly("offline", "online");
    }

    @Test
    void refusalThatIsExplainedWhileTheDeviceIsSuspectedLeavesItsAbsenceUnexplained() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(10).isRefused();
        Instant refused = story.now();
        story.passesSeconds(5).drops(1, Reason.CONNECTION_LOST).passesSeconds(5);
        story.isDiagnosed(refused, Asked.logged(refused, new Reason("AUTHORIZATION_FAILURE")));

        assertThat(story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow().diagnosis())
                .isPresent();
        assertThat(story.presence().findings().diagnosis()).isEmpty();
    }

    @Test
    void refusalOfADeviceThatIsAwayExplainsItsOutage() {
        Story story = lost(Reason.CONNECTION_LOST).passesMinutes(2).isRefused();
        Instant refused = story.now();
        story.passesSeconds(5).isDiagnosed(refused, Asked.logged(refused, new Reason("AUTHORIZATION_FAILURE")));

        DeviceData data = story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow();
        assertThat(data.cause()).hasValue(Cause.CREDENTIALS);
        assertThat(data.severity()).hasValue(Severity.CRITICAL);
        assertThat(story.presence().findings().diagnosis()).isPresent();
        DeviceData back =
                story.connects(2).last(EventType.DEVICE_ONLINE).device().orElseThrow();
        assertThat(back.cause()).hasValue(Cause.CREDENTIALS);
        assertThat(back.severity()).hasValue(Severity.CRITICAL);
    }

    @Test
    void refusalIsExplainedInItsOwnEventAndNotInTheNextOfADeviceThatIsThere() {
        Story story = device("a", Asked.log()).connects(1).passesMinutes(1).isRefused();
        Instant refused = story.now();
        story.isDiagnosed(refused, Asked.logged(refused, new Reason("AUTHORIZATION_FAILURE")));
        assertThat(story.last(EventType.DEVICE_DIAGNOSED).device().orElseThrow().diagnosis())
                .isPresent();

        story.connects(1, Story.START);
        assertThat(story.last(EventType.DEVICE_SIGNAL).device().orElseThrow().diagnosis())
                .isEmpty();
    }

    @Test
    void alertNamesAllThatItRestsOn() {
        Story story = device("a", Asked.everybody())
                .connects(1)
                .passesMinutes(10)
                .saysItIsBack()
                .passesMinutes(1)
                .leavesWill()
                .drops(1, Reason.CONNECTION_LOST);
        Instant closed = story.now();
        story.passesSeconds(30)
                .isSaidToBe(Asked.gone(closed, Reason.CONNECTION_LOST))
                .isDiagnosed(Asked.logged(closed, Reason.CONNECTION_LOST));

        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().evidence())
                .containsExactly(
                        new Evidence("connected", Story.START, Optional.empty()),
                        new Evidence("disconnected", closed, Optional.of("CONNECTION_LOST")),
                        new Evidence("last_will", closed, Optional.empty()),
                        new Evidence("sign_of_life", closed.minusSeconds(60), Optional.empty()),
                        new Evidence("check", closed.plusSeconds(30), Optional.of("NOT_CONNECTED")),
                        new Evidence("log_entry", closed, Optional.of("in words")));
    }

    @Test
    void entryWithoutWordsIsNamedByItsReason() {
        Story story = lost(Reason.CONNECTION_LOST);
        Instant closed = story.now();
        story.isDiagnosed(new Diagnosis(
                        Optional.of(closed),
                        Optional.of(Reason.CONNECTION_LOST),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .passesSeconds(30);

        assertThat(story.last(EventType.DEVICE_OFFLINE).device().orElseThrow().evidence())
                .contains(new Evidence("log_entry", closed, Optional.of("CONNECTION_LOST")));
    }

    @Test
    void deviceThatIsBackNamesNothingOfItsAbsence() {
        Story story =
                device("a", Asked.everybody()).connects(1).passesMinutes(1).drops(1, Reason.CONNECTION_LOST);
        Instant closed = story.now();
        story.passesSeconds(10)
                .isDiagnosed(Asked.logged(closed, Reason.CONNECTION_LOST))
                .connects(2);

        assertThat(story.last(EventType.DEVICE_SIGNAL).device().orElseThrow().evidence())
                .extracting(Evidence::kind)
                .containsExactly("connected");
    }
}
