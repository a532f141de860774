package io.iotconnectivity.source;

import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Sight.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What to report of one source that comes and goes: that it is blind once it has been so for a while, and that it sees
 * again once it has for a while and what it missed has been reconciled. A connection that lasts only a moment does not
 * end blindness, so a source that never holds one is reported, too, and once. Not thread-safe.
 */
final class BlindSpell {
    private final Limits limits;
    private Optional<Instant> blindSince = Optional.empty();
    private Optional<State> told = Optional.empty();

    /**
     * @param longest a source that is blind for longer is reported
     * @param settle how long a connection must last to end blindness that has not been reported
     * @param calm how long one must last to end blindness that has
     */
    record Limits(Duration longest, Duration settle, Duration calm) {}

    BlindSpell(Limits limits) {
        this.limits = limits;
    }

    /**
     * Checks the source.
     *
     * @param present its current state: {@link State#AWAY}, {@link State#SILENT} or {@link State#SEES}
     * @param compared the result of reconciling what a source that is back has missed; empty until it is known
     * @return what to report now, repeated until it is {@link #told}
     */
    Optional<Sight> look(Sight present, Function<Sight, Optional<String>> compared, Instant now) {
        Optional<Sight> telling = present.state().isBlind() ? blind(present, now) : sees(present, compared, now);
        return telling.filter(sight -> !told.equals(Optional.of(sight.state())));
    }

    private Optional<Sight> blind(Sight present, Instant now) {
        Instant since = blindSince.orElse(present.since());
        blindSince = Optional.of(since);
        return isTold() || !now.isBefore(since.plus(limits.longest()))
                ? Optional.of(with(present, present.state(), since, present.detail()))
                : Optional.empty();
    }

    private Optional<Sight> sees(Sight present, Function<Sight, Optional<String>> compared, Instant now) {
        if (!isTold() && !now.isBefore(present.since().plus(limits.settle()))) {
            blindSince = Optional.empty();
        }
        // At first it is unknown whether an earlier process left an incident open, so it is reported once that there is
        // nothing.
        if (told.equals(Optional.of(State.SEES)) || now.isBefore(present.since().plus(limits.calm()))) {
            return Optional.empty();
        }
        Optional<String> found = compared.apply(present);
        if (found.isPresent()) {
            blindSince = Optional.empty();
            return Optional.of(with(present, State.SEES, present.since(), found));
        }
        return told.isPresent()
                ? Optional.of(with(present, State.BACK, present.since(), Optional.empty()))
                : Optional.empty();
    }

    private static Sight with(Sight present, State state, Instant since, Optional<String> detail) {
        return new Sight(present.source(), state, present.carries(), since, detail);
    }

    /** The report is durable. */
    void told(Sight sight) {
        told = Optional.of(sight.state());
    }

    /** Whether the source is known to be blind, or was and is not reconciled yet. */
    boolean isTold() {
        return told.filter(state -> state != State.SEES).isPresent();
    }
}
