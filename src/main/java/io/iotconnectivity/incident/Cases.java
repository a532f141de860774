package io.iotconnectivity.incident;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.util.List;

/**
 * What is held about incidents, as one step reads and replaces it. Whoever runs the machine makes all of it durable with the
 * step, or none.
 */
public interface Cases {

    /** What is held of a device; {@link DeviceCase#none} if that is nothing. */
    DeviceCase device(ClientId client);

    void put(DeviceCase after);

    /** What is held of a group; {@link GroupCase#none} if that is nothing. */
    GroupCase group(String name);

    void put(GroupCase after);

    /** The devices whose outage is part of the group's storm, in the order of their ids. */
    List<ClientId> stormMembers(String group);

    /** The verdict on a device; {@link Verdict#UNKNOWN} if nothing was ever heard of it. */
    Verdict verdict(ClientId client);

    /** The silences that have been set and not deleted. */
    List<Silence> silences();

    /** Our own sources that are blind. */
    List<BlindSource> blind();

    void put(BlindSource after);

    /** A source is blind no more. */
    void seeing(String source);

    /** Which devices have dropped lately, by group. */
    Drops drops();
}
