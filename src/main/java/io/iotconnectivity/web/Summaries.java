package io.iotconnectivity.web;

import io.iotconnectivity.engine.Ledger;
import java.time.Instant;
import java.util.Optional;

/** Makes summaries. Open incidents are looked up again only when something has happened. Safe for any number of threads. */
final class Summaries {
    private final Backend facts;
    private volatile Optional<Known> known = Optional.empty();

    Summaries(Backend facts) {
        this.facts = facts;
    }

    /**
     * @param sequence of the last event that they can be told by
     */
    private record Known(long sequence, OpenIncidents incidents) {}

    Summary at(Instant now) {
        return Summary.of(facts, incidents(facts.ledger()), now);
    }

    private OpenIncidents incidents(Ledger ledger) {
        // Before the look, so that what happens meanwhile has them looked up once more.
        long sequence = ledger.lastEvent();
        Optional<Known> before = known.filter(last -> sequence > 0 && last.sequence() == sequence);
        if (before.isPresent()) {
            return before.get().incidents();
        }
        OpenIncidents incidents = OpenIncidents.of(ledger);
        known = Optional.of(new Known(sequence, incidents));
        return incidents;
    }
}
