package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.cloudwatch.IotLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What it costs to look up the causes of many disconnects in the IoT log, and how long after a disconnect its cause is at a
 * webhook: without grace and without waiting for the cause, so that every disconnect leads to a {@code device.diagnosed}.
 * Entries of the log are found a while after the event, as at AWS.
 */
final class Causes {
    private static final int DISCONNECTS = 10_000;
    private static final Duration INGESTION = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int HANDFUL = 40;

    private final Options options;

    Causes(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        try (Receiver receiver = new Receiver();
                AwsEndpoint aws = AwsEndpoint.start(0);
                LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Product product =
                        Product.start(directory.resolve("causes"), broker, settings(receiver), endpoint(aws))) {
            product.awaitUp();
            IotLog log = new IotLog(aws.logs(), aws.logging(), INGESTION);
            Fleet fleet = new Fleet("device", DISCONNECTS);
            publisher.publish(DISCONNECTS, () -> logged(log, fleet.next()));
            awaitAcked(product, DISCONNECTS);
            publisher.publish(
                    "",
                    DISCONNECTS,
                    options.rate(),
                    () -> logged(log, fleet.next()),
                    event -> receiver.published(event.clientId()));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (receiver.missing() > 0 && System.nanoTime() < deadline) {
                Pause.of(Duration.ofMillis(100));
            }
            int missing = receiver.missing();
            Double[] millis = receiver.take();
            Arrays.sort(millis);
            long calls = calls(aws);
            String diagnosed = "disconnect to diagnosed at " + options.rate() + "/s, with the log "
                    + INGESTION.toSeconds() + " s late, ";
            Progress.say("%,d of %,d diagnosed, with %d calls", DISCONNECTS - missing, DISCONNECTS, calls);
            return List.of(
                    Row.alone(
                            "CloudWatch Logs calls to find the causes of 10,000 disconnects",
                            calls,
                            Row.atMost(HANDFUL, "≤ " + HANDFUL, missing == 0 ? calls : Double.MAX_VALUE)),
                    Row.alone(diagnosed + "p50 s", seconds(millis, 0.5), ""),
                    Row.alone(diagnosed + "p99 s", seconds(millis, 0.99), ""));
        }
    }

    /** What is still to be worked off would count as time to a diagnosis. */
    private static void awaitAcked(Product product, long events) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (product.acked() < events) {
            if (System.nanoTime() > deadline) {
                throw product.process().failure("has taken " + product.acked() + " of " + events + " events");
            }
            Pause.of(Duration.ofMillis(100));
        }
    }

    private static LifecycleEvent logged(IotLog log, LifecycleEvent event) {
        log.accept(event);
        return event;
    }

    private static long calls(AwsEndpoint aws) {
        return Stream.of("FilterLogEvents", "StartQuery", "GetQueryResults", "StopQuery")
                .mapToLong(operation -> aws.faults().calls("logs", operation))
                .sum();
    }

    private static double seconds(Double[] millis, double share) {
        return millis.length == 0 ? Double.NaN : millis[(int) Math.ceil(share * millis.length) - 1] / 1e3;
    }

    private static Map<String, String> settings(Receiver receiver) {
        return Map.of(
                "enrichment.enabled", "true",
                "enrichment.wait", "0s",
                "settle", "0s",
                "policy.CONNECTION_LOST.grace", "0s",
                "webhook.bench.url", receiver.url(),
                "webhook.bench.events", "device.diagnosed",
                "webhook.bench.allow-private", "true");
    }

    /** Options of a JVM whose AWS is this. */
    static List<String> endpoint(AwsEndpoint aws) {
        return endpoint(aws.uri().toString());
    }

    /** The same for another endpoint. */
    static List<String> endpoint(String uri) {
        return List.of("-Daws.endpointUrl=" + uri, "-Daws.accessKeyId=bench", "-Daws.secretAccessKey=bench");
    }
}
