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
    private final Optional<Path> file;
    private KafkaDeliveryStore store;

    NodeParts(ClusterSettings settings, IncidentRules rules, Optional<Path> file) {
        this.settings = settings;
        this.rules = rules;
        this.file = file;
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
        return file.<FleetView>map(path -> ViewFeed.start(
                        settings,
                        EngineSettings.of(path),
                        rules,
                        new CloudEvents("test"),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry(),
                        working))
                .orElseGet(() -> FleetView.none(working));
    }

    @Override
    public void close() {
        store.close();
    }
}
