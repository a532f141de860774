package io.iotconnectivity.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Sight.Carries;
import io.iotconnectivity.incident.Sight.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlindWatchTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final String SOURCE = "source-queue";

    private final HandClock clock = new HandClock(START);
    private final List<Sight> told = new ArrayList<>();
    private List<Sight> sources = List.of(sight(State.AWAY));
    private CompletableFuture<Void> durable = new CompletableFuture<>();
    private final BlindWatch watch = new BlindWatch(
            () -> sources,
            sight -> Optional.of("compared"),
            sight -> {
                told.add(sight);
                return durable;
            },
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            clock);

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void thatASourceIsBlindIsToldUntilItIsDurable() {
        clock.advance(Duration.ofMinutes(2));
        watch.look();
        watch.look();
        assertThat(told).hasSize(1);
        assertThat(watch.isTold(SOURCE)).isFalse();

        durable.completeExceptionally(new IllegalStateException("the disk is full"));
        durable = new CompletableFuture<>();
        watch.look();
        assertThat(told).hasSize(2);

        durable.complete(null);
        watch.look();
        assertThat(watch.isTold(SOURCE)).isTrue();
        watch.look();
        assertThat(told).extracting(Sight::state).containsExactly(State.AWAY, State.AWAY);
    }

    @Test
    void aSourceThatIsUsedNoMoreIsNotBlindForEver() {
        sources = List.of();
        durable = CompletableFuture.completedFuture(null);
        watch.start(() -> true, () -> List.of("source-presence"));

        Awaitility.await().untilAsserted(() -> assertThat(told).singleElement().satisfies(sight -> {
            assertThat(sight.source()).isEqualTo("source-presence");
            assertThat(sight.state()).isEqualTo(State.SEES);
        }));
    }

    @Test
    void thatASourceIsUsedNoMoreIsToldAgainWhereItDidNotBecomeDurable() {
        sources = List.of();
        durable = CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        watch.start(() -> true, () -> List.of("source-presence"));

        Awaitility.await().untilAsserted(() -> assertThat(told).hasSizeGreaterThan(1));
    }

    private static Sight sight(State state) {
        return new Sight(SOURCE, state, Carries.CONNECTIONS, START, Optional.empty());
    }
}
