package io.iotconnectivity.incident;

import io.iotconnectivity.event.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * That a connected device is not subscribed to what it must be, and what reports it.
 *
 * @param since when it was found out
 * @param severity above {@link Severity#NONE}
 * @param missing the topic filters
 * @param group the group of the device then
 * @param deviceClass the name of its class then; absent: the default class
 * @param ticket its incident; present exactly if {@code held} is absent
 * @param held why no incident reports it yet
 */
public record Deafness(
        Instant since,
        Severity severity,
        List<String> missing,
        Optional<String> group,
        Optional<String> deviceClass,
        Optional<Ticket> ticket,
        Optional<Held> held) {

    public Deafness {
        missing = List.copyOf(missing);
    }

    Deafness reportedBy(Ticket open) {
        return new Deafness(since, severity, missing, group, deviceClass, Optional.of(open), Optional.empty());
    }

    Deafness heldBy(Held by) {
        return new Deafness(since, severity, missing, group, deviceClass, Optional.empty(), Optional.of(by));
    }
}
