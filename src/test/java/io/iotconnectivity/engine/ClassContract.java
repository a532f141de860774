package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.ClassRule;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every engine does with classes of devices. */
public abstract class ClassContract extends EngineContract {
    private static final Duration SLEEP = Duration.ofHours(2);
    private static final ClientId METER = new ClientId("meter-1");

    @Override
    protected Engine open() {
        return open(sleepers());
    }

    private Engine open(DeviceClasses classes) {
        IncidentPolicy incidents = IncidentPolicy.defaults().with(classes.byName());
        return open(new ClassedMachine(classes)::step, IncidentRules.of(new IncidentMachine(incidents)));
    }

    @Test
    void sleeperIsOverdueAfterARestartAndBackAgain() {
        sleeps();
        assertThat(state("meter-1")).isEqualTo(Verdict.SUSPECT);
        restart();

        clock.advance(SLEEP);
        await().untilAsserted(() -> assertThat(state("meter-1")).isEqualTo(Verdict.OFFLINE));
        DeviceData offline = engine.ledger().events(METER, Optional.empty(), 10).items().stream()
                .filter(event -> event.type() == EventType.DEVICE_OFFLINE)
                .findFirst()
                .flatMap(event -> event.device())
                .orElseThrow();
        assertThat(offline.deviceClass()).hasValue("meters");
        assertThat(offline.since()).hasValue(START);
        assertThat(offline.expectedBack()).hasValue(START.plus(SLEEP));
        assertThat(offline.severity()).hasValue(Severity.WARNING);
    }

    @Test
    void devicesOfAClassAreListed() {
        sleeps();
        accept(connected("other", 1));

        assertThat(ids(DeviceQuery.ALL.withClass(Optional.of("meters")))).containsExactly("meter-1");
        assertThat(ids(DeviceQuery.ALL.withClass(Optional.of(DeviceQuery.DEFAULT_CLASS))))
                .containsExactly("other");
        assertThat(ids(DeviceQuery.ALL.withClass(Optional.of("none")))).isEmpty();
    }

    @Test
    void lossIsNoticedSlowlyByTheObjectiveOfTheClass() {
        Connectivity slow = new Connectivity(
                Connectivity.Status.CONNECTED,
                Optional.of(START),
                Optional.empty(),
                Optional.of(Duration.ofMinutes(20)),
                Optional.empty(),
                Optional.empty());
        accept(new Signal.Reconciled(METER, START, slow));
        accept(new Signal.Reconciled(new ClientId("other"), START, slow));
        DeviceQuery.Slow than = new DeviceQuery.Slow(Duration.ofMinutes(5), Map.of("meters", Duration.ofHours(1)));

        assertThat(ids(DeviceQuery.ALL.slow(Optional.of(than)))).containsExactly("other");
    }

    @Test
    void deviceWhoseClassWasRemovedIsDecidedAgainWithItsNextSignal() {
        sleeps();
        engine.close();
        engine = open(DeviceClasses.none(Policy.defaults()));

        accept(new Signal.TimerDue(METER, START));

        clock.advance(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(state("meter-1")).isEqualTo(Verdict.OFFLINE));
        assertThat(ids(DeviceQuery.ALL.withClass(Optional.of("meters")))).isEmpty();
    }

    private void sleeps() {
        Connection first = new Connection(
                OptionalLong.of(1), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        accept(new Signal.Connected(METER, START, first));
        accept(new Signal.Disconnected(METER, START, first, Reason.CLIENT_INITIATED_DISCONNECT));
    }

    private List<String> ids(DeviceQuery query) {
        return engine.ledger().devices(query, 10).items().stream()
                .map(Presence::client)
                .map(ClientId::value)
                .toList();
    }

    private static DeviceClasses sleepers() {
        Policy usual = Policy.defaults();
        Policy meters = new Policy(
                        usual.reasons(),
                        usual.defaultGrace(),
                        usual.settle(),
                        true,
                        usual.asking(),
                        usual.silence(),
                        Optional.of(DeviceClass.named("meters").sleeping(SLEEP)))
                .with(Reason.CLIENT_INITIATED_DISCONNECT, new ReasonPolicy(Cause.PLANNED, SLEEP, Severity.WARNING));
        ClassRule rule =
                new ClassRule(Optional.of(ClientPattern.of("meter-.*")), Optional.empty(), Optional.empty(), "");
        return new DeviceClasses(usual, List.of(new DeviceClasses.Entry(rule, meters)));
    }
}
