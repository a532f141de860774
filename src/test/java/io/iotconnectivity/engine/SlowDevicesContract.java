package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every engine finds the devices with long keep-alives. */
public abstract class SlowDevicesContract extends EngineContract {
    @Override
    protected Engine open() {
        return open(IncidentPolicy.defaults());
    }

    @BeforeEach
    void learnKeepAlives() {
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
