package io.iotconnectivity.presence;

import static io.iotconnectivity.presence.Story.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraceTest {

    @ParameterizedTest
    @CsvSource({
        "CLIENT_INITIATED_DISCONNECT, PLANNED,     0,   none",
        "CONNECTION_LOST,             NETWORK,     30,  warning",
        "MQTT_KEEP_ALIVE_TIMEOUT,     POWER,       30,  warning",
        "AUTH_ERROR,                  CREDENTIALS, 30,  critical",
        "FORBIDDEN_ACCESS,            CREDENTIALS, 30,  critical",
        "CLIENT_ERROR,                DEVICE,      30,  warning",
        "THROTTLED,                   DEVICE,      30,  warning",
        "SERVER_ERROR,                AWS,         120, info",
        "SERVER_INITIATED_DISCONNECT, AWS,         120, info",
        "WEBSOCKET_TTL_EXPIRATION,    RENEWAL,     120, warning",
        "CUSTOMAUTH_TTL_EXPIRATION,   RENEWAL,     120, warning",
        "API_INITIATED_DISCONNECT,    OPERATOR,    30,  info",
        "UNKNOWN,                     UNKNOWN,     30,  warning",
        "SOMETHING_THAT_AWS_ADDS,     UNKNOWN,     30,  warning"
    })
    void eachReasonHasItsGraceCauseAndSeverity(String reason, Cause cause, long seconds, String severity) {
        Story story = device("a").connects(1).passesMinutes(10);
        Instant closed = story.now();
        story.drops(1, new Reason(reason)).until(closed.plusSeconds(seconds).minusMillis(1));
        assertThat(story.verdict()).isEqualTo(seconds == 0 ? Verdict.OFFLINE : Verdict.SUSPECT);

        story.until(closed.plusSeconds(seconds));
        Event offline = story.last(EventType.DEVICE_OFFLINE);
        DeviceData data = offline.device().orElseThrow();
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(data.reason()).hasValue(reason);
        assertThat(data.cause()).hasValue(cause);
        assertThat(data.severity()).hasValue(Severity.of(severity));
        assertThat(data.since()).hasValue(closed);
        assertThat(data.advice()).isPresent();
    }

    @Test
    void takeOverIsNeverAnOutageEvenIfTheNewConnectIsNotHeardYet() {
        Story story = device("a")
                .connects(1)
                .passesMinutes(10)
                .drops(1, Reason.DUPLICATE_CLIENTID)
                .toItsEnd();
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();

        story.drops(2, Reason.CONNECTION_LOST).toItsEnd();
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);
    }

    @Test
    void outageThatEndsWithinItsGraceIsOnlyRecorded() {
        Story story = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        story.passesSeconds(29).connects(2).toItsEnd();

        assertThat(story.announced()).isEmpty();
        assertThat(story.events()).hasSize(3).allMatch(event -> event.type() == EventType.DEVICE_SIGNAL);
    }

    @Test
    void outageAndItsEndShareTheIncidentAndTellItsLength() {
        Story story = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        story.passesSeconds(200).connects(2);

        DeviceData offline = story.last(EventType.DEVICE_OFFLINE).device().orElseThrow();
        DeviceData online = story.last(EventType.DEVICE_ONLINE).device().orElseThrow();
        assertThat(offline.incidentId()).isPresent().isEqualTo(online.incidentId());
        assertThat(online.outageSeconds()).hasValue(200);
        assertThat(online.severity()).isEqualTo(offline.severity());
        assertThat(offline.previousState()).isEqualTo(Verdict.SUSPECT);
        assertThat(online.previousState()).isEqualTo(Verdict.OFFLINE);
        assertThat(online.state()).isEqualTo(Verdict.ONLINE);
        assertThat(online.reason()).isEmpty();
    }

    @Test
    void backlogOfAnOutageThatIsAlreadyOverRaisesNoAlarm() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant closed = story.ago(Duration.ofMinutes(40));
        Instant back = story.ago(Duration.ofMinutes(20));
        story.drops(1, Reason.CONNECTION_LOST, closed)
                .passesSeconds(4)
                .connects(2, back)
                .toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
    }

    @Test
    void backlogOfAnOutageThatLastsIsAnnouncedOnceItHasSettledWithItsOwnBeginning() {
        Story story = device("a").connects(1).passesMinutes(60);
        Instant closed = story.ago(Duration.ofMinutes(40));
        story.drops(1, Reason.CONNECTION_LOST, closed).passesSeconds(4);
        assertThat(story.announced()).isEmpty();

        story.passesSeconds(1);
        assertThat(story.announced()).containsExactly("offline");
        assertThat(story.presence().since()).hasValue(closed);
    }

    @Test
    void deviceSeenForTheFirstTimeIsRecordedButNotAnnouncedAsOnline() {
        Story story = device("a").connects(0).toItsEnd();

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();
        assertThat(story.events()).hasSize(1);
    }

    @Test
    void deviceSeenForTheFirstTimeByItsDisconnectIsAnnouncedAsOffline() {
        assertThat(device("a").drops(3, Reason.CONNECTION_LOST).toItsEnd().announced())
                .containsExactly("offline");
    }

    @Test
    void deadlineThatWasOverruledChangesNothing() {
        Story story = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        Instant deadline = story.presence().deadline().orElseThrow();
        story.connects(2);
        Presence before = story.presence();

        story.until(deadline).take(new Signal.TimerDue(new ClientId("a"), deadline));
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.presence().sequence()).isEqualTo(before.sequence());
    }

    @Test
    void recordOfADropNamesItsCauseAndThatOfAConnectNone() {
        Story story = device("a").connects(1).passesMinutes(10).drops(1, Reason.CONNECTION_LOST);
        assertThat(story.last(EventType.DEVICE_SIGNAL).device().orElseThrow().cause())
                .hasValue(Cause.NETWORK);

        story.connects(2);
        assertThat(story.last(EventType.DEVICE_SIGNAL).device().orElseThrow().cause())
                .isEmpty();
    }
}
