package io.iotconnectivity.engine;

import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A small fleet on two sites, for testing lists of devices. */
public abstract class ListedFleet extends EngineContract {
    protected static final Grouping BY_SITE = Grouping.byClientId(ClientPattern.of("(?<group>[a-z]+)/.*"));

    private final Map<String, Long> connections = new HashMap<>();

    @Override
    protected Engine open() {
        return open(BY_SITE);
    }

    protected final Engine open(Grouping grouping) {
        Engine opened = open(
                grouping == Grouping.NONE
                        ? IncidentPolicy.defaults()
                        : IncidentPolicy.defaults().groupedBy(grouping));
        opened.regroup();
        return opened;
    }

    /** north/1 is fine since 10:00:01, the others went away one after the other. */
    protected final void fleet() {
        for (String client : List.of("north/1", "north/2", "south/1", "south/2", "Zed")) {
            connect(client);
        }
        drop("south/2", Reason.CONNECTION_LOST);
        drop("Zed", Reason.MQTT_KEEP_ALIVE_TIMEOUT);
        clock.advance(Duration.ofSeconds(31));
        await().until(() -> engine.ledger().devicesByState().getOrDefault(Verdict.OFFLINE, 0L) == 2);
        drop("north/2", Reason.CONNECTION_LOST);
    }

    protected final List<String> sorted(String order) {
        return ids(DeviceQuery.ALL.sortedBy(DeviceOrder.of(order)));
    }

    protected final List<String> ids(DeviceQuery query) {
        return ids(engine.ledger().devices(query, 100));
    }

    protected static List<String> ids(Page<Presence> page) {
        return page.items().stream().map(device -> device.client().value()).toList();
    }

    protected final void connect(String client) {
        clock.advance(Duration.ofSeconds(1));
        connections.merge(client, 1L, Long::sum);
        engine.accept(new Signal.Connected(new ClientId(client), clock.instant(), connection(client)))
                .join();
    }

    protected final void drop(String client, Reason reason) {
        clock.advance(Duration.ofSeconds(1));
        engine.accept(new Signal.Disconnected(new ClientId(client), clock.instant(), connection(client), reason))
                .join();
    }

    private Connection connection(String client) {
        return new Connection(
                OptionalLong.of(connections.get(client)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
