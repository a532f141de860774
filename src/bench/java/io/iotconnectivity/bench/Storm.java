package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A hundred groups of a large fleet drop at once, and come back: how long until all of it is durable and at the help desk, what it
 * costs, and how much the help desk is told. {@link SinkWrites} measures the same with every row in DynamoDB.
 */
final class Storm {
    private static final int GROUPS = 100;
    private static final int FLEET_OF_MARK = 100_000;
    private static final double MOST_CPU_SECONDS = 20;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Each look costs the product some CPU, which is counted. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** What the names of threads contain in {@link Child#cpuByThread}: here, of both compilers. */
    private static final String JIT = "CompilerThre";

    private static final String WRITER = "engine writer";

    private static final String TYPES = "io.iotconnectivity.incident.";

    private final Options options;
    private final int devices;

    Storm(Options options) {
        this.options = options;
        this.devices = options.stormDevices();
    }

    /**
     * One storm and its end; seconds since the last drop, or since the last connect, was published.
     *
     * @param drops   until every drop is durable and acknowledged
     * @param offline until every device is OFFLINE in the store
     * @param desk    until the incident of every group is at the webhook
     * @param cpu     seconds of the product, from the first drop until all of this is so
     * @param jit     the part of {@code cpu} that its compiler threads took: most in the first round, while the JVM is young
     * @param writer  the part of {@code cpu} that the engine's writer took
     * @param back    until every device is ONLINE in the store
     * @param told    incidents at the webhook, by what became of them
     */
    private record Round(
            double drops, double offline, double desk, double cpu, double jit, double writer, double back, Told told) {}

    /**
     * All incidents, also those of single devices, which there are if a group drops so slowly that its first devices are reported
     * alone, and merged later.
     *
     * @param groups that have an incident
     */
    private record Told(int opened, int updated, int resolved, int groups) {
        boolean isOneOfEachGroup() {
            return opened == GROUPS && resolved == GROUPS && groups == GROUPS;
        }

        @Override
        public String toString() {
            return opened + " / " + updated + " / " + resolved;
        }
    }

    List<Row> run(Path directory) throws Exception {
        List<Round> rounds = new ArrayList<>();
        try (WebhookInbox desk = WebhookInbox.start(0);
                LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Product product =
                        Product.start(directory.resolve("storm"), broker, settings(desk), List.of("-Xmx1g"))) {
            product.awaitUp();
            // The last two digits are the group.
            Fleet fleet = new Fleet("pump", devices, 2);
            publisher.publish(devices, fleet::next);
            await(product, "the new devices", () -> product.devices("ONLINE") == devices);
            for (int round = 0; round < options.rounds(); round++) {
                rounds.add(round(desk, publisher, product, fleet));
            }
        }
        return rows(rounds);
    }

    private List<Row> rows(List<Round> rounds) {
        String what = String.format(
                Locale.ROOT, "%,d devices of %d groups drop at once, grace %d s", devices, GROUPS, GRACE.toSeconds());
        double scale = (double) FLEET_OF_MARK / devices;
        double cpu = spread(rounds, Round::cpu).median() * scale;
        return List.of(
                row(
                        what + "; CPU s",
                        rounds,
                        Round::cpu,
                        Row.atMost(MOST_CPU_SECONDS, "≤ 20 per 100,000 devices", cpu)),
                row(what + "; of these, CPU s of the JIT compiler", rounds, Round::jit, ""),
                row(what + "; of these, CPU s of the engine's writer", rounds, Round::writer, ""),
                row(
                        what + "; s after the last drop until every drop is durable and acknowledged",
                        rounds,
                        Round::drops,
                        ""),
                row(what + "; s until every device is OFFLINE in the store", rounds, Round::offline, ""),
                row(what + "; s until the incident of every group is at the webhook", rounds, Round::desk, ""),
                row("they return; s after the last connect until every device is ONLINE", rounds, Round::back, ""),
                Row.alone(
                        "incidents opened / updated / resolved at the webhook, per storm",
                        rounds.stream()
                                .map(round -> round.told.toString())
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        Row.verdict(
                                "one of each group",
                                rounds.stream().map(Round::told).allMatch(Told::isOneOfEachGroup))));
    }

    private Round round(WebhookInbox desk, Publisher publisher, Product product, Fleet fleet) {
        desk.clear();
        long acked = product.acked();
        Duration cpu = product.process().cpu();
        Map<String, Duration> threads = product.process().cpuByThread();
        publisher.publish(devices, fleet::next);
        Instant dropped = Instant.now();
        Watch drops = new Watch(() -> product.acked() >= acked + devices);
        Watch offline = new Watch(() -> product.devices("OFFLINE") == devices);
        await(product, "the storm", () -> drops.isDone() & offline.isDone() & groups(desk, "opened") == GROUPS);
        Duration spent = product.process().cpu().minus(cpu);
        Map<String, Duration> threadsAfter = product.process().cpuByThread();
        Instant lastOpened = desk.received().stream()
                .filter(ofGroup("opened"))
                .map(Received::at)
                .max(Instant::compareTo)
                .orElseThrow();

        publisher.publish(devices, fleet::next);
        Instant connected = Instant.now();
        Watch back = new Watch(() -> product.devices("ONLINE") == devices);
        await(product, "its end", () -> back.isDone() & groups(desk, "resolved") == GROUPS);
        Round round = new Round(
                drops.secondsSince(dropped),
                offline.secondsSince(dropped),
                Duration.between(dropped, lastOpened).toMillis() / 1e3,
                spent.toMillis() / 1e3,
                seconds(threadsAfter, JIT) - seconds(threads, JIT),
                seconds(threadsAfter, WRITER) - seconds(threads, WRITER),
                back.secondsSince(connected),
                new Told(
                        count(desk, "opened"),
                        count(desk, "updated"),
                        count(desk, "resolved"),
                        groups(desk, "opened")));
        Progress.say("%s", round);
        return round;
    }

    /** Remembers when something was first seen to be so. */
    private static final class Watch {
        private final BooleanSupplier condition;
        private Instant seen = Instant.MAX;

        private Watch(BooleanSupplier condition) {
            this.condition = condition;
        }

        private boolean isDone() {
            if (seen.equals(Instant.MAX) && condition.getAsBoolean()) {
                seen = Instant.now();
            }
            return !seen.equals(Instant.MAX);
        }

        private double secondsSince(Instant start) {
            return Duration.between(start, seen).toMillis() / 1e3;
        }
    }

    private static Predicate<Received> ofType(String type) {
        return one -> one.json().path("type").asText().equals(TYPES + type);
    }

    private static int count(WebhookInbox desk, String type) {
        // A request that took too long is sent again, with the same event.
        return (int) desk.received().stream()
                .filter(ofType(type))
                .map(one -> one.json().path("id").asText())
                .distinct()
                .count();
    }

    private static Predicate<Received> ofGroup(String type) {
        return ofType(type)
                .and(one -> one.json().path("data").path("kind").asText().equals("group"));
    }

    private static double seconds(Map<String, Duration> byThread, String name) {
        return byThread.entrySet().stream()
                .filter(thread -> thread.getKey().contains(name))
                .mapToDouble(thread -> thread.getValue().toMillis() / 1e3)
                .sum();
    }

    private static int groups(WebhookInbox desk, String type) {
        return (int) desk.received().stream()
                .filter(ofGroup(type))
                .map(one -> one.json().path("subject").asText())
                .distinct()
                .count();
    }

    private static void await(Product product, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw product.process().failure("did not get through " + what);
            }
            Pause.of(BETWEEN_LOOKS);
        }
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        Function<Round, Double> boxed = figure::applyAsDouble;
        return Spread.of(rounds.stream().map(boxed).toList());
    }

    private static Row row(String what, List<Round> rounds, ToDoubleFunction<Round> figure, String mark) {
        return Row.alone(what, spread(rounds, figure), mark);
    }

    /** As users have them, but for shorter times: without {@code settle}, drops that are read late would be reported one by one. */
    private static Map<String, String> settings(WebhookInbox desk) {
        return Map.of(
                "group.pattern",
                "pump-[0-9]*(?<group>[0-9][0-9])",
                "storm.window",
                WINDOW.toSeconds() + "s",
                "policy.CONNECTION_LOST.grace",
                GRACE.toSeconds() + "s",
                "webhook.desk.url",
                desk.uri("desk").toString(),
                "webhook.desk.events",
                "incident.*",
                "webhook.desk.allow-private",
                "true");
    }
}
