package io.iotconnectivity.incident;

import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Extra;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * That a connected device is not subscribed to what it must be, and what reports it.
 *
 * @param since when it was found out
 * @param severity above {@link Severity#NONE}
 * @param missing the topic filters
 * @param group the group of the device then
 * @param deviceClass the name of its class then; absent: the default class
 * @param extra what enrich routes knew about it then
 * @param ticket its incident; present exactly if {@code held} is absent
 * @param held why no incident reports it yet
 */
public record Deafness(
        Instant since,
        Severity severity,
        List<String> missing,
        Optional<String> group,
        Optional<String> deviceClass,
        Map<String, Extra> extra,
        Optional<Ticket> ticket,
        Optional<Held> held) {

    public Deafness {
        missing = List.copyOf(missing);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    Deafness reportedBy(Ticket open) {
        return new Deafness(since, severity, missing, group, deviceClass, extra, Optional.of(open), Optional.empty());
    }

    Deafness heldBy(Held by) {
        return new Deafness(since, severity, missing, group, deviceClass, extra, Optional.empty(), Optional.of(by));
    }
}
