package io.iotconnectivity.incident;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.util.List;

/**
 * The cases as read and replaced by one step. The caller of the machine makes all of them durable with the step, or
 * none.
 */
public interface Cases {

    /** The case of a device; {@link DeviceCase#none} if there is none. */
    DeviceCase device(ClientId client);

    void put(DeviceCase after);

    /** The case of a group; {@link GroupCase#none} if there is none. */
    GroupCase group(String name);

    void put(GroupCase after);

    /** The devices whose outage is part of the group's storm, ordered by id. */
    List<ClientId> stormMembers(String group);

    /** The verdict on a device; {@link Verdict#UNKNOWN} if the device is unknown. */
    Verdict verdict(ClientId client);

    /** The silences that have been set and not deleted. */
    List<Silence> silences();

    /** The sources that are currently blind. */
    List<BlindSource> blind();

    void put(BlindSource after);

    /** Removes a source that has recovered. */
    void seeing(String source);

    /** The devices that dropped recently, by group. */
    Drops drops();
}
