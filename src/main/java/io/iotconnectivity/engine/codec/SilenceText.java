package io.iotconnectivity.engine.codec;

import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.Optional;

/** A silence as stored in its row, valid in this version or not. */
public record SilenceText(
        Optional<String> clients,
        Optional<String> group,
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<String> author,
        Optional<String> comment) {
    /** Replaces a silence whose text is unreadable. */
    public static final SilenceText UNREADABLE = new SilenceText(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Converts this text to a silence.
     *
     * @throws IllegalArgumentException with the reason, if it is invalid
     */
    public Silence silence(String id) {
        Optional<ClientPattern> pattern;
        try {
            pattern = clients.map(ClientPattern::of);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its pattern " + e.getMessage(), e);
        }
        if (from.isEmpty() || until.isEmpty()) {
            throw new IllegalArgumentException("its start or end is missing");
        }
        return new Silence(id, pattern, group, from.get(), until.get(), author.orElse(""), comment.orElse(""));
    }
}
