package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.kafka.sink.KafkaDeliveryStore;
import io.iotconnectivity.engine.kafka.view.ViewFeed;
import io.iotconnectivity.engine.view.FleetView;
import io.iotconnectivity.event.CloudEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a node of a test keeps: the store of its sinks, and a view if it has a file for one. */
final class NodeParts implements KafkaEngine.Parts {
    private final ClusterSettings settings;
    private final IncidentRules rules;
    private final Optional<EngineSettings> kept;
    private final Clock clock;
    private KafkaDeliveryStore store;
    private Optional<ViewFeed> feed = Optional.empty();

    NodeParts(ClusterSettings settings, IncidentRules rules, Optional<Path> file) {
        this(settings, rules, file.map(EngineSettings::of), Clock.systemUTC());
    }

    /**
     * @param kept which file the view is in, and for how long; absent if there is none
     */
    NodeParts(ClusterSettings settings, IncidentRules rules, Optional<EngineSettings> kept, Clock clock) {
        this.settings = settings;
        this.rules = rules;
        this.kept = kept;
        this.clock = clock;
    }

    /** The view, once it is opened; absent if there is none. */
    Optional<ViewFeed> feed() {
        return feed;
    }

    @Override
    public DeliveryStore sinks() {
        store = KafkaDeliveryStore.open(settings);
        return store;
    }

    @Override
    public void whenGrown(Runnable wake) {
        store.whenGrown(wake);
    }

    @Override
    public FleetView view(Supplier<Map<String, SinkStatus>> working) {
        feed = kept.map(engine -> ViewFeed.start(
                settings, engine, rules, new CloudEvents("test"), clock, new SimpleMeterRegistry(), working));
        return feed.<FleetView>map(view -> view).orElseGet(() -> FleetView.none(working));
    }

    @Override
    public void close() {
        store.close();
    }
}
