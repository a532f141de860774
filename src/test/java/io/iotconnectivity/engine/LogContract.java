package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How every engine tells what is in the log of all that goes out. */
public abstract class LogContract extends EngineContract {

    @Test
    void logBeginsAtItsBeginning() {
        assertThat(engine.ledger().lastEvent()).isEqualTo(LogPosition.BEGINNING);
        assertThat(engine.ledger().latestEvents(10)).isEqualTo(new LogSlice(LogPosition.BEGINNING, List.of()));
        assertThat(engine.ledger().eventsAfter(LogPosition.BEGINNING, 10)).contains(List.of());
    }

    @Test
    void latestEventsAreThoseThatFollowThePlaceThatTheyAreFrom() {
        acceptFive();

        LogSlice latest = engine.ledger().latestEvents(2);
        assertThat(ids(latest.events())).containsExactly("a-000004", "a-000005");
        assertThat(engine.ledger().eventsAfter(latest.from(), 2)).contains(latest.events());
        assertThat(ids(engine.ledger().latestEvents(10).events())).hasSize(5);
    }

    @Test
    void eventsGoOnBehindAPlaceAlsoAfterARestart() {
        acceptFive();
        LogPosition second = engine.ledger().latestEvents(5).events().get(1).position();
        LogPosition last = engine.ledger().lastEvent();
        restart();

        assertThat(engine.ledger().lastEvent()).isEqualTo(last);
        assertThat(ids(engine.ledger()
                        .eventsAfter(new LogPosition(second.text()), 3)
                        .orElseThrow()))
                .containsExactly("a-000003", "a-000004", "a-000005");
        assertThat(engine.ledger().eventsAfter(last, 3)).contains(List.of());
    }

    @Test
    void placeThatIsTooFarBackOrOfAnotherEngineIsNotGoneOnFrom() {
        acceptFive();
        LogPosition second = engine.ledger().latestEvents(5).events().get(1).position();

        assertThat(engine.ledger().eventsAfter(second, 2)).isEmpty();
        assertThat(engine.ledger().eventsAfter(new LogPosition("999999"), 10)).isEmpty();
        assertThat(engine.ledger().eventsAfter(new LogPosition("0:1,7_1.2-3"), 10))
                .isEmpty();
    }

    @Test
    void eventsAreReadPageByPageFromAnyPlace() {
        acceptFive();

        LogSlice first = engine.ledger().eventsFrom(LogPosition.BEGINNING, 2);
        assertThat(ids(first.events())).containsExactly("a-000001", "a-000002");
        LogPosition second = first.events().get(1).position();
        LogSlice rest = engine.ledger().eventsFrom(second, 10);
        assertThat(rest.from()).isEqualTo(second);
        assertThat(ids(rest.events())).containsExactly("a-000003", "a-000004", "a-000005");
        assertThat(engine.ledger().eventsFrom(engine.ledger().lastEvent(), 10).events())
                .isEmpty();
    }

    @Test
    void eventsFromAPlaceOfAnotherEngineBeginWithTheOldest() {
        acceptFive();

        LogSlice slice = engine.ledger().eventsFrom(new LogPosition("0:1,7_1.2-3"), 2);
        assertThat(slice.from())
                .isEqualTo(engine.ledger().eventsFrom(LogPosition.BEGINNING, 1).from());
        assertThat(ids(slice.events())).containsExactly("a-000001", "a-000002");
    }

    private void acceptFive() {
        for (int i = 1; i <= 5; i++) {
            accept(connected("a", i));
        }
    }

    private static List<String> ids(List<LoggedEvent> events) {
        return events.stream().map(logged -> logged.event().id()).toList();
    }
}
