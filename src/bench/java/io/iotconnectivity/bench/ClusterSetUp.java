package io.iotconnectivity.bench;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.KafkaEngine;
import io.iotconnectivity.engine.kafka.SignalFeed;
import io.iotconnectivity.engine.kafka.TopicPlan;
import io.iotconnectivity.engine.kafka.sink.KafkaDeliveryStore;
import io.iotconnectivity.engine.view.FleetView;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** How engines are set up that are measured without the rest of the product. */
final class ClusterSetUp {
    private static final Duration HISTORY = Duration.ofDays(30);

    /** Each device connects, drops and returns. */
    static final int SIGNALS_OF_A_DEVICE = 3;

    private ClusterSetUp() {}

    /**
     * @param servers the addresses of brokers
     * @param installation what its topics and groups are named after
     * @param folder of its own for each node, which is named after it
     */
    static ClusterSettings settings(String servers, String installation, Path folder) {
        String name = folder.getFileName().toString();
        return new ClusterSettings(
                servers,
                installation,
                folder,
                Map.of(),
                HISTORY,
                HISTORY,
                name,
                Instant.now(),
                false,
                Optional.empty());
    }

    /** Creates the topics that {@link io.iotconnectivity.engine.kafka.SingleStage} needs. */
    static void createTopics(ClusterSettings settings) {
        try (Admin admin = Admin.create(settings.client())) {
            TopicPlan.of(settings).create(admin);
        }
    }

    /** The rules of the product, but without grace: each drop is told at once. */
    static Rules rules() {
        Policy usual = Policy.defaults();
        ReasonPolicy lost = usual.of(Reason.CONNECTION_LOST);
        ReasonPolicy atOnce = new ReasonPolicy(lost.cause(), Duration.ZERO, lost.severity());
        return new PresenceMachine(usual.with(Reason.CONNECTION_LOST, atOnce))::step;
    }

    static IncidentRules incidents() {
        return IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults()));
    }

    /** A node that has no view, and so never leads. */
    static KafkaEngine node(ClusterSettings settings) {
        return KafkaEngine.start(
                settings,
                Duration.ZERO,
                rules(),
                incidents(),
                new SinksOnly(settings),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    /** Made-up devices that connect, drop and return; all of them do one before the first does the next. */
    static List<Signal> signals(String fleet, int devices) {
        Fleet made = new Fleet(fleet, devices);
        return Stream.generate(() -> Signals.of(made.next()))
                .limit((long) SIGNALS_OF_A_DEVICE * devices)
                .toList();
    }

    /** Returns once all of them are durable. */
    static void feed(SignalFeed feed, List<Signal> signals) {
        CompletableFuture.allOf(signals.stream().map(feed::accept).toArray(CompletableFuture[]::new))
                .join();
    }

    private static final class SinksOnly implements KafkaEngine.Parts {
        private final ClusterSettings settings;
        private KafkaDeliveryStore store;

        SinksOnly(ClusterSettings settings) {
            this.settings = settings;
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
            return FleetView.none(working);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
