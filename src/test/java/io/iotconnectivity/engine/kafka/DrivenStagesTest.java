package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.codec.Sealed;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the stages do with what they have stored, and with deadlines that must wait. */
class DrivenStagesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final ClientId DEVICE = new ClientId("site-1/a");
    private static final byte[] DAMAGED = {1, 0, 1, 7, 7};
    private static final byte[] OF_A_LATER_VERSION = {99};

    @AutoClose
    private final DrivenStages stages = new DrivenStages(
            new PresenceMachine(Policy.defaults())::step,
            IncidentRules.of(new IncidentMachine(Fleet.grouped())),
            START);

    DrivenStagesTest() throws IOException {}

    @Test
    void deviceWhoseStateIsDamagedBeginsAnewAndTheDamageIsADeadLetter() {
        stages.accept(connected(DEVICE, 1, START));
        stages.damageDevice(DEVICE, DAMAGED);

        stages.accept(connected(DEVICE, 2, START.plusSeconds(1)));

        assertThat(stages.presence(DEVICE).state()).isEqualTo(Verdict.ONLINE);
        assertThat(stages.letters()).isEqualTo(1);
    }

    @Test
    void caseThatIsDamagedIsADeadLetterAndTheStageGoesOn() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.passTo(START.plusSeconds(60));
        stages.damageCase(DEVICE, DAMAGED);

        stages.accept(connected(DEVICE, 2, START.plusSeconds(60)));

        assertThat(stages.presence(DEVICE).state()).isEqualTo(Verdict.ONLINE);
        assertThat(stages.letters()).isEqualTo(1);
    }

    @Test
    void silenceThatIsDamagedKeepsNoOtherFromBeingSet() {
        stages.damageSilence("broken", DAMAGED);

        stages.silence(new Silence(
                "mine",
                Optional.of(ClientPattern.of("pump-.*")),
                Optional.empty(),
                START,
                START.plusSeconds(60),
                "ann",
                "maintenance"));
        stages.accept(connected(DEVICE, 1, START));

        assertThat(stages.presence(DEVICE).state()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void stageStopsAtADeviceOfALaterVersionAndLeavesItAsItIs() {
        stages.accept(connected(DEVICE, 1, START));
        stages.damageDevice(DEVICE, OF_A_LATER_VERSION);

        stops(() -> stages.accept(connected(DEVICE, 2, START.plusSeconds(1))));

        assertThat(stages.storedDevice(DEVICE)).isEqualTo(OF_A_LATER_VERSION);
    }

    @Test
    void stageStopsAtADueDeviceOfALaterVersionAndLeavesItAsItIs() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.damageDevice(DEVICE, OF_A_LATER_VERSION);

        stops(() -> stages.passTo(START.plusSeconds(60)));

        assertThat(stages.storedDevice(DEVICE)).isEqualTo(OF_A_LATER_VERSION);
    }

    @Test
    void stageStopsAtACaseOfALaterVersionAndLeavesItAsItIs() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.passTo(START.plusSeconds(60));
        stages.damageCase(DEVICE, OF_A_LATER_VERSION);

        stops(() -> stages.accept(connected(DEVICE, 2, START.plusSeconds(60))));

        assertThat(stages.storedCase(DEVICE)).isEqualTo(OF_A_LATER_VERSION);
    }

    @Test
    void stagesStopAtWhatALaterVersionHasAddedInsteadOfLosingIt() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.passTo(START.plusSeconds(60));
        byte[] laterCase = Sealed.later(DEVICE.value(), stages.storedCase(DEVICE));
        stages.damageCase(DEVICE, laterCase);
        stops(() -> stages.accept(connected(DEVICE, 2, START.plusSeconds(60))));
        assertThat(stages.storedCase(DEVICE)).isEqualTo(laterCase);

        byte[] presence = new PresenceCodec().write(stages.presence(DEVICE));
        byte[] later = Sealed.later(DEVICE.value(), presence);
        // Format 1, no keys.
        byte[] laterDevice = ByteBuffer.allocate(2 + later.length)
                .put((byte) 1)
                .put((byte) 0)
                .put(later)
                .array();
        stages.damageDevice(DEVICE, laterDevice);
        stops(() -> stages.accept(connected(DEVICE, 3, START.plusSeconds(61))));
        assertThat(stages.storedDevice(DEVICE)).isEqualTo(laterDevice);
    }

    @Test
    void stagesStopAtARecordOfALaterVersion() {
        stops(() -> stages.appendToDevices(DEVICE.value(), OF_A_LATER_VERSION));
        stops(() -> stages.appendToIncidents(DEVICE.value(), OF_A_LATER_VERSION));
    }

    /** The failure tells that the record is of a later version, which ends the stage on this node. */
    private static void stops(ThrowingCallable step) {
        assertThatThrownBy(step).hasRootCauseInstanceOf(UnsupportedRecord.class);
    }

    @Test
    void deadlinesOfIncidentsWaitForTheBacklogOfDevices() {
        for (int i = 0; i < 50; i++) {
            ClientId client = new ClientId("site-1/" + i);
            stages.accept(connected(client, 1, START));
            stages.accept(disconnected(client, 1, START));
        }
        stages.passTo(START.plusSeconds(60));
        Instant due = stages.firstDeadline().orElseThrow();
        Instant late = due.minusSeconds(1);
        stages.passTo(late);
        for (int i = 0; i < 4; i++) {
            stages.accept(connected(new ClientId("site-2/" + i), 1, late.minusSeconds(3600)));
        }

        stages.passTo(late.plusSeconds(5));
        assertThat(stages.firstDeadline()).contains(due);

        stages.passTo(late.plus(Backlog.QUIET).plusSeconds(5));
        assertThat(stages.firstDeadline()).isNotEqualTo(Optional.of(due));
        assertThat(stages.letters()).isZero();
    }

    @Test
    void deadlinesWaitForWhoeverHoldsThem() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.holdDeadlines("test", START.plusSeconds(100));

        stages.passTo(START.plus(Duration.ofSeconds(99)));
        assertThat(announced()).isEmpty();

        stages.passTo(START.plus(Duration.ofSeconds(101)));
        assertThat(announced()).containsExactly(EventType.DEVICE_OFFLINE);
    }

    @Test
    void deadlinesWaitForTheNewsThatWhoeverHeardTheSourcesHasLeftAtTheBroker() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.heardUpTo(START.plusSeconds(20), START.plusSeconds(140));
        // It is lost now. Another takes over when the grace is over, and is told first that the device has been back.
        stages.passTo(START.plusSeconds(40));
        assertThat(announced()).isEmpty();

        stages.accept(connected(DEVICE, 2, START.plusSeconds(25)));
        stages.heardUpTo(START.plusSeconds(40), START.plusSeconds(160));
        stages.passTo(START.plusSeconds(200));

        assertThat(announced()).isEmpty();
        assertThat(stages.presence(DEVICE).state()).isEqualTo(Verdict.ONLINE);
    }

    @Test
    void deadlinesFireOnceTheSourcesHaveBeenHeardUpToThemOrNobodyHasHeardThemForTooLong() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.passTo(START.plusSeconds(29));
        stages.heardUpTo(START.plusSeconds(29), START.plusSeconds(149));
        stages.passTo(START.plusSeconds(31));
        assertThat(announced()).isEmpty();
        stages.heardUpTo(START.plusSeconds(31), START.plusSeconds(151));
        assertThat(announced()).containsExactly(EventType.DEVICE_OFFLINE);

        ClientId another = new ClientId("site-1/b");
        stages.accept(connected(another, 1, START.plusSeconds(31)));
        stages.accept(disconnected(another, 1, START.plusSeconds(31)));
        stages.passTo(START.plusSeconds(150));
        assertThat(announced()).hasSize(1);
        stages.passTo(START.plusSeconds(152));
        assertThat(announced()).hasSize(2);
    }

    /** Such as what was heard before Kafka was away, and is appended only now, before the rest. */
    @Test
    void whatIsAppendedLateTellsOnlyOfWhatWasHeardThen() {
        stages.accept(connected(DEVICE, 1, START));
        stages.accept(disconnected(DEVICE, 1, START));
        stages.passTo(START.plusSeconds(10));
        stages.heardUpTo(START.plusSeconds(10), START.plusSeconds(130));
        stages.passTo(START.plusSeconds(60));
        stages.heardUpTo(START.plusSeconds(11), START.plusSeconds(131));
        assertThat(announced()).isEmpty();
    }

    @Test
    void traceOfTheDisconnectStaysWithWhatFollowsAfterTheGrace() {
        stages.accept(connected(DEVICE, 1, START), Optional.of("00-connect"));
        stages.passTo(START.plusSeconds(60));
        stages.accept(disconnected(DEVICE, 1, START.plusSeconds(60)), Optional.of("00-drop"));
        stages.passTo(START.plusSeconds(600));

        assertThat(stages.events())
                .filteredOn(
                        event -> event.type() == EventType.DEVICE_OFFLINE || event.type() == EventType.INCIDENT_OPENED)
                .hasSize(2)
                .allSatisfy(event -> assertThat(stages.trace(event)).contains("00-drop"));
        assertThat(stages.events())
                .filteredOn(event -> stages.trace(event).isEmpty())
                .isEmpty();

        stages.accept(connected(DEVICE, 2, START.plusSeconds(600)), Optional.empty());
        stages.passTo(START.plusSeconds(1200));

        assertThat(stages.events())
                .filteredOn(
                        event -> event.type() == EventType.DEVICE_ONLINE || event.type() == EventType.INCIDENT_RESOLVED)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(stages.trace(event)).isEmpty());
    }

    @Test
    void whatADeadlineTellsOfAnIncidentContinuesTheTraceOfWhatWasToldBefore() {
        for (int i = 0; i < 50; i++) {
            ClientId client = new ClientId("site-1/" + i);
            stages.accept(connected(client, 1, START), Optional.of("00-connect"));
            stages.accept(disconnected(client, 1, START), Optional.of("00-drop"));
        }
        stages.passTo(START.plusSeconds(60));
        Instant back = START.plusSeconds(300);
        stages.passTo(back);
        for (int i = 0; i < 50; i++) {
            stages.accept(connected(new ClientId("site-1/" + i), 2, back), Optional.of("00-back"));
        }
        stages.passTo(START.plus(Duration.ofHours(1)));

        List<Event> told = stages.events().stream()
                .filter(event -> event.subject().equals("group/site-1"))
                .toList();
        Event end = told.get(told.size() - 1);
        assertThat(end.type()).isEqualTo(EventType.INCIDENT_RESOLVED);
        assertThat(end.time()).isAfter(back);
        assertThat(stages.trace(end)).isPresent().isEqualTo(stages.trace(told.get(told.size() - 2)));
    }

    @Test
    void recordWithoutADeviceIsADeadLetterAndTheStageOfIncidentsGoesOn() {
        byte[] told = new CaseRecords().write(new CaseRecord.Told(1, Optional.empty(), new byte[0], new byte[0]));

        stages.appendToIncidents(null, told);

        assertThat(stages.letters()).isEqualTo(1);
    }

    private List<EventType> announced() {
        return stages.events().stream()
                .filter(event -> event.device().isPresent() && event.type() != EventType.DEVICE_SIGNAL)
                .map(event -> event.type())
                .toList();
    }

    private static Signal connected(ClientId client, long version, Instant at) {
        return new Signal.Connected(client, at, connection(version));
    }

    private static Signal disconnected(ClientId client, long version, Instant at) {
        return new Signal.Disconnected(client, at, connection(version), Reason.CONNECTION_LOST);
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
