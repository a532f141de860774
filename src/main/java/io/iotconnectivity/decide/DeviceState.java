package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.util.List;
import java.util.Optional;

/** The part of the {@link State} that the device rules need. */
public interface DeviceState extends DeadlineState {

    /** The known state of a device; {@link Presence#unseen} if there is none. */
    Presence presence(ClientId client);

    /** How late signals are read. {@link DeviceDecider#take} changes it in place; it is never made durable. */
    Backlog backlog();

    /** The sources that are currently blind. */
    List<BlindSource> blind();

    /**
     * Encodes an event for storage; empty if the state stores no events.
     *
     * @throws RuntimeException if it cannot be stored; its step then fails
     */
    byte[] encode(Event event);

    /** Stores the result of a signal for its device. The step's events follow, each by {@link #append}. */
    void keep(Signal signal, Presence before, Step step);

    /**
     * Appends an event of a device.
     *
     * @param body the result of {@link #encode}
     */
    void append(Event event, byte[] body);

    /**
     * A signal could not be processed, and its device keeps its state. The signal must be kept as a dead letter.
     *
     * @param reason for an operator
     * @param why the exception thrown by the rules; absent if there was none
     */
    void failed(Signal signal, String reason, Optional<Throwable> why);
}
