package io.iotconnectivity;

import io.iotconnectivity.aws.fleet.ThingGroupSettings;
import io.iotconnectivity.aws.fleet.ThingGroups;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.KafkaEngine;
import io.iotconnectivity.engine.kafka.TicketKey;
import io.iotconnectivity.engine.kafka.sink.KafkaDeliveryStore;
import io.iotconnectivity.engine.kafka.sink.KafkaExport;
import io.iotconnectivity.engine.kafka.sink.KafkaImport;
import io.iotconnectivity.engine.kafka.view.ViewFeed;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.engine.sqlite.SqliteExport;
import io.iotconnectivity.engine.sqlite.SqliteImport;
import io.iotconnectivity.engine.view.FleetView;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.secret.Seal;
import io.iotconnectivity.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Opens the engine named by the setting {@code engine}. Nothing else knows which engines exist. */
final class Engines {
    private Engines() {}

    /**
     * @throws StoreException if its store cannot be used; the message names the setting and the fix
     */
    static Engine open(
            Settings settings,
            Rules presence,
            IncidentMachine incidents,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters) {
        EngineSettings engine = settings.engine();
        return switch (engine.kind()) {
            case EMBEDDED -> SqliteEngine.open(engine, presence, IncidentRules.of(incidents), codec, clock, meters);
            case KAFKA -> {
                ClusterSettings cluster = settings.cluster().orElseThrow();
                IncidentRules rules = IncidentRules.of(incidents);
                try {
                    yield KafkaEngine.start(
                            cluster,
                            engine.settle(),
                            presence,
                            rules,
                            new OnKafka(settings, cluster, rules, codec, clock, meters),
                            clock,
                            meters);
                } catch (NoClassDefFoundError e) {
                    throw withoutLibraries(e);
                }
            }
        };
    }

    /**
     * Passes on the state that the engine has stored, which must not be running.
     *
     * @throws StoreException if that is not possible; the message says what to do
     */
    static void pass(Settings settings, Clock clock, Consumer<Moved> to) {
        EngineSettings engine = settings.engine();
        switch (engine.kind()) {
            case EMBEDDED -> SqliteExport.pass(engine.file(), codec(settings), clock.instant(), to);
            case KAFKA ->
                onKafka(() -> KafkaExport.pass(
                        settings.cluster().orElseThrow(),
                        new ClassedMachine(settings.classes())::step,
                        incidents(settings),
                        clock,
                        to));
        }
    }

    /**
     * Puts state in place where the engine has none.
     *
     * @throws StoreException if that is not possible; the message says what to do
     */
    static void take(Settings settings, Clock clock, MoveFile from) {
        EngineSettings engine = settings.engine();
        switch (engine.kind()) {
            case EMBEDDED -> SqliteImport.take(engine.file(), codec(settings), clock.instant(), engine.inbox(), from);
            case KAFKA ->
                onKafka(() -> KafkaImport.take(
                        settings.cluster().orElseThrow(),
                        new ClassedMachine(settings.classes())::step,
                        incidents(settings),
                        clock,
                        from));
        }
    }

    /** As right after a start: groups of things are not read yet. */
    private static IncidentRules incidents(Settings settings) {
        IncidentPolicy policy = settings.incidents();
        return IncidentRules.of(new IncidentMachine(settings.lookups()
                .thingGroups()
                .filter(ThingGroupSettings::grouping)
                .map(ThingGroups::new)
                .map(policy::groupedBy)
                .orElse(policy)));
    }

    private static void onKafka(Runnable work) {
        try {
            work.run();
        } catch (NoClassDefFoundError e) {
            throw withoutLibraries(e);
        }
    }

    private static CloudEvents codec(Settings settings) {
        return new CloudEvents(
                "iot-connectivity/" + settings.aws().knownRegion().region());
    }

    /** Those of Kafka are not among ours. */
    static StoreException withoutLibraries(NoClassDefFoundError e) {
        return new StoreException(
                "engine=kafka needs the libraries of Kafka, which are not part of this release; fetch them: "
                        + ExtensionFolder.kafkaCommand(),
                e);
    }

    /** Where the engine on Kafka keeps what sinks and queries need. */
    private static final class OnKafka implements KafkaEngine.Parts {
        private final Settings settings;
        private final ClusterSettings cluster;
        private final IncidentRules rules;
        private final CloudEvents codec;
        private final Clock clock;
        private final MeterRegistry meters;
        private KafkaDeliveryStore store;

        OnKafka(
                Settings settings,
                ClusterSettings cluster,
                IncidentRules rules,
                CloudEvents codec,
                Clock clock,
                MeterRegistry meters) {
            this.settings = settings;
            this.cluster = cluster;
            this.rules = rules;
            this.codec = codec;
            this.clock = clock;
            this.meters = meters;
        }

        @Override
        public DeliveryStore sinks() {
            store = KafkaDeliveryStore.open(cluster);
            return store;
        }

        @Override
        public Optional<String> problem() {
            return store.problem();
        }

        @Override
        public Optional<TicketKey> ticketKey() {
            return settings.ticketKey().map(file -> new TicketKey(file, Seal::fingerprint));
        }

        @Override
        public void whenGrown(Runnable wake) {
            store.whenGrown(wake);
        }

        @Override
        public FleetView view(Supplier<Map<String, SinkStatus>> working) {
            return cluster.view()
                    ? ViewFeed.start(cluster, settings.engine(), rules, codec, clock, meters, working)
                    : FleetView.none(working);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
