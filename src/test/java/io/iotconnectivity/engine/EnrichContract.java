package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Enriching;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every engine does about enrich routes. */
public abstract class EnrichContract extends EngineContract {
    private static final ClientId DEVICE = new ClientId("a");
    private static final ExtraField SITE = new ExtraField("assets", "site");
    private static final Extra OSLO = new Extra(Map.of("site", "Oslo"));

    private final List<Effect> asked = new CopyOnWriteArrayList<>();
    private final Enriching routes = new Enriching() {
        @Override
        public Map<String, Duration> routes() {
            return Map.of("assets", Duration.ofDays(1));
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(10);
        }
    };

    @Override
    protected Engine open() {
        return open(
                new PresenceMachine(Policy.defaults().with(routes))::step,
                IncidentRules.of(new IncidentMachine(policy())));
    }

    @Test
    void whatARouteKnowsIsInTheEventsOfTheDeviceAndOfItsIncidentAlsoAfterARestart() {
        engine.answerWith(asked::add);
        engine.accept(new Signal.Disconnected(DEVICE, START, Connection.UNKNOWN, Reason.CONNECTION_LOST))
                .join();
        await().untilAsserted(() -> assertThat(asked).contains(new Effect.Enrich(DEVICE, "assets")));

        restart();
        asked.clear();
        engine.answerWith(asked::add);
        await().untilAsserted(() -> assertThat(asked).contains(new Effect.Enrich(DEVICE, "assets")));
        engine.accept(new Signal.Enriched(DEVICE, clock.instant(), "assets", Optional.of(OSLO)))
                .join();
        restart();
        clock.advance(Duration.ofSeconds(30));

        await().untilAsserted(() -> assertThat(told(EventType.DEVICE_OFFLINE))
                .hasValueSatisfying(event ->
                        assertThat(event.device().orElseThrow().extra()).containsExactly(Map.entry("assets", OSLO))));
        await().untilAsserted(() -> assertThat(
                        engine.ledger().incidents(IncidentQuery.ALL, 10).items())
                .singleElement()
                .satisfies(incident -> assertThat(incident.extra()).containsExactly(Map.entry("assets", OSLO))));
    }

    private static IncidentPolicy policy() {
        IncidentPolicy usual = IncidentPolicy.defaults();
        return new IncidentPolicy(
                        data -> Optional.of("plant")
                                .filter(group -> data.clientId().startsWith("plant-")),
                        new IncidentPolicy.Storms(3, usual.storms().window(), Optional.empty()),
                        usual.flapping(),
                        usual.conflict(),
                        usual.credentials(),
                        usual.updateEvery(),
                        usual.suppressions())
                .routedBy(Set.of(SITE));
    }

    @Test
    void anIncidentOfManyDevicesNamesWhatDecidesWhoIsToldAlsoAfterARestart() {
        List<ClientId> devices = Stream.of("plant-1", "plant-2", "plant-3", "plant-4")
                .map(ClientId::new)
                .toList();
        devices.forEach(this::drop);
        devices.forEach(device -> know(device, "Oslo"));
        await().untilAsserted(() -> assertThat(found("assets.site:Oslo")).hasSize(4));
        clock.advance(Duration.ofSeconds(30));
        await().untilAsserted(() -> assertThat(sites()).containsExactly("Oslo"));

        restart();
        know(devices.get(0), "Bergen");

        await().untilAsserted(() -> assertThat(sites()).containsExactly("Oslo", "Bergen"));
    }

    private void drop(ClientId device) {
        engine.accept(new Signal.Disconnected(device, START, Connection.UNKNOWN, Reason.CONNECTION_LOST))
                .join();
    }

    private void know(ClientId device, String site) {
        engine.accept(new Signal.Enriched(
                        device, clock.instant(), "assets", Optional.of(new Extra(Map.of("site", site)))))
                .join();
    }

    private List<String> sites() {
        return engine.ledger().incidents(IncidentQuery.ALL, 10).items().stream()
                .filter(incident -> incident.kind() == IncidentKind.GROUP)
                .flatMap(incident -> incident.valuesOf(SITE).stream())
                .toList();
    }

    @Test
    void devicesAreFoundByWhatARouteKnows() {
        engine.accept(new Signal.Connected(DEVICE, START, Connection.UNKNOWN)).join();
        engine.accept(new Signal.Enriched(DEVICE, clock.instant(), "assets", Optional.of(OSLO)))
                .join();
        engine.accept(new Signal.Enriched(new ClientId("b"), clock.instant(), "assets", Optional.empty()))
                .join();

        await().untilAsserted(() -> assertThat(found("assets.site:oslo")).containsExactly("a"));
        assertThat(engine.ledger().device(new ClientId("b"))).isEmpty();
        assertThat(found("assets.site:Bergen")).isEmpty();
        assertThat(found("assets.owner:Oslo")).isEmpty();
        assertThat(found("other.site:Oslo")).isEmpty();
    }

    private List<String> found(String match) {
        return engine.ledger().devices(DeviceQuery.ALL.knownAs(ExtraMatch.of(match)), 10).items().stream()
                .map(device -> device.client().value())
                .toList();
    }

    private Optional<Event> told(EventType type) {
        return engine.ledger().events(DEVICE, Optional.empty(), 100).items().stream()
                .filter(event -> event.type() == type)
                .findFirst();
    }
}
