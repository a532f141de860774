package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PresenceFeedTest {
    private static final List<LifecycleEvent> EVENTS =
            IntStream.range(0, 200).mapToObj(PresenceFeedTest::event).toList();

    private final Queue<LifecycleEvent> published = new ConcurrentLinkedQueue<>();

    @Test
    void withoutMischiefEveryEventComesOnceAndInOrder() {
        feed(Mischief.NONE);
        assertThat(published).containsExactlyElementsOf(EVENTS);
    }

    @Test
    void atLeastOnceLosesNothingButRepeatsAndReorders() {
        feed(Mischief.atLeastOnce(Duration.ofMillis(20), 1));
        assertThat(Set.copyOf(published)).containsExactlyInAnyOrderElementsOf(EVENTS);
        assertThat(published).hasSizeGreaterThan(EVENTS.size());
        assertThat(published.stream().distinct().toList()).isNotEqualTo(EVENTS);
    }

    @Test
    void theSameSeedDropsTheSameEvents() {
        Mischief lossy = new Mischief(0, 0.2, 0, 0, Duration.ZERO, 5);
        feed(lossy);
        List<LifecycleEvent> first = List.copyOf(published);
        published.clear();
        feed(lossy);
        assertThat(first).hasSizeBetween(120, 190).isEqualTo(List.copyOf(published));
    }

    private void feed(Mischief mischief) {
        try (PresenceFeed feed = new PresenceFeed(mischief, published::add)) {
            EVENTS.forEach(feed::accept);
            await().until(feed::isIdle);
        }
    }

    private static LifecycleEvent event(int number) {
        return new LifecycleEvent(
                number % 2 == 0 ? Type.CONNECTED : Type.DISCONNECTED,
                "client-" + number % 10 / 2,
                Optional.empty(),
                Instant.EPOCH.plusSeconds(number),
                "session",
                "principal",
                Optional.empty(),
                OptionalLong.of(number / 10),
                number % 2 == 0 ? Optional.empty() : Optional.of("CONNECTION_LOST"));
    }
}
