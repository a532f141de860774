package io.iotconnectivity.source;

import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Sight.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is to be told of one source that comes and goes: that it is blind once it has been so for long, and that it sees again
 * once it has done so for a while and what it missed is compared. A connection that lasts for a moment only ends no blind time,
 * so that a source that never holds one is told of, too, and once. Not safe for several threads.
 */
final class BlindSpell {
    private final Limits limits;
    private Optional<Instant> blindSince = Optional.empty();
    private Optional<State> told = Optional.empty();

    /**
     * @param longest a source that is blind for longer is told of
     * @param settle a connection that lasts as long ends a blind time that has not been told of
     * @param calm a connection that lasts as long ends one that has
     */
    record Limits(Duration longest, Duration settle, Duration calm) {}

    BlindSpell(Limits limits) {
        this.limits = limits;
    }

    /**
     * Looks at the source.
     *
     * @param present it, at this moment: {@link State#AWAY}, {@link State#SILENT} or {@link State#SEES}
     * @param compared what came of the comparison of what a source that is back has missed; empty while that is not known
     * @return what is to be told now, again and again until it is {@link #told}
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
        // At first it is not known whether a former process left anything open, so it is told once that there is
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

    /** It is durable. */
    void told(Sight sight) {
        told = Optional.of(sight.state());
    }

    /** Whether it is known that the source is blind, or was and is not compared yet. */
    boolean isTold() {
        return told.filter(state -> state != State.SEES).isPresent();
    }
}
