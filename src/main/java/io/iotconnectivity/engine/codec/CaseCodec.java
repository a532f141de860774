package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;

/** What is kept about incidents, as JSON. */
public final class CaseCodec {
    /** What is held of a device. */
    public final StoredJson<DeviceCase> devices = new StoredJson<>(DeviceCase.class);
    /** What is held of a group. */
    public final StoredJson<GroupCase> groups = new StoredJson<>(GroupCase.class);
    /** An incident as its latest event told of it. */
    public final StoredJson<IncidentData> incidents = new StoredJson<>(IncidentData.class);
    /** A source of ours that is blind. */
    public final StoredJson<BlindSource> blind = new StoredJson<>(BlindSource.class);
    /** A silence, to be written. */
    public final StoredJson<Silence> silences = new StoredJson<>(Silence.class);
    /** A silence, to be read even if it cannot hold. */
    public final StoredJson<SilenceText> silenceTexts = new StoredJson<>(SilenceText.class);

    /**
     * What is held about this device.
     *
     * @throws RuntimeException if it cannot be read, or is about another one
     */
    public DeviceCase device(ClientId client, byte[] stored) {
        DeviceCase read = devices.read(stored);
        return about(client.equals(read.client()), read);
    }

    /** As {@link #device}, of a group. */
    public GroupCase group(String name, byte[] stored) {
        GroupCase read = groups.read(stored);
        return about(name.equals(read.name()), read);
    }

    /** As {@link #device}, of an incident. */
    public IncidentData incident(String incidentId, byte[] stored) {
        IncidentData read = incidents.read(stored);
        return about(incidentId.equals(read.incidentId()), read);
    }

    /** As {@link #device}, of a source of ours. */
    public BlindSource blind(String source, byte[] stored) {
        BlindSource read = blind.read(stored);
        if (read.ticket() == null || read.since() == null || read.state() == null || read.carries() == null) {
            throw new IllegalArgumentException("something is missing");
        }
        return about(source.equals(read.source()), read);
    }

    private static <T> T about(boolean theSame, T read) {
        if (!theSame) {
            throw new IllegalArgumentException("it is about something else");
        }
        return read;
    }
}
