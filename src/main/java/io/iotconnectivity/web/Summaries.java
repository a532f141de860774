package io.iotconnectivity.web;

import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.LogPosition;
import java.time.Instant;
import java.util.Optional;

/** Builds summaries. Open incidents are looked up again only when something has happened. Thread-safe. */
final class Summaries {
    private final Backend facts;
    private volatile Optional<Known> known = Optional.empty();

    Summaries(Backend facts) {
        this.facts = facts;
    }

    /**
     * @param position of the last event that they cover
     */
    private record Known(LogPosition position, OpenIncidents incidents) {}

    Summary at(Instant now) {
        return Summary.of(facts, incidents(facts.ledger()), now);
    }

    private OpenIncidents incidents(Ledger ledger) {
        // Taken before the look-up, so that whatever happens meanwhile triggers another one.
        LogPosition position = ledger.lastEvent();
        Optional<Known> before = known.filter(last ->
                !position.equals(LogPosition.BEGINNING) && last.position().equals(position));
        if (before.isPresent()) {
            return before.get().incidents();
        }
        OpenIncidents incidents = OpenIncidents.of(ledger);
        known = Optional.of(new Known(position, incidents));
        return incidents;
    }
}
