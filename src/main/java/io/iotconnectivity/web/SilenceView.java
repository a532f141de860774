package io.iotconnectivity.web;

import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.Optional;

/**
 * A silence as the interface shows it. From, author and comment are absent only if the row of a silence that is off
 * cannot be read.
 *
 * @param active whether it is in effect now; otherwise it begins later, or is off
 * @param off why it suppresses nothing although it has not ended; absent while it works
 */
record SilenceView(
        String id,
        Optional<String> clients,
        Optional<String> group,
        Optional<Instant> from,
        Instant until,
        boolean active,
        Optional<String> author,
        Optional<String> comment,
        Optional<String> off) {

    static SilenceView of(SilenceOff silence) {
        return new SilenceView(
                silence.id(),
                silence.clients(),
                silence.group(),
                silence.from(),
                silence.until(),
                false,
                silence.author(),
                silence.comment(),
                Optional.of(silence.reason()));
    }

    static SilenceView of(Silence silence, Instant now) {
        return new SilenceView(
                silence.id(),
                silence.clients().map(ClientPattern::toString),
                silence.group(),
                Optional.of(silence.from()),
                silence.until(),
                isActive(silence, now),
                Optional.of(silence.author()),
                Optional.of(silence.comment()),
                Optional.empty());
    }

    static boolean isActive(Silence silence, Instant now) {
        return !now.isBefore(silence.from()) && now.isBefore(silence.until());
    }
}
