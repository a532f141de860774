package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.LifecycleEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A fleet drops at once, each device with its last will: how long until every row is in DynamoDB and every shadow is written, at an
 * endpoint that takes 10 ms for each request. Sinks have the concurrency that they have by default.
 */
final class SinkWrites {
    private static final int LATENCY_MILLIS = 10;
    private static final int MARK_SECONDS = 60;
    private static final int FLEET_OF_MARK = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Options options;

    SinkWrites(Options options) {
        this.options = options;
    }

    /**
     * @param seconds from the first drop until the last write
     * @param writes of all kinds, requests, a second
     * @param cpu seconds of the product
     * @param stubCpu seconds of the endpoint, which shares the machine
     */
    private record Round(double seconds, double writes, double cpu, double stubCpu) {}

    List<Row> run(Path directory) throws Exception {
        int devices = options.devices();
        int port = Ports.free();
        String url = "http://127.0.0.1:" + port;
        List<String> stub = Jvm.command(AwsStub.class, "-Xmx512m", "-XX:+UseSerialGC");
        stub.addAll(List.of(Integer.toString(port), Integer.toString(LATENCY_MILLIS)));
        List<Round> rounds = new ArrayList<>();
        try (LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Child aws = Child.start("The stub", stub, directory)) {
            aws.awaitLine(AwsStub.UP);
            Http http = new Http(url);
            try (Product product = Product.start(
                    directory.resolve("sinks"),
                    broker,
                    settings(),
                    List.of("-Daws.endpointUrl=" + url, "-Daws.accessKeyId=bench", "-Daws.secretAccessKey=bench"))) {
                product.awaitUp();
                Fleet fleet = new Fleet("device", devices, 2);
                for (int round = -1; round < options.rounds(); round++) {
                    measure(
                            "return",
                            product,
                            aws,
                            http,
                            () -> publisher.publish(devices, fleet::next),
                            "ONLINE",
                            "no",
                            devices);
                    Round dropped = measure(
                            "drop",
                            product,
                            aws,
                            http,
                            () -> {
                                for (int i = 0; i < devices; i++) {
                                    LifecycleEvent event = fleet.next();
                                    publisher.publish(event.topic(), event.json());
                                    publisher.publish("lwt/" + event.clientId(), "offline");
                                }
                            },
                            "OFFLINE",
                            "yes",
                            devices);
                    if (round >= 0) {
                        rounds.add(dropped);
                    }
                }
            }
        }
        double scale = (double) FLEET_OF_MARK / devices;
        double seconds = Spread.of(rounds.stream().map(Round::seconds).toList()).median() * scale;
        String what = String.format(
                Locale.ROOT,
                "%,d devices drop at once, endpoint with %d ms latency; until every row and shadow is written, s per 100,000",
                devices,
                LATENCY_MILLIS);
        return List.of(
                row(
                        what,
                        rounds,
                        round -> round.seconds * scale,
                        Row.atMost(MARK_SECONDS, "≤ " + MARK_SECONDS, seconds)),
                row("requests to AWS a second meanwhile", rounds, Round::writes, "")
                        .moreIsBetter(),
                row("CPU s of the product per 100,000 devices", rounds, round -> round.cpu * scale, ""),
                row("CPU s of the endpoint per 100,000 devices", rounds, round -> round.stubCpu * scale, ""));
    }

    private static Round measure(
            String what,
            Product product,
            Child stub,
            Http aws,
            Runnable publication,
            String state,
            String will,
            int devices) {
        Duration cpu = product.process().cpu();
        Duration stubCpu = stub.cpu();
        Map<String, Duration> byThread = product.process().cpuByThread();
        long before = requests(counts(aws));
        long start = System.nanoTime();
        publication.run();
        await(product, aws, () -> {
            Map<String, Long> now = counts(aws);
            return now.getOrDefault("row-" + state, 0L) == devices && now.getOrDefault("shadow-" + will, 0L) == devices;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        // What is for the table of events only, or not the newest, counts as well.
        await(product, aws, () -> product.metrics("iotc_sink_waiting_events{").stream()
                .allMatch(line -> line.endsWith(" 0.0")));
        double all = (System.nanoTime() - start) / 1e9;
        Round round = new Round(
                seconds,
                (requests(counts(aws)) - before) / all,
                product.process().cpu().minus(cpu).toMillis() / 1e3,
                stub.cpu().minus(stubCpu).toMillis() / 1e3);
        Progress.say(
                "%s %s: %s, all sinks idle after %.1f s; %s; CPU ms by thread %s",
                Instant.now(),
                what,
                round,
                all,
                counts(aws),
                product.process().cpuByThread().entrySet().stream()
                        .map(thread -> Map.entry(
                                thread.getKey(),
                                thread.getValue()
                                        .minus(byThread.getOrDefault(thread.getKey(), Duration.ZERO))
                                        .toMillis()))
                        .filter(thread -> thread.getValue() > 200)
                        .toList());
        return round;
    }

    private static Map<String, Long> counts(Http aws) {
        return aws.get("/counts")
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
    }

    /** Operations at AWS begin with a capital letter, what it keeps does not. */
    private static long requests(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(count -> Character.isUpperCase(count.getKey().charAt(0)))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static void await(Product product, Http aws, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw product.process().failure("did not write everything: " + counts(aws));
            }
            Pause.of(Duration.ofMillis(200));
        }
    }

    private static Row row(String what, List<Round> rounds, ToDoubleFunction<Round> figure, String mark) {
        Function<Round, Double> boxed = figure::applyAsDouble;
        return Row.alone(what, Spread.of(rounds.stream().map(boxed).toList()), mark);
    }

    private static Map<String, String> settings() {
        return Map.of(
                "group.pattern", "device-[0-9]*(?<group>[0-9][0-9])",
                "settle", "0s",
                "policy.CONNECTION_LOST.grace", "2s",
                "sink.dynamodb.enabled", "true",
                "sink.shadow.enabled", "true",
                // The endpoint has no quota.
                "sink.shadow.max-per-second", "10000",
                "aws.region", "us-east-1");
    }
}
