package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.record.KnownFleet;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine keeps, for how long, and what it waits for after a start. */
public abstract class RetentionContract extends EngineContract {
    @Test
    void pageOfTheLargestDeadLettersEndsBeforeItFillsTheMemory() throws Exception {
        for (int i = 0; i < 40; i++) {
            engine.keep(new Unreadable("presence", "topic", new byte[1024 * 1024], 1024 * 1024, "not JSON", START))
                    .join();
        }

        List<LogPosition> found = new ArrayList<>();
        Optional<LogPosition> before = Optional.empty();
        do {
            Page<DeadLetter> page = engine.ledger().deadLetters(DeadLetterQuery.ALL, before, 1000);
            assertThat(page.items().stream()
                            .mapToInt(letter -> letter.payload().length)
                            .sum())
                    .isLessThanOrEqualTo(4 * 1024 * 1024);
            assertThat(page.total()).isEqualTo(40);
            page.items().forEach(letter -> found.add(letter.id()));
            before = page.next().map(LogPosition::new);
        } while (before.isPresent());

        assertThat(found).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void oldEventsArePrunedButNotThoseThatASinkStillNeeds() throws Exception {
        only(Promise.KEEPS_WHAT_SINKS_NEED);
        engine.attach(sink("slow"), (events, attempt, receipt) -> {
            throw new IllegalStateException("dead");
        });
        accept(connected("a", 1));
        await().until(() -> !engine.ledger().sinks().isEmpty());
        accept(connected("a", 2));
        clock.advance(Duration.ofDays(40));
        accept(connected("a", 3));
        prune();
        assertThat(eventIds("a")).contains("a-000003", "a-000002");

        engine.attach(sink("slow"), (events, attempt, receipt) -> Receipt.NONE);
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            clock.advance(Duration.ofMinutes(2));
            return eventIds("a").equals(List.of("a-000003"));
        });
    }

    @Test
    void recordBeginsWithEveryDeviceThatIsHeld() {
        int more = 501;
        accept(IntStream.range(0, more).mapToObj(i -> connected("d" + i, 1)));

        Set<String> known = new HashSet<>();
        new KnownFleet(engine.ledger())
                .forEachRemaining(device -> known.add(device.presence().client().value()));

        assertThat(known).hasSize(more);
    }

    @Test
    void inboxForgetsAfterADay() {
        only(Promise.FORGETS_SIGNALS);
        accept(connected("a", 1));
        clock.advance(Duration.ofHours(23));
        prune();
        accept(connected("a", 1));
        assertThat(eventIds("a")).hasSize(1);

        clock.advance(Duration.ofHours(2));
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            clock.advance(Duration.ofMinutes(2));
            accept(connected("a", 1));
            return eventIds("a").size() == 2;
        });
    }

    @Test
    void deadlinesWaitAfterTheStartUntilTheSourcesHaveBeenHeard() {
        accept(new Signal.Disconnected(new ClientId("a"), START, Connection.UNKNOWN, Reason.CONNECTION_LOST));
        accept(new Signal.Disconnected(new ClientId("b"), START, Connection.UNKNOWN, Reason.CONNECTION_LOST));
        engine.close();
        clock.advance(Duration.ofHours(1));
        engine = open(settings(Duration.ofSeconds(5)), new SimpleRules(), new NoIncidents(), clock);
        accept(connected("a", 1));
        clock.advance(Duration.ofSeconds(5));

        await().until(() -> state("b") == Verdict.OFFLINE);
        assertThat(state("a")).isEqualTo(Verdict.ONLINE);
        assertThat(engine.ledger()
                        .events(new ClientId("a"), Optional.empty(), 10)
                        .items())
                .extracting(event -> event.device().orElseThrow().state())
                .containsExactly(Verdict.ONLINE, Verdict.SUSPECT);
    }

    /** Gives the pruner its time, and waits until it has had it. */
    private void prune() {
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(2));
            accept(new Signal.SignOfLife(new ClientId("other"), clock.instant()));
        }
    }

    private static Sink sink(String name) {
        return new Sink(name, event -> true, 1000, 2, Optional.empty());
    }
}
