package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.RequiredFilters;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every engine does about devices that are connected but deaf. */
public abstract class DeafContract extends EngineContract {
    private static final ClientId DEVICE = new ClientId("a");

    private final List<Effect> asked = new CopyOnWriteArrayList<>();

    @Override
    protected Engine open() {
        Policy policy = Policy.defaults().requiring(new RequiredFilters(List.of("cmd/${clientId}")));
        return open(
                new PresenceMachine(policy)::step, IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())));
    }

    @Test
    void aDeafDeviceIsAskedAboutFoundAndHealedAlsoAfterRestarts() {
        engine.answerWith(asked::add);
        engine.accept(new Signal.Connected(DEVICE, START, Connection.UNKNOWN)).join();
        engine.accept(new Signal.Connected(new ClientId("b"), START, Connection.UNKNOWN))
                .join();
        await().untilAsserted(() -> assertThat(asked).contains(new Effect.ListSubscriptions(DEVICE)));

        restart();
        asked.clear();
        engine.answerWith(asked::add);
        await().untilAsserted(() -> assertThat(asked).contains(new Effect.ListSubscriptions(DEVICE)));
        listed("status/a");
        await().untilAsserted(() -> assertThat(deaf()).containsExactly("a"));
        assertThat(engine.ledger().deafDevices()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(incident().status()).isEqualTo(IncidentStatus.OPEN));

        restart();
        await().untilAsserted(() -> assertThat(deaf()).containsExactly("a"));
        assertThat(engine.ledger().deafDevices()).isEqualTo(1);
        assertThat(engine.ledger().device(DEVICE).orElseThrow().findings().missing())
                .containsExactly("cmd/a");
        listed("cmd/#");
        await().untilAsserted(() -> assertThat(incident().resolution()).contains("recovered"));
        await().untilAsserted(() -> assertThat(deaf()).isEmpty());
        assertThat(engine.ledger().deafDevices()).isZero();
    }

    private void listed(String filter) {
        engine.accept(new Signal.Listed(DEVICE, clock.instant(), Optional.of(List.of(filter))))
                .join();
    }

    private IncidentData incident() {
        List<IncidentData> all =
                engine.ledger().incidents(IncidentQuery.ALL, 10).items();
        assertThat(all).singleElement().satisfies(one -> assertThat(one.kind()).isEqualTo(IncidentKind.DEAF));
        return all.get(0);
    }

    private List<String> deaf() {
        return engine.ledger().devices(DeviceQuery.ALL.deaf(true), 10).items().stream()
                .map(device -> device.client().value())
                .toList();
    }
}
