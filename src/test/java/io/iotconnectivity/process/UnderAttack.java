package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A product with a broker and a help desk that must keep working under attack. */
final class UnderAttack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Broker broker;
    private final WebhookInbox inbox;
    private final RunningProduct product;

    private UnderAttack(Broker broker, WebhookInbox inbox, RunningProduct product) {
        this.broker = broker;
        this.inbox = inbox;
        this.product = product;
    }

    /**
     * Starts all three and waits until the product is up.
     *
     * @param more settings that the attack needs; the help desk is the webhook <code>desk</code>
     */
    static UnderAttack start(Path directory, UnaryOperator<Setup> more, String... jvmOptions) {
        Broker broker = Broker.builder().start();
        WebhookInbox inbox = null;
        RunningProduct product = null;
        try {
            inbox = WebhookInbox.start(0);
            Setup setup = Setup.in(directory, broker.url()).withWebhook("desk", inbox.uri("desk"));
            product = more.apply(setup).start(jvmOptions);
            return new UnderAttack(broker, inbox, product.awaitUp());
        } catch (RuntimeException | Error e) {
            closeAll(product, inbox, broker);
            throw e;
        }
    }

    RunningProduct product() {
        return product;
    }

    Broker broker() {
        return broker;
    }

    WebhookInbox inbox() {
        return inbox;
    }

    /**
     * Drops a device that has never been heard of, and fails unless that is stored and reported, with the process
     * alive.
     *
     * @param clientId one that the test has not used yet
     */
    void stillTells(String clientId) {
        PresenceFeed feed = new PresenceFeed(broker);
        feed.connects(clientId, 1);
        feed.drops(clientId, 2);
        await("the drop of " + clientId + " to be told").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(product.isAlive()).as("the process is alive").isTrue();
            assertThat(new Deliveries(inbox, "desk").typesInOrder(clientId)).contains("offline");
        });
        await("its health to answer").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        product.status("/observe/health/live"))
                .contains(200));
    }

    @Override
    public void close() {
        closeAll(product, inbox, broker);
    }

    private static void closeAll(RunningProduct product, WebhookInbox inbox, Broker broker) {
        try (broker;
                inbox;
                product) {
            // A null resource is skipped.
        }
    }
}
