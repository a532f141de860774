package io.iotconnectivity.engine.codec;

import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.Optional;

/** A silence as it stands in its row, whatever this version makes of it. */
public record SilenceText(
        Optional<String> clients,
        Optional<String> group,
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<String> author,
        Optional<String> comment) {
    /** What is left where not even the text can be read. */
    public static final SilenceText UNREADABLE = new SilenceText(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The silence that this text stands for.
     *
     * @throws IllegalArgumentException with the reason, if it cannot hold
     */
    public Silence silence(String id) {
        Optional<ClientPattern> pattern;
        try {
            pattern = clients.map(ClientPattern::of);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its pattern " + e.getMessage(), e);
        }
        if (from.isEmpty() || until.isEmpty()) {
            throw new IllegalArgumentException("it lacks its beginning or its end");
        }
        return new Silence(id, pattern, group, from.get(), until.get(), author.orElse(""), comment.orElse(""));
    }
}
