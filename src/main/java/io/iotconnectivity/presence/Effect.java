package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * A question that the machine cannot answer by itself. It is asked once its step is durable and answered by a signal; a
 * verdict waits for the answer no longer than {@link Asking} allows.
 */
public sealed interface Effect {

    ClientId client();

    /** Ask AWS whether the client is connected; answered by {@link io.iotconnectivity.signal.Signal.Checked}. */
    record Check(ClientId client) implements Effect {}

    /**
     * Ask the IoT log; answered by {@link io.iotconnectivity.signal.Signal.Diagnosed}.
     *
     * @param at when the event in question happened, by AWS's clock, accurate to about two minutes; the answer repeats
     *     it
     * @param reason the reason AWS gave for ending the connection; absent if it gave none
     */
    record LookUp(ClientId client, Subject subject, Instant at, Optional<Reason> reason) implements Effect {}

    /**
     * Send the client a message that it must acknowledge; answered by {@link io.iotconnectivity.signal.Signal.Probed}.
     */
    record Probe(ClientId client) implements Effect {}

    /**
     * Ask an enrich route what it knows about the client; answered by {@link io.iotconnectivity.signal.Signal.Enriched}.
     *
     * @param route its name, without {@code enrich-}
     */
    record Enrich(ClientId client, String route) implements Effect {}

    /**
     * Ask AWS what the client is subscribed to, once it has had time to subscribe; answered by
     * {@link io.iotconnectivity.signal.Signal.Listed}.
     */
    record ListSubscriptions(ClientId client) implements Effect {}

    /** What the IoT log is asked about. */
    enum Subject {
        /** The end of a connection. */
        DISCONNECT,
        /** A refused connect. */
        CONNECT_FAILED
    }
}
