package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.iot.Delivery;
import io.iotconnectivity.sandbox.aws.iot.DirectMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // some connections only have to be open
class BrokerRestartIT {
    @Test
    void aRestartedBrokerHasTheSamePortListenersAndCounters() {
        Queue<LifecycleEvent> events = new ConcurrentLinkedQueue<>();
        Broker first = Broker.builder().start();
        first.onLifecycle(events::add);
        RawDevice.connect(first.port(), "steady", 30);
        await().until(() -> events.size() == 1);

        try (Broker second = first.restart();
                RawDevice device = RawDevice.connect(second.port(), "steady", 30)) {
            assertThat(second.port()).isEqualTo(first.port());
            await().until(() -> events.size() == 2);
            assertThat(List.copyOf(events))
                    .allMatch(event -> event.type() == Type.CONNECTED)
                    .extracting(event -> event.versionNumber().orElseThrow())
                    .containsExactly(0L, 1L);
            assertThatThrownBy(() -> Broker.builder().start()).hasMessageContaining("running in this JVM");
        }
    }

    @Test
    void theEndpointKnowsThatARestartCutAllClientsOffAndReachesThoseThatCameBack() {
        try (AwsEndpoint aws = AwsEndpoint.start(0)) {
            Broker first = Broker.builder().start();
            IotCore.join(first, aws);
            RawDevice.connect(first.port(), "back", 30);
            RawDevice.connect(first.port(), "gone", 30);
            await().until(() -> aws.connections().all().size() == 2);

            try (Broker second = first.restart();
                    RawDevice device = RawDevice.connect(second.port(), "back", 30)) {
                await().until(() -> isOpen(aws, "back"));
                assertThat(isOpen(aws, "gone")).isFalse();
                Delivery delivery = first.send(
                                new DirectMessage("back", "t", new byte[0], false, Duration.ofSeconds(15)))
                        .join();
                assertThat(delivery).isEqualTo(Delivery.DELIVERED);
            }
            assertThat(isOpen(aws, "back")).isFalse();
        }
    }

    private static boolean isOpen(AwsEndpoint aws, String clientId) {
        return aws.connections().find(clientId).orElseThrow().isOpen();
    }

    @Test
    void aBusyPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Broker.builder().port(taken.getLocalPort()).start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
        Broker.builder().start().close();
    }
}
