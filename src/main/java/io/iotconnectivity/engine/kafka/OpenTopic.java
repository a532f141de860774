package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.delivery.Pairing;
import io.iotconnectivity.event.Event;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The format of the topic {@code open}: the key of the ticket of each outage and each incident that is open, with a
 * value that says nothing; no value once it has ended. It is written in one transaction with the event that begins or
 * ends it, so sinks learn from it what is over by now.
 */
public final class OpenTopic {
    private static final byte[] IS_OPEN = {1};

    private OpenTopic() {}

    /**
     * Passes on what an event changes, if it begins or ends something.
     *
     * @param append receives the key, and the value or null
     */
    public static void changes(Event event, BiConsumer<String, byte[]> append) {
        Pairing pairing = Pairing.of(event, true);
        if (pairing.role() == Pairing.Role.OPENS) {
            append.accept(pairing.ticket(), isOpen());
        } else if (pairing.role() == Pairing.Role.CLOSES) {
            append.accept(pairing.ticket(), null);
        }
    }

    /** The value of what is open. */
    static byte[] isOpen() {
        return IS_OPEN.clone();
    }

    /** The key of what an event is about; empty if it is about nothing that begins and ends. */
    public static Optional<String> key(Event event) {
        return Optional.of(Pairing.of(event, true).ticket()).filter(ticket -> !ticket.isEmpty());
    }
}
