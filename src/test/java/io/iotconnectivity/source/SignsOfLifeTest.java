package io.iotconnectivity.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.presence.StalePolicy.DeviceClass;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private final HeldEngine engine = new HeldEngine();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final SignsOfLife signs =
            new SignsOfLife(engine, new StalePolicy(List.of(), Optional.of(Duration.ofSeconds(8))), meters, nanos::get);

    @Test
    void oneSignADeviceIsHeardInAWhile() {
        engine.durable.complete(null);

        for (int i = 0; i < 100; i++) {
            assertThat(signs.accept(sign("a"))).isCompleted();
        }
        signs.accept(sign("b"));
        assertThat(engine.accepted).hasSize(2);
        assertThat(meters.counter("iotc.signs.of.life.thinned").count()).isEqualTo(99);

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        signs.accept(sign("a"));
        assertThat(engine.accepted).hasSize(3);
    }

    @Test
    void signThatCouldNotBeStoredIsNotTakenForHeard() {
        signs.accept(sign("a"));
        engine.durable.completeExceptionally(new IllegalStateException("closing"));

        signs.accept(sign("a"));

        assertThat(engine.accepted).hasSize(2);
    }

    @Test
    void whileIsShortAgainstTheShortestSilence() {
        assertThat(SignsOfLife.pause(StalePolicy.ALLOWED)).isEqualTo(Duration.ofSeconds(10));
        assertThat(SignsOfLife.pause(new StalePolicy(List.of(), Optional.of(Duration.ofHours(1)))))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(SignsOfLife.pause(new StalePolicy(
                        List.of(new DeviceClass(ClientPattern.of("x"), Optional.of(Duration.ofSeconds(20)))),
                        Optional.of(Duration.ofHours(1)))))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void trafficThatNamesNoDeviceIsKeptOnceAMinute() {
        assertThat(signs.keepsUnreadable(NOW)).isTrue();
        assertThat(signs.keepsUnreadable(NOW.plusSeconds(59))).isFalse();
        assertThat(signs.keepsUnreadable(NOW.plusSeconds(60))).isTrue();
    }

    private static Signal sign(String device) {
        return new Signal.SignOfLife(new ClientId(device), NOW);
    }
}
