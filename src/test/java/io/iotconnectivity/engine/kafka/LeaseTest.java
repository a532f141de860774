package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    /** As {@link System#nanoTime}, it may be about to overflow. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

    private final Lease lease = new Lease(Duration.ofSeconds(10), () -> now);

    @Test
    void nothingIsHeldBeforeTheGroupHasConfirmedIt() {
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void itLastsFromWhenTheConfirmedRequestWasSentAndEndsBeforeTheSession() {
        long sent = lease.now();
        pass(Duration.ofSeconds(5));
        lease.renewed(sent);

        assertThat(lease.isHeld()).isTrue();
        pass(Duration.ofMillis(3_999));
        assertThat(lease.isHeld()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void aLateAnswerDoesNotShortenIt() {
        long first = lease.now();
        pass(Duration.ofSeconds(5));
        lease.renewed(lease.now());
        lease.renewed(first);
        pass(Duration.ofSeconds(5));

        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void itEndsWhenTheGroupHasThrownUsOut() {
        lease.renewed(lease.now());
        lease.end();

        assertThat(lease.isHeld()).isFalse();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
