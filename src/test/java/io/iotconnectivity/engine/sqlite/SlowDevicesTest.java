package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real rules learn keep-alives, and the real store finds the long ones. */
class SlowDevicesTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    @TempDir
    private Path directory;

    @AutoClose
    private Engine engine;

    @BeforeEach
    void open() {
        engine = SqliteEngine.open(
                EngineSettings.of(directory.resolve("engine.db")),
                new PresenceMachine(Policy.defaults()),
                new IncidentMachine(IncidentPolicy.defaults()),
                new CloudEvents("iot-connectivity/test"),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        learn("unknown", Optional.empty());
        learn("quick", Optional.of(Duration.ofSeconds(60)));
        learn("just", Optional.of(Duration.ofSeconds(200)));
        learn("above", Optional.of(Duration.ofSeconds(201)));
        learn("slow", Optional.of(Duration.ofSeconds(1200)));
    }

    @Test
    void devicesWhoseLossMayGoUnnoticedForLongerThanTheSettingAreFound() {
        assertThat(slower(Duration.ofMinutes(5), Optional.empty(), 10).items())
                .extracting(device -> device.client().value())
                .containsExactly("above", "slow");
        assertThat(slower(Duration.ofSeconds(301), Optional.empty(), 10).items())
                .extracting(device -> device.client().value())
                .containsExactly("above", "slow");
        assertThat(slower(Duration.ofMillis(301_500), Optional.empty(), 10).items())
                .extracting(device -> device.client().value())
                .containsExactly("slow");
    }

    @Test
    void theyAreListedPageByPage() {
        Page<Presence> first = slower(Duration.ofMinutes(5), Optional.empty(), 1);

        assertThat(first.total()).isEqualTo(2);
        assertThat(slower(Duration.ofMinutes(5), first.next(), 1).items())
                .extracting(device -> device.client().value())
                .containsExactly("slow");
    }

    @Test
    void stateNarrowsThemDown() {
        DeviceQuery gone =
                DeviceQuery.ALL.withState(Optional.of(Verdict.OFFLINE)).slowerThan(Optional.of(Duration.ofMinutes(5)));

        assertThat(engine.ledger().devices(gone, 10).items()).isEmpty();
    }

    private Page<Presence> slower(Duration than, Optional<String> after, int limit) {
        return engine.ledger()
                .devices(DeviceQuery.ALL.slowerThan(Optional.of(than)).after(after.map(DevicePlace::of)), limit);
    }

    private void learn(String client, Optional<Duration> keepAlive) {
        Connectivity connected = new Connectivity(
                Status.CONNECTED, Optional.of(START), Optional.empty(), keepAlive, Optional.empty(), Optional.empty());
        engine.accept(new Signal.Reconciled(new ClientId(client), START, connected))
                .join();
    }
}
