package io.iotconnectivity.process;

import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.KafkaProcess;
import io.iotconnectivity.engine.kafka.TopicPlan;
import io.iotconnectivity.process.LeadingTime.Absence;
import io.iotconnectivity.process.RunningProduct.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;

/** Three instances of the product on one Kafka, each of them in a process that can be stopped, paused and killed. */
final class RoundCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String APPLICATION = "rounds";
    private static final int PARTITIONS = 6;
    private static final String SUBSCRIBED = "is connected and subscribed";
    /** Presence events and last wills. */
    private static final int SOURCES = 2;

    private static final String[] SMALL = {"-Xmx224m"};

    private final KafkaProcess kafka;
    private final List<Instance> instances = new ArrayList<>();

    /** One of them. */
    private static final class Instance {
        private final Setup setup;
        private final List<Absence> absences = new ArrayList<>();
        private RunningProduct product;
        private Instant gone = Instant.MAX;
        private int exits;

        Instance(Setup setup) {
            this.setup = setup;
            start();
        }

        String name() {
            return setup.directory().getFileName().toString();
        }

        void start() {
            if (gone.isBefore(Instant.MAX)) {
                absences.add(new Absence(gone, Instant.now()));
                gone = Instant.MAX;
            }
            product = setup.start(ProductCommand.withKafka(SMALL));
        }

        boolean isPaused() {
            return product.isAlive() && gone.isBefore(Instant.MAX);
        }
    }

    private RoundCluster(KafkaProcess kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns once one instance leads and the others are up.
     *
     * @param settings what is special of them
     */
    static RoundCluster start(Path directory, String mqtt, UnaryOperator<Setup> settings) throws Exception {
        RoundCluster cluster =
                new RoundCluster(KafkaProcess.start(Files.createDirectories(directory.resolve("kafka"))));
        try {
            cluster.begin(directory, mqtt, settings);
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void begin(Path directory, String mqtt, UnaryOperator<Setup> settings) throws IOException {
        kafka.awaitUp();
        ClusterSettings small = new ClusterSettings(
                kafka.address(), APPLICATION, directory.resolve("unused"), Map.of(), Duration.ofDays(1));
        try (Admin admin = Admin.create(small.client())) {
            TopicPlan.of(small, PARTITIONS).create(admin);
        }
        for (int i = 0; i < RoundPlan.INSTANCES; i++) {
            Path own = Files.createDirectories(directory.resolve("instance-" + i));
            Setup setup = settings.apply(Setup.in(own, mqtt))
                    .with("mqtt.client-id", APPLICATION)
                    .inCluster(APPLICATION, kafka.address());
            instances.add(new Instance(setup));
        }
        awaitUp();
        await("somebody to listen").atMost(PATIENCE).until(() -> instances.stream()
                .anyMatch(instance -> instance.product.output().split(SUBSCRIBED, -1).length > SOURCES));
    }

    /** The instance that leads; empty while nobody is known to. */
    Optional<Integer> leader() {
        for (int i = 0; i < instances.size(); i++) {
            Instance instance = instances.get(i);
            if (!instance.isPaused()
                    && instance.product.text("/observe/metrics").contains("iotc_leader 1.0")) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    void kill(int number) {
        Instance instance = instances.get(number);
        instance.gone = Instant.now();
        instance.product.kill();
    }

    void start(int number) {
        instances.get(number).start();
    }

    void stop(int number) {
        Instance instance = instances.get(number);
        instance.product.stop();
        instance.gone = Instant.now();
    }

    void pause(int number) {
        Instance instance = instances.get(number);
        instance.gone = Instant.now();
        instance.product.pause();
    }

    void resume(int number) {
        Instance instance = instances.get(number);
        instance.absences.add(new Absence(instance.gone, Instant.now()));
        instance.gone = Instant.MAX;
        instance.product.resume();
    }

    void killKafka() {
        kafka.kill();
    }

    void startKafka() throws IOException {
        kafka.startAgain();
    }

    /** Starts, as a service manager does, those that have ended by themselves, which they do if they cannot start. */
    void startTheDead() {
        for (Instance instance : instances) {
            if (!instance.product.isAlive() && instance.gone.equals(Instant.MAX)) {
                instance.exits++;
                instance.gone = Instant.now();
                instance.start();
            }
        }
    }

    /** How often an instance has ended by itself. */
    int exits() {
        return instances.stream().mapToInt(instance -> instance.exits).sum();
    }

    /** Waits until all answer. */
    void awaitUp() {
        kafka.awaitUp();
        await("all instances to be up").atMost(PATIENCE).until(() -> {
            startTheDead();
            return instances.stream().allMatch(instance -> instance.product
                    .status("/observe/health")
                    .filter(status -> status == 200)
                    .isPresent());
        });
    }

    /** Whether no instance has anything left to do. */
    boolean isIdle() {
        return instances.stream().map(instance -> instance.product).allMatch(product -> {
            String metrics = product.text("/observe/metrics");
            return metrics.contains("iotc_stage_lag_records{stage=\"devices\"} 0.0")
                    && metrics.contains("iotc_stage_lag_records{stage=\"incidents\"} 0.0");
        });
    }

    /** What each instance says of devices that are all connected. */
    List<String> whoMissesDevices(int all) {
        return instances.stream()
                .filter(instance -> total(instance, "/api/devices?state=ONLINE&limit=1") != all)
                .map(instance -> instance.name() + " does not show all devices as ONLINE: "
                        + instance.product.get("/api/summary"))
                .toList();
    }

    /** The instances that know of dead letters. */
    List<String> deadLetters() {
        return instances.stream()
                .filter(instance -> total(instance, "/api/dead-letters") != 0)
                .map(instance -> instance.name() + " has dead letters: " + instance.product.text("/api/dead-letters"))
                .toList();
    }

    private static int total(Instance instance, String path) {
        return instance.product.get(path).path("total").asInt(-1);
    }

    /** Who led when. */
    List<LeadingTime> leadingTimes() {
        return instances.stream()
                .flatMap(instance ->
                        LeadingTime.of(instance.name(), instance.product.output(), instance.absences).stream())
                .toList();
    }

    @Override
    public void close() {
        for (Instance instance : instances) {
            if (instance.isPaused()) {
                instance.product.resume();
            }
            instance.product.kill();
        }
        kafka.close();
    }
}
