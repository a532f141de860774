package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LeaderTermTest {
    private static final Duration SESSION = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(9);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @AutoClose
    private final LeaderTerm term = new LeaderTerm(new Lease(SESSION, nanos::get));

    private final List<Boolean> told = new CopyOnWriteArrayList<>();

    @Test
    void leadsForAsLongAsTheLatestProofHolds() {
        assertThat(term.leads()).isFalse();

        term.provenAt(nanos.get());
        pass(LEASE.minusNanos(1));
        assertThat(term.leads()).isTrue();

        term.provenAt(nanos.get());
        pass(LEASE.minusNanos(1));
        assertThat(term.leads()).isTrue();
    }

    @Test
    void processThatWasStoppedDoesNotLeadWhenItGoesOn() {
        term.provenAt(nanos.get());

        pass(LEASE);

        assertThat(term.leads()).isFalse();
    }

    @Test
    void proofThatCameLateHoldsFromWhenItWasAskedFor() {
        long asked = nanos.get();
        pass(LEASE);

        term.provenAt(asked);

        assertThat(term.leads()).isFalse();
    }

    @Test
    void listenersKnowOfTheEndWhenItReturns() {
        term.listen(() -> told.add(term.leads()));
        term.provenAt(nanos.get());

        term.end();

        assertThat(term.leads()).isFalse();
        assertThat(told.get(told.size() - 1)).isFalse();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
