package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies between two side effects and is restarted: nothing is lost, and nothing is reported twice with two
 * ids.
 */
class CrashIT {
    private static final List<String> DEVICES = IntStream.range(0, 24)
            .mapToObj(number -> String.format(Locale.ROOT, "device-%02d", number))
            .toList();
    private static final List<String> POINTS = List.of(
            "before-commit",
            "after-commit",
            "before-ack",
            "after-ack",
            "before-delivery",
            "after-delivery",
            "after-cursor");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private static Broker broker;

    @AutoClose
    private static WebhookInbox inbox;

    @TempDir
    Path directory;

    @BeforeAll
    static void startNeighbours() {
        broker = Broker.builder().start();
        inbox = WebhookInbox.start(0);
    }

    /** Each life but the last ends at a different point; each but the first begins with what a crash has left. */
    @Test
    void crashesBetweenTwoSideEffectsLoseNothingAndChangeNoId() {
        // Each device causes every side effect at least once in each of three rounds, more than all lives need
        // together.
        Random random = new Random(11);
        Deque<String> crashes = new ArrayDeque<>();
        for (String point : POINTS) {
            crashes.add("-Diotc.crash=" + point + ":" + (2 + random.nextInt(8)));
        }
        Run run = new Run(setup("crash"), crashes);

        run.everyDeviceGoesThroughOneOutage();

        assertThat(run.crashes).as("crashes, of which are left %s", crashes).isEqualTo(POINTS.size());
        assertThat(crashes).isEmpty();
    }

    @Test
    void killAtAnyMomentLosesNothingAndChangesNoId() {
        // It kills eight times.
        Random random = new Random(18);
        Run run = new Run(setup("kill"), new ArrayDeque<>());
        run.beforeEach = (device, product) -> {
            if (random.nextInt(18) == 0) {
                product.kill();
            }
        };

        run.everyDeviceGoesThroughOneOutage();

        assertThat(run.crashes).isPositive();
    }

    private Setup setup(String name) {
        return Setup.in(directory, broker.url()).with("mqtt.client-id", name).withWebhook(name, inbox.uri(name));
    }

    /** One run of the product over all its lives. */
    private static final class Run {
        private final Setup setup;
        private final Queue<String> options;
        private final Deliveries deliveries;
        private final PresenceFeed feed = new PresenceFeed(broker);
        private RunningProduct product;
        private int crashes;
        private BiConsumer<String, RunningProduct> beforeEach = (device, alive) -> {};

        /**
         * @param options the options of each life, in order; any further lives get none
         */
        Run(Setup setup, Queue<String> options) {
            this.setup = setup;
            this.options = options;
            this.deliveries = new Deliveries(inbox, setup.settings().get("mqtt.client-id"));
            this.product = start();
        }

        private RunningProduct start() {
            return setup.start(Stream.ofNullable(options.poll()).toArray(String[]::new))
                    .awaitUp();
        }

        void everyDeviceGoesThroughOneOutage() {
            try {
                for (String device : DEVICES) {
                    feed.connects(device, 1);
                    awaitState(device, "ONLINE");
                }
                for (String device : DEVICES) {
                    feed.drops(device, 1);
                    awaitState(device, "SUSPECT", "OFFLINE");
                }
                awaitDelivered("device.offline");
                for (String device : DEVICES) {
                    feed.connects(device, 2);
                    awaitState(device, "ONLINE");
                }
                awaitDelivered("device.online");
                product.stop();
            } finally {
                product.close();
            }
            assertThat(deliveries.idsByDevice("device.offline")).allSatisfy(Run::hasOneId);
            assertThat(deliveries.idsByDevice("device.online")).allSatisfy(Run::hasOneId);
            assertThat(DEVICES).allSatisfy(device -> assertThat(deliveries.typesInOrder(device))
                    .containsExactly("offline", "online"));
        }

        private void awaitState(String device, String... states) {
            beforeEach.accept(device, product);
            await(device + " to be one of " + List.of(states))
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        restartIfDead();
                        return List.of(states).contains(product.stateOf(device));
                    });
        }

        private void awaitDelivered(String type) {
            await(type + " of every device").atMost(PATIENCE).until(() -> {
                restartIfDead();
                return deliveries.idsByDevice(type).keySet().containsAll(DEVICES);
            });
        }

        private void restartIfDead() {
            if (!product.isAlive()) {
                assertThat(product.awaitExit())
                        .as("the status of a life that was ended")
                        .isEqualTo(137);
                crashes++;
                product = start();
            }
        }

        private static void hasOneId(String device, Set<String> ids) {
            assertThat(ids).as("ids of %s", device).hasSize(1);
        }
    }
}
