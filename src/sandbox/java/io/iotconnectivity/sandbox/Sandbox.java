package io.iotconnectivity.sandbox;

import io.iotconnectivity.sandbox.Product.Surroundings;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** AWS IoT Core, the AWS services around it and a fleet of devices, all on this machine, with the product on top. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Starts a local AWS IoT Core, a local AWS endpoint, an inbox for webhooks and a fleet of devices.")
public final class Sandbox implements Callable<Integer> {
    private static final String WEBHOOK = "inbox";
    private static final String TICKETS = "tickets";
    private static final Duration LONGEST_WAIT_FOR_PRODUCT = Duration.ofSeconds(60);
    private static final Duration TIME_TO_SUBSCRIBE = Duration.ofSeconds(1);
    private static final Duration TELEMETRY = Duration.ofSeconds(5);

    @Option(names = "--mqtt-port", defaultValue = "1883", description = "MQTT (default: ${DEFAULT-VALUE})")
    private int mqttPort;

    @Option(names = "--aws-port", defaultValue = "4566", description = "AWS endpoint (default: ${DEFAULT-VALUE})")
    private int awsPort;

    @Option(names = "--inbox-port", defaultValue = "8090", description = "Webhooks (default: ${DEFAULT-VALUE})")
    private int inboxPort;

    @Option(names = "--http-port", defaultValue = "8080", description = "The product (default: ${DEFAULT-VALUE})")
    private int httpPort;

    @Option(names = "--devices", defaultValue = "200", description = "How many (default: ${DEFAULT-VALUE}; 0: none)")
    private int devices;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Random seed of the simulation (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--pace",
            defaultValue = "2",
            description = "Mean seconds between two incidents in the fleet (default: ${DEFAULT-VALUE})")
    private double pace;

    @Option(
            names = "--log-delay",
            defaultValue = "5",
            description = "Seconds until a log entry becomes searchable (default: ${DEFAULT-VALUE})")
    private int logDelay;

    @Option(
            names = "--queue",
            description = "An IoT rule puts presence events into an SQS queue; the product takes them from there.")
    private boolean queue;

