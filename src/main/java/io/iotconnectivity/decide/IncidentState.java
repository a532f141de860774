package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.signal.ClientId;
import java.util.List;
import java.util.Optional;

/** The part of the {@link State} that the incident rules need. */
public interface IncidentState extends DeadlineState {

    /** The verdict on a device; {@link Verdict#UNKNOWN} if the device is unknown. */
    Verdict verdict(ClientId client);

    /** The case of a device; {@link DeviceCase#none} if there is none. */
    DeviceCase deviceCase(ClientId client);

    /** The case of a group; {@link GroupCase#none} if there is none. */
    GroupCase groupCase(String name);

    /** The devices whose outage is part of the group's storm, ordered by id. */
    List<ClientId> stormMembers(String group);

    /** The silences that have been set and not deleted. */
    List<Silence> silences();

    /** The sources that are currently blind. */
    List<BlindSource> blind();

    /** An incident as of its latest event; empty if there is none, or it is no longer kept. */
    Optional<IncidentData> told(String incidentId);

    /** The devices that dropped recently. The rules change it in place; it is never made durable. */
    Drops drops();

    /**
     * Stores a step of the incident machine, including the events and decisions of its outcome.
     *
     * @param cause the device event that caused it, which was the last one appended
     * @throws RuntimeException if part of it cannot be stored; then nothing has changed, and the step fails
     */
    void keep(Optional<Event> cause, CaseChanges changes, Outcome outcome);

    /** A source has become blind or recovered, and there is something to report about it. */
    void sighted(Sight sight);

    /** It was measured how a class does against its objective, and that has changed something. */
    default void measured(SloReading reading) {}

    /**
     * The incident rules failed: no incident was opened or resolved, and no case changed. The cause must be kept as a
     * dead letter.
     *
     * @param reason for an operator
     */
    void failed(Undecided undecided, String reason, Throwable why);
}
