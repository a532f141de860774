package io.iotconnectivity.incident;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Decides whether something currently prevents an incident from being opened. */
final class Blocks {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private final Suppressions suppressions;
    private final Map<String, DeviceClass> classes;

    /**
     * @param classes the classes of devices, by name
     */
    Blocks(Suppressions suppressions, Map<String, DeviceClass> classes) {
        this.suppressions = suppressions;
        this.classes = classes;
    }

    /**
     * @param deviceClass of the device; outside of its hours, no incident is opened
     */
    Optional<Suppression> of(Turn turn, ClientId client, Optional<String> deviceClass, Optional<String> group) {
        Optional<Suppression> byHours = deviceClass.map(classes::get).flatMap(of -> outsideHours(of, turn.now()));
        if (byHours.isPresent()) {
            return byHours;
        }
        Cases cases = turn.cases();
        return suppressions.of(
                client,
                group,
                turn.now(),
                cases.silences(),
                parent -> isAway(cases.verdict(parent)),
                parent -> cases.group(parent).storm().isPresent());
    }

    private static Optional<Suppression> outsideHours(DeviceClass of, Instant now) {
        return of.hours().filter(hours -> !hours.include(now)).map(hours -> {
            Instant until = hours.nextWithin(now);
            return new Suppression(
                    "hours",
                    of.name(),
                    Optional.of(until),
                    "devices of class " + of.name() + " matter only " + Printable.of(hours.toString()) + ", next from "
                            + until.truncatedTo(ChronoUnit.SECONDS));
        });
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
