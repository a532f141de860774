package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that the machine wants to know and cannot know by itself. It is asked for once its step is durable, and answered
 * by a signal; a verdict waits for the answer no longer than its {@link Asking} says.
 */
public sealed interface Effect {

    ClientId client();

    /** Ask AWS whether the client is connected; answered by {@link io.iotconnectivity.signal.Signal.Checked}. */
    record Check(ClientId client) implements Effect {}

    /**
     * Ask the IoT log; answered by {@link io.iotconnectivity.signal.Signal.Diagnosed}.
     *
     * @param at when the happening was, by AWS's clock, accurate to about two minutes; the answer repeats it
     * @param reason why AWS said that it ended the connection; absent where it did not say
     */
    record LookUp(ClientId client, Subject subject, Instant at, Optional<Reason> reason) implements Effect {}

    /** Send the client a message that it has to acknowledge; answered by {@link io.iotconnectivity.signal.Signal.Probed}. */
    record Probe(ClientId client) implements Effect {}

    /** What the IoT log is asked about. */
    enum Subject {
        /** The end of a connection. */
        DISCONNECT,
        /** A connect that was refused. */
        CONNECT_FAILED
    }
}
