package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.Optional;

/**
 * While a silence is active, no incident is opened for its devices. It never holds back a resolution.
 *
 * @param clients only devices whose client id matches; absent for any
 * @param group only devices of this group; absent for any
 * @param author who set it
 * @param comment why
 */
public record Silence(
        String id,
        Optional<ClientPattern> clients,
        Optional<String> group,
        Instant from,
        Instant until,
        String author,
        String comment) {

    /** The maximum length of a text. */
    public static final int MOST_CHARACTERS = 500;

    /**
     * @throws IllegalArgumentException with a message for whoever set it
     */
    public Silence {
        if (clients.isEmpty() && group.isEmpty()) {
            throw new IllegalArgumentException("a silence is for clients or for a group; name one");
        }
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("a silence must end after it begins");
        }
        if (author.isBlank() || comment.isBlank()) {
            throw new IllegalArgumentException(
                    "a silence needs an author and a comment, so that others know why it was set");
        }
        if (clients.map(ClientPattern::toString).orElse("").length() > MOST_CHARACTERS
                || group.orElse("").length() > MOST_CHARACTERS
                || author.length() > MOST_CHARACTERS
                || comment.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "no text of a silence may be longer than " + MOST_CHARACTERS + " characters");
        }
    }

    /** The same silence, ended. */
    public Silence until(Instant end) {
        return new Silence(id, clients, group, from, end, author, comment);
    }

    boolean holds(ClientId client, Optional<String> of, Instant now) {
        return !now.isBefore(from)
                && now.isBefore(until)
                && (group.isEmpty() || group.equals(of))
                && clients.map(pattern -> pattern.matches(client)).orElse(true);
    }
}
