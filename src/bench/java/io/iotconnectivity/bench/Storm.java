package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ten groups of a large fleet drop at once, and come back: how long until all of it is durable, in DynamoDB and at the help desk, and
 * how much the help desk is told. Sinks have the concurrency that they have by default.
 */
final class Storm {
    private static final int DEVICES = 10_000;
    private static final int GROUPS = 10;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final String TYPES = "io.iotconnectivity.incident.";

    private final Options options;

    Storm(Options options) {
        this.options = options;
    }

    /**
     * One storm and its end; seconds since the last drop, or since the last connect, was published.
     *
     * @param drops   until every drop is durable and acknowledged
     * @param offline until every device is OFFLINE in the store
     * @param rows    until every device is OFFLINE in DynamoDB
     * @param desk    until the incident of every group is at the webhook
     * @param back    until every device is ONLINE in DynamoDB
     */
    private record Round(
            double drops,
            double offline,
            double rows,
            double desk,
            double back,
            int opened,
            int updated,
            int resolved) {}

    List<Row> run(Path directory) throws Exception {
        List<Round> rounds = new ArrayList<>();
        try (WebhookInbox desk = WebhookInbox.start(0);
                AwsEndpoint aws = AwsEndpoint.start(0);
                LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Product product =
                        Product.start(directory.resolve("storm"), broker, settings(desk), Causes.endpoint(aws))) {
            product.awaitUp();
            // The last digit is the group.
            Fleet fleet = new Fleet("pump", DEVICES);
            publisher.publish(DEVICES, fleet::next);
            await(product, "the rows of the new devices", () -> inDynamoDb(aws, "ONLINE"));
            for (int round = 0; round < options.rounds(); round++) {
                rounds.add(round(desk, aws, publisher, product, fleet));
            }
        }
        String what =
                "10,000 devices of 10 groups drop at once, grace " + GRACE.toSeconds() + " s; after the last drop, s: ";
        return List.of(
                row(what + "every drop durable and acked", rounds.stream().map(Round::drops)),
                row("every device OFFLINE in the store", rounds.stream().map(Round::offline)),
                row("every row OFFLINE in DynamoDB", rounds.stream().map(Round::rows)),
                row(
                        "the incident of every group at the webhook",
                        rounds.stream().map(Round::desk)),
                row(
                        "they come back; last connect to every row ONLINE, s",
                        rounds.stream().map(Round::back)),
                Row.alone(
                        "incidents opened / updated / resolved at the webhook, of each storm",
                        rounds.stream()
                                .map(round -> round.opened + " / " + round.updated + " / " + round.resolved)
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        "one of each group"));
    }

    private static Round round(WebhookInbox desk, AwsEndpoint aws, Publisher publisher, Product product, Fleet fleet) {
        desk.clear();
        long acked = product.acked();
        publisher.publish(DEVICES, fleet::next);
        Instant dropped = Instant.now();
        Watch drops = new Watch(() -> product.acked() >= acked + DEVICES);
        Watch offline = new Watch(() -> product.devices("OFFLINE") == DEVICES);
        Watch rows = new Watch(() -> inDynamoDb(aws, "OFFLINE"));
        await(
                product,
                "the storm",
                () -> drops.isDone()
                        & offline.isDone()
                        & rows.isDone()
                        & groups(desk, "opened").size() == GROUPS);
        Instant lastOpened = desk.received().stream()
                .filter(ofType("opened"))
                .map(Received::at)
                .max(Instant::compareTo)
                .orElseThrow();

        publisher.publish(DEVICES, fleet::next);
        Instant connected = Instant.now();
        Watch back = new Watch(() -> inDynamoDb(aws, "ONLINE"));
        await(product, "its end", () -> back.isDone() & groups(desk, "resolved").size() == GROUPS);
        Round round = new Round(
                drops.secondsSince(dropped),
                offline.secondsSince(dropped),
                rows.secondsSince(dropped),
                Duration.between(dropped, lastOpened).toMillis() / 1e3,
                back.secondsSince(connected),
                count(desk, "opened"),
                count(desk, "updated"),
                count(desk, "resolved"));
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

    private static boolean inDynamoDb(AwsEndpoint aws, String state) {
        try {
            return aws.dynamoDb().items("iot-connectivity-devices").stream()
                            .filter(row -> row.path("state").asText().equals(state))
                            .count()
                    == DEVICES;
        } catch (AwsError notYetCreated) {
            return false;
        }
    }

    private static Predicate<Received> ofType(String type) {
        return one -> one.json().path("type").asText().equals(TYPES + type);
    }

    private static int count(WebhookInbox desk, String type) {
        return (int) desk.received().stream().filter(ofType(type)).count();
    }

    private static Set<String> groups(WebhookInbox desk, String type) {
        return desk.received().stream()
                .filter(ofType(type))
                .map(one -> one.json().path("subject").asText())
                .collect(Collectors.toCollection(TreeSet::new));
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

    private static Row row(String what, Stream<Double> figures) {
        return Row.alone(what, Spread.of(figures.toList()).text(Spread::plain), "");
    }

    private static Map<String, String> settings(WebhookInbox desk) {
        return Map.of(
                "group.pattern", "pump-[0-9]*(?<group>[0-9])",
                "storm.window", WINDOW.toSeconds() + "s",
                "settle", "0s",
                "policy.CONNECTION_LOST.grace", GRACE.toSeconds() + "s",
                "sink.dynamodb.enabled", "true",
                "sink.dynamodb.create-tables", "true",
                "sink.dynamodb-events.enabled", "false",
                "webhook.desk.url", desk.uri("desk").toString(),
                "webhook.desk.events", "incident.*",
                "webhook.desk.allow-private", "true");
    }
}
