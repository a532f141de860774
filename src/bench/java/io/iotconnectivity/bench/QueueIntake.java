package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.LifecycleEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Presence events a second from an SQS queue that answers after 20 ms, each durable and deleted, and what that costs in calls. */
final class QueueIntake {
    private static final Duration LATE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** So many backlogs go by before the JVM has compiled what matters. */
    private static final int WARM_UPS = 4;

    /** The ends are left out: calls become more at the beginning, and the last make no full batches. */
    private static final double FROM = 0.1;

    private static final double TO = 0.95;

    private static final double MARK = 3_000;

    private final Options options;

    QueueIntake(Options options) {
        this.options = options;
    }

    /**
     * @param cpu   microseconds of CPU an event
     * @param calls for 1,000 events
     */
    private record Drain(double eventsPerSecond, double cpu, double calls) {}

    List<Row> run(Path directory) throws Exception {
        List<Drain> drains = new ArrayList<>();
        try (PresenceQueue queue = new PresenceQueue(LATE);
                LocalBroker broker = LocalBroker.start(directory);
                Product product = Product.start(
                        directory.resolve("queue"),
                        broker,
                        Map.of(
                                "presence.enabled",
                                "false",
                                "last-will.enabled",
                                "false",
                                "queue.enabled",
                                "true",
                                "queue.url",
                                queue.url()),
                        Causes.endpoint(queue.endpoint()))) {
            product.awaitUp();
            Fleet fleet = new Fleet("device", options.devices());
            for (int round = -WARM_UPS; round < options.rounds(); round++) {
                Drain drain = drain(product, queue, fleet);
                Progress.say("%,.0f events/s from the queue at %.0f µs CPU", drain.eventsPerSecond(), drain.cpu());
                if (round >= 0) {
                    drains.add(drain);
                }
            }
        }
        Spread rate = spread(drains, Drain::eventsPerSecond);
        return List.of(
                Row.alone(
                                "events/s from an SQS queue with 20 ms latency, durable and deleted",
                                rate,
                                Row.atLeast(MARK, "≥ 3,000", rate.median()))
                        .moreIsBetter(),
                Row.alone("CPU µs per event from the queue", spread(drains, Drain::cpu), ""),
                Row.alone("SQS calls per 1,000 events", spread(drains, Drain::calls), ""));
    }

    private Drain drain(Product product, PresenceQueue queue, Fleet fleet) {
        List<LifecycleEvent> events =
                Stream.generate(fleet::next).limit(options.events()).toList();
        Duration cpu = product.process().cpu();
        queue.fill(events);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (queue.deleted() < options.events()) {
            if (System.nanoTime() > deadline) {
                throw product.process().failure("deleted " + queue.deleted() + " of " + options.events());
            }
            Pause.of(BETWEEN_LOOKS);
        }
        double spent = product.process().cpu().minus(cpu).toNanos() / 1e3;
        return new Drain(queue.rate(FROM, TO), spent / options.events(), queue.calls() * 1_000.0 / options.events());
    }

    private static Spread spread(List<Drain> drains, ToDoubleFunction<Drain> figure) {
        return Spread.of(
                drains.stream().map(drain -> figure.applyAsDouble(drain)).toList());
    }
}
