package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process dies between two side effects and starts again: nothing is lost, and nobody is told twice under two ids. */
class CrashIT {
    private static final List<String> DEVICES = IntStream.range(0, 24)
            .mapToObj(number -> String.format(Locale.ROOT, "device-%02d", number))
            .toList();
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

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "before-commit, 11",
        "after-commit, 12",
        "before-ack, 13",
        "after-ack, 14",
        "before-delivery, 15",
        "after-delivery, 16",
        "after-cursor, 17"
    })
    void crashBetweenTwoSideEffectsLosesNothingAndChangesNoId(String point, long seed) {
        Setup setup = setup("crash-" + point);
        // Each device makes at least one of every side effect in each of three rounds.
        int occurrence = 3 + new Random(seed).nextInt(DEVICES.size() / 2);
        Run run = new Run(
                setup, setup.start("-Diotc.crash=" + point + ":" + occurrence).awaitUp());

        run.everyDeviceGoesThroughOneOutage();

        assertThat(run.crashes).as("crashes at %s number %d", point, occurrence).isEqualTo(1);
    }

    @Test
    void killAtAnyMomentLosesNothingAndChangesNoId() {
        Setup setup = setup("kill");
        Random random = new Random(18);
        Run run = new Run(setup, setup.start().awaitUp());
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
        private final Deliveries deliveries;
        private final PresenceFeed feed = new PresenceFeed(broker);
        private RunningProduct product;
        private int crashes;
        private BiConsumer<String, RunningProduct> beforeEach = (device, alive) -> {};

        Run(Setup setup, RunningProduct product) {
            this.setup = setup;
            this.product = product;
            this.deliveries = new Deliveries(inbox, setup.settings().get("mqtt.client-id"));
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
                crashes++;
                product = setup.start().awaitUp();
            }
        }

        private static void hasOneId(String device, Set<String> ids) {
            assertThat(ids).as("ids of %s", device).hasSize(1);
        }
    }
}
