package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import java.util.Optional;

/**
 * What the rules about incidents failed on.
 *
 * @param what names it in one phrase, for example {@code the deadline of its case}
 * @param client absent if it is about no single device
 * @param event absent if it is no event
 * @param body the event, as {@link State#encode} has returned it; empty if it is no event
 */
public record Undecided(String what, Optional<ClientId> client, Optional<Event> event, byte[] body) {

    static Undecided of(String what, Optional<ClientId> client) {
        return new Undecided(what, client, Optional.empty(), new byte[0]);
    }
}
