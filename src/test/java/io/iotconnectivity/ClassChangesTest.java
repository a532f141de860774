package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.ClassRule;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.web.RecordingEngine;
import io.iotconnectivity.web.Served;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClassChangesTest {
    private final RecordingEngine engine = new RecordingEngine();

    @AutoClose
    private ClassChanges changes;

    @Test
    void onlyDevicesWhoseClassIsAnotherNowAreDecidedAgain() {
        engine.listed.devices.add(Served.device("meter-1", Verdict.ONLINE));
        engine.listed.devices.add(Served.device("pump-1", Verdict.ONLINE));

        begin(meters());

        await().until(() -> !engine.accepted.isEmpty());
        changes.close();
        assertThat(engine.accepted)
                .hasSize(1)
                .first()
                .isInstanceOf(Signal.TimerDue.class)
                .extracting(Signal::client)
                .isEqualTo(new ClientId("meter-1"));
    }

    @Test
    void nothingIsComparedWithoutClasses() {
        engine.listed.devices.add(Served.device("meter-1", Verdict.ONLINE));
        Thread[] asked = new Thread[1];
        engine.listed.whileListed(() -> asked[0] = Thread.currentThread());

        begin(DeviceClasses.none(Policy.defaults()));
        changes.close();

        assertThat(asked[0]).isNull();
        assertThat(engine.accepted).isEmpty();
    }

    @Test
    void devicesThatTheEngineDoesNotAcceptEndTheComparisonOnly() {
        engine.listed.devices.add(Served.device("meter-1", Verdict.ONLINE));
        CompletableFuture<Void> refused = new CompletableFuture<>();
        refused.completeExceptionally(new IllegalStateException("the disk is full"));
        engine.durable(refused);

        begin(meters());
        changes.close();
        assertThat(engine.accepted).isEmpty();
    }

    private void begin(DeviceClasses classes) {
        changes = new ClassChanges(classes, engine, Clock.systemUTC());
        changes.begin();
    }

    private static DeviceClasses meters() {
        Policy usual = Policy.defaults();
        Policy meters = new Policy(
                usual.reasons(),
                usual.defaultGrace(),
                usual.settle(),
                true,
                usual.asking(),
                usual.silence(),
                Optional.of(DeviceClass.named("meters")));
        ClassRule rule =
                new ClassRule(Optional.of(ClientPattern.of("meter-.*")), Optional.empty(), Optional.empty(), "");
        return new DeviceClasses(usual, List.of(new DeviceClasses.Entry(rule, meters)));
    }
}