    @Option(
            names = "--probe",
            description = "The product probes silent devices, so that only devices that do not respond become STALE.")
    private boolean probe;

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--webhook-faults",
            description = "The inbox misbehaves: it sometimes responds with 500 or 429, or too late.")
    private boolean webhookFaults;

    @Option(
            names = "--product",
            paramLabel = "JAR",
            description = "Also starts the product, configured for this sandbox.")
    private Optional<Path> jar = Optional.empty();

    @Option(
            names = "--directory",
            defaultValue = "target/sandbox",
            description = "The product's settings and state (default: ${DEFAULT-VALUE})")
    private Path directory;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean stopping;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Sandbox()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            System.err.println(problem.get());
            return ExitCode.USAGE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "stop-sandbox"));

        AwsEndpoint aws = opened(AwsEndpoint.start(awsPort));
        WebhookInbox inbox = opened(WebhookInbox.start(inboxPort));
        Broker broker = opened(Broker.builder().port(mqttPort).start());
        Account account = new Account(aws, broker, Duration.ofSeconds(logDelay));
        if (queue) {
            opened(account.feedQueue(seed));
        }
        System.out.println(whereToLook(broker.url(), aws.uri(), inbox.uri()));
        jar.flatMap(file -> cluster.whereToLook(httpPort)).ifPresent(System.out::println);

        if (jar.isEmpty()) {
            startFleet(broker);
            return statusAfter(new CompletableFuture<>());
        }
        CompletableFuture<Void> connected = new CompletableFuture<>();
        broker.onLifecycle(event -> {
            if (Account.isOwn(event)) {
                connected.complete(null);
            }
        });
        account.keepInventory(new FleetSettings(Math.max(1, devices), seed, Duration.ZERO).clientIds());
        String topicArn = account.openTopic(inbox.uri());
        String secret = newSecret();
        for (String name : List.of(WEBHOOK, TICKETS)) {
            inbox.verify(name, secret);
            if (webhookFaults) {
                inbox.misbehave(name, seed);
            }
        }
        CompletableFuture<Integer> ended = startProduct(
                jar.get(),
                new Surroundings(
                        directory,
                        broker.url(),
                        queue ? Optional.of(account.queueUrl()) : Optional.empty(),
                        probe,
                        aws.uri(),
                        Account.REGION,
                        topicArn,
                        inbox.uri(WEBHOOK),
                        inbox.uri(TICKETS),
                        secret,
                        httpPort,
                        Optional.empty()));
        // The product would miss what happens before it has subscribed.
        connected
                .completeOnTimeout(null, LONGEST_WAIT_FOR_PRODUCT.toSeconds(), TimeUnit.SECONDS)
                .thenRunAsync(
                        () -> startFleet(broker),
                        CompletableFuture.delayedExecutor(TIME_TO_SUBSCRIBE.toSeconds(), TimeUnit.SECONDS));
        return statusAfter(ended);
    }

    /** Completes with the exit status of the product, or of the first instance that ends by itself. */
    private CompletableFuture<Integer> startProduct(Path product, Surroundings surroundings)
            throws InterruptedException, IOException {
        if (!cluster.isCluster()) {
            return opened(Product.start(product, surroundings)).ended();
        }
        KafkaServer kafka = opened(KafkaServer.start(EmptyFolder.at(directory.resolve("kafka")), cluster.kafkaPort()));
        return opened(Instances.start(
                        product,
                        surroundings,
                        kafka,
                        cluster.instances(),
                        cluster.killEvery(),
                        seed,
                        line -> System.out.println("[cluster] " + line)))
                .ended();
    }

    private Optional<String> problem() {
        Optional<Path> missing = jar.filter(file -> !Files.isRegularFile(file));
        if (missing.isPresent()) {
            return missing.map(file -> "There is no " + file + ". Build it with mvn package, or correct --product.");
        }
        Map<Integer, String> ports = new LinkedHashMap<>();
        ports.put(mqttPort, "--mqtt-port");
        ports.put(awsPort, "--aws-port");
        ports.put(inboxPort, "--inbox-port");
        jar.ifPresent(file -> ports.putAll(cluster.ports(httpPort)));
        return ports.entrySet().stream()
                .filter(port -> !isFree(port.getKey()))
                .map(port -> "Port " + port.getKey() + " is in use. Stop what listens there, or choose another with "
                        + port.getValue() + ".")
                .findFirst();
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String newSecret() {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        return "whsec_" + Base64.getEncoder().encodeToString(secret);
    }

    private void startFleet(Broker broker) {
        if (devices > 0) {
            Duration meanTime = Duration.ofMillis(Math.max(1, Math.round(pace * 1000)));
            opened(Fleet.start(
                    broker,
                    new FleetSettings(devices, seed, meanTime).withTelemetry(TELEMETRY),
                    line -> System.out.println("[fleet] " + line)));
        }
    }

    private String whereToLook(String mqtt, URI aws, URI inbox) {
        return String.format(
                Locale.ROOT,
                """

                The sandbox is up: AWS IoT Core, the AWS services around it, and %d devices, all on this machine.

                  devices, as the product sees them   http://127.0.0.1:%d/api/devices%s
                  webhooks and SNS messages received  %s
                  AWS endpoint                        %s
                  MQTT                                %s

                What the product writes to DynamoDB:
                  AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox AWS_REGION=%s \\
                    aws --endpoint-url %5$s dynamodb scan --table-name iot-connectivity-devices

                A device of your own, which has an outage when it is stopped with kill -9:
                  mosquitto_sub -h 127.0.0.1 -p %d -i my-device -k 10 -t nothing --will-qos 1 --will-topic lwt/my-device \\
                    --will-payload '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"my-device"}}}'
                What AWS IoT Core tells of it:
                  mosquitto_sub -h 127.0.0.1 -p %8$d -v -q 1 -t '$aws/events/presence/#' -t 'lwt/#' -t 'telemetry/#'

                Why it was cut off, from the log, which lags as it does at AWS (--log-delay):
                  AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox AWS_REGION=%7$s \\
                    aws --endpoint-url %5$s logs filter-log-events --log-group-name AWSIotLogsV2 \\
                    --filter-pattern '{ $.eventType = "Disconnect" && $.clientId = "my-device" }'
                Where devices are, which the route examples/routes/enrich-things.camel.yaml adds to their tickets:
                  http://127.0.0.1:%2$d/api/devices?extra=things.site:Oslo
                Let AWS throttle calls, here the next 50 to the log; %5$s/_sandbox/faults counts all calls:
                  curl -H 'Content-Type: application/json' %5$s/_sandbox/faults \\
                    -d '{"service":"logs","operation":"*","fault":"throttle","times":50}'

                What other settings would have made of it: the product's command replay on the files in the folder record
                beside its settings (not with --cluster). Tickets are the webhooks that are named tickets.

                Ctrl-C stops everything.
                """,
                devices,
                httpPort,
                jar.isPresent() ? "" : " (no --product)",
                inbox,
                aws,
                mqtt,
                Account.REGION,
                mqttPort);
    }

    /** Waits for the product to exit, which it should not: normally a signal ends the sandbox. */
    private int statusAfter(CompletableFuture<Integer> ended) throws InterruptedException {
        int status = ended.join();
        // Ctrl-C also reaches the product and may end it first.
        TimeUnit.SECONDS.sleep(1);
        stop("The product has ended with status " + status + ", so the sandbox ends, too.");
        return status == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void stopOnSignal() {
        if (stop("The sandbox stops.")) {
            // A signal would set its own exit status, but stopping a sandbox is normal.
            Runtime.getRuntime().halt(ExitCode.OK);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        synchronized (parts) {
            if (stopping) {
                close(part);
            } else {
                parts.push(part);
            }
        }
        return part;
    }

    /** Prints the reason and stops all parts, unless already stopped; returns whether this call did it. */
    private boolean stop(String why) {
        synchronized (parts) {
            if (stopping) {
                return false;
            }
            stopping = true;
            System.out.println(why);
            // The product first, or it would see the end of the fleet as a storm.
            parts.stream()
                    .filter(part -> part instanceof Product || part instanceof Instances)
                    .forEach(Sandbox::close);
            parts.forEach(Sandbox::close);
            System.out.flush();
            return true;
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            System.err.println(part.getClass().getSimpleName() + " did not stop cleanly: " + e.getMessage());
        }
    }
}
