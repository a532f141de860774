package io.iotconnectivity.incident;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides whether something currently prevents an incident from being opened. */
final class Blocks {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private final Suppressions suppressions;

    Blocks(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    Optional<Suppression> of(Turn turn, ClientId client, Optional<String> group) {
        Cases cases = turn.cases();
        return suppressions.of(
                client,
                group,
                turn.now(),
                cases.silences(),
                parent -> isAway(cases.verdict(parent)),
                parent -> cases.group(parent).storm().isPresent());
    }

    /** Determines when to check again: nothing reports that a silence was deleted or that a parent is back. */
    static Held held(Suppression by, Instant now) {
        Instant soon = now.plus(LOOK_AGAIN);
        Instant end = by.until().filter(soon::isAfter).orElse(soon);
        Instant earliest = now.plus(AT_LEAST);
        return new Held(by.kind(), by.name(), end.isBefore(earliest) ? earliest : end);
    }

    private static boolean isAway(Verdict verdict) {
        return verdict == Verdict.SUSPECT || verdict == Verdict.OFFLINE || verdict == Verdict.STALE;
    }
}
