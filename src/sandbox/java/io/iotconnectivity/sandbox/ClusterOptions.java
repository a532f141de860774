package io.iotconnectivity.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Whether the product runs as a cluster, and what is done to it. */
final class ClusterOptions {
    @Option(
            names = "--cluster",
            description =
                    "Several instances of the product share the fleet (engine=kafka), on a Kafka broker of their own.")
    private boolean cluster;

    @Option(
            names = "--instances",
            defaultValue = "3",
            description = "How many, on consecutive ports (default: ${DEFAULT-VALUE})")
    private int instances;

    @Option(
            names = "--kill-every",
            defaultValue = "60",
            description = "Seconds until one is killed and started again (default: ${DEFAULT-VALUE}; 0: never)")
    private int killEvery;

    @Option(names = "--kafka-port", defaultValue = "9092", description = "Kafka (default: ${DEFAULT-VALUE})")
    private int kafkaPort;

    boolean isCluster() {
        return cluster;
    }

    int instances() {
        return cluster ? instances : 1;
    }

    int kafkaPort() {
        return kafkaPort;
    }

    /** Between the return of an instance and the end of the next; zero if none is killed. */
    Duration killEvery() {
        return Duration.ofSeconds(killEvery);
    }

    /**
     * The ports that the product needs, by the option that chooses each.
     *
     * @param httpPort of the only, or the first, instance
     */
    Map<Integer, String> ports(int httpPort) {
        Map<Integer, String> ports = new LinkedHashMap<>();
        IntStream.range(0, instances()).forEach(instance -> ports.put(httpPort + instance, "--http-port"));
        if (cluster) {
            ports.put(kafkaPort, "--kafka-port");
        }
        return ports;
    }

    /** What there is to see of the cluster; empty if there is none. */
    Optional<String> whereToLook(int httpPort) {
        if (!cluster) {
            return Optional.empty();
        }
        String pages = IntStream.range(0, instances)
                .mapToObj(number -> String.format(
                        Locale.ROOT,
                        "  %-35s http://127.0.0.1:%d/#/system%n",
                        Instances.name(number),
                        httpPort + number))
                .collect(Collectors.joining());
        String whatHappens = killEvery == 0
                ? "Kill one with kill -9:"
                : String.format(Locale.ROOT, "Every %d s one of them is killed, and comes back:", killEvery);
        return Optional.of(String.format(
                Locale.ROOT,
                """
                The product runs %d times, and keeps everything in Kafka at 127.0.0.1:%d. The page System of each instance shows all of them:
                %s
                %s watch how the others take over its partitions there, within about ten seconds, and
                lead if it led. Verdicts, tickets and webhooks go on; what is sent twice has the same event id.
                """,
                instances,
                kafkaPort,
                pages,
                whatHappens));
    }
}
