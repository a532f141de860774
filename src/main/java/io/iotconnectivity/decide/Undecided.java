package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import java.util.Optional;

/**
 * The input that the incident rules failed on.
 *
 * @param what describes it in one phrase, for example {@code the deadline of its case}
 * @param client absent if it is not about a single device
 * @param event absent if it is not an event
 * @param body the event as returned by {@link State#encode}; empty if it is not an event
 */
public record Undecided(String what, Optional<ClientId> client, Optional<Event> event, byte[] body) {

    static Undecided of(String what, Optional<ClientId> client) {
        return new Undecided(what, client, Optional.empty(), new byte[0]);
    }
}
