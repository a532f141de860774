package io.iotconnectivity.feed;

import java.time.Instant;
import java.util.Optional;

/**
 * A source of presence events as it stands at one moment.
 *
 * @param name of its route
 * @param since when {@code connected} last changed
 * @param lastMessageAt when the last message of any client came in; absent before the first
 * @param certain whether a presence event about a client of ours has to arrive there. Where it only may (a shared subscription
 *     has other takers, a rule or a filter may leave us out), its absence proves nothing until one has arrived
 */
public record Watched(
        String name, boolean connected, Instant since, Optional<Instant> lastMessageAt, boolean certain) {}
