package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReconnectorTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final int ATTEMPTS = 5;

    @AutoClose("shutdownNow")
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    static List<Throwable> failures() {
        return List.of(
                new NotConnected(ConnectFailure.of("refused"), null),
                new IllegalStateException("out of order"),
                new NoClassDefFoundError("io/iotconnectivity/Gone"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void connectingIsTriedAgainWhateverItFailedWith(Throwable failure) throws InterruptedException {
        CountDownLatch attempts = new CountDownLatch(ATTEMPTS);
        Limits limits = new Limits(SOON, SOON, SOON, SOON, SOON, SOON, SOON, 0);
        Reconnector reconnector =
                new Reconnector("client", new Failing(attempts, failure), limits, thread, Runnable::run, () -> {});

        reconnector.start();

        assertThat(attempts.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(reconnector.state().connected()).isFalse();
        assertThat(reconnector.state().lastError()).isPresent();
    }

    private record Failing(CountDownLatch attempts, Throwable failure) implements Reconnector.Dialer {
        @Override
        public BrokerConnection dial() throws NotConnected {
            attempts.countDown();
            if (failure instanceof NotConnected refused) {
                throw refused;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public BrokerConnection.Opened open(BrokerConnection connection) {
            throw new AssertionError("there is nothing to open");
        }
    }
}
