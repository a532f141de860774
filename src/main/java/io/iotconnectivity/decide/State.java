package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the decider reads and writes: the port between it and whoever keeps the state. A later step reads what an earlier one has written,
 * whether that is durable yet or not; what one call of the decider writes becomes durable as a whole, or not at all.
 *
 * <p>Every method may throw {@link StateUnavailable}, and none may throw an exception of a store or a driver.
 */
public interface State {

    /** What is held of a device; {@link Presence#unseen} if that is nothing. */
    Presence presence(ClientId client);

    /** The verdict on a device; {@link Verdict#UNKNOWN} if nothing was ever heard of it. */
    Verdict verdict(ClientId client);

    /** What is held about incidents of a device; {@link DeviceCase#none} if that is nothing. */
    DeviceCase deviceCase(ClientId client);

    /** What is held about incidents of a group; {@link GroupCase#none} if that is nothing. */
    GroupCase groupCase(String name);

    /** The devices whose outage is part of the group's storm, in the order of their ids. */
    List<ClientId> stormMembers(String group);

    /** The silences that have been set and not deleted. */
    List<Silence> silences();

    /** Our own sources that are blind. */
    List<BlindSource> blind();

    /** Which devices have dropped lately. The rules change this one in place; it is never part of what is made durable. */
    Drops drops();

    /**
     * An event in the form in which it is kept; empty if the state keeps none.
     *
     * @throws RuntimeException if it cannot be kept; its step fails then
     */
    byte[] encode(Event event);

    /** Takes over what a signal has made of its device. Each of the step's events follows by {@link #append}. */
    void keep(Signal signal, Presence before, Step step);

    /**
     * Appends an event of a device.
     *
     * @param body the same as {@link #encode} has returned it
     */
    void append(Event event, byte[] body);

    /**
     * Takes over a step of the incident machine, the events and decisions of its outcome included.
     *
     * @param cause the event of a device that it follows from, which was the last to be appended
     * @throws RuntimeException if some of it cannot be kept; then nothing has been changed, and the step fails
     */
    void keep(Optional<Event> cause, CaseChanges changes, Outcome outcome);

    /** A deadline is being worked on. */
    void due(Deadline of, String name, Instant deadline);

    /** A deadline must not come again unless it is set again: the rules have left it as it was, or have failed on it. */
    void dropDeadline(Deadline of, String name);

    /** A source of ours is blind, or sees again, and there is something to tell about it. */
    void sighted(Sight sight);

    /**
     * A signal could not be taken in, and its device keeps its state. It has to be kept as a dead letter.
     *
     * @param reason for an operator
     * @param why what the rules threw; absent if they threw nothing
     */
    void failed(Signal signal, String reason, Optional<Throwable> why);

    /**
     * The rules about incidents have failed: no incident has begun or ended, and no case has changed. It has to be kept as a dead letter.
     *
     * @param reason for an operator
     */
    void failed(Undecided undecided, String reason, Throwable why);
}
