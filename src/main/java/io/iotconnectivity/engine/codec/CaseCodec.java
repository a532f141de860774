package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;

/**
 * The codec of incident state: cases of devices and groups, which are many and change with every step, as sealed
 * records, everything else as JSON.
 */
public final class CaseCodec {
    private final DeviceCaseCodec devices;
    private final GroupCaseCodec groups;
    private final StoredJson<IncidentData> incidents = new StoredJson<>(IncidentData.class);
    private final StoredJson<BlindSource> blind = new StoredJson<>(BlindSource.class);
    private final StoredJson<Silence> silences = new StoredJson<>(Silence.class);
    private final StoredJson<SilenceText> silenceTexts = new StoredJson<>(SilenceText.class);

    /** Skips what a later version has added. */
    public CaseCodec() {
        this(false);
    }

    private CaseCodec(boolean strict) {
        devices = new DeviceCaseCodec(strict);
        groups = new GroupCaseCodec(strict);
    }

    /** Refuses what a later version has added to a case, since it would be lost when the case is written again. */
    public static CaseCodec strict() {
        return new CaseCodec(true);
    }

    /** Encodes the case of a device. */
    public byte[] write(DeviceCase held) {
        return devices.write(held);
    }

    /** Encodes the case of a group. */
    public byte[] write(GroupCase held) {
        return groups.write(held);
    }

    /** Encodes an incident as its latest event describes it. */
    public byte[] write(IncidentData incident) {
        return incidents.write(incident);
    }

    /** Encodes a blind source. */
    public byte[] write(BlindSource source) {
        return blind.write(source);
    }

    /** Encodes a silence for its row. */
    public byte[] write(Silence silence) {
        return silences.write(silence);
    }

    /**
     * Reads a silence, even an invalid one.
     *
     * @throws RuntimeException if it cannot be read
     */
    public SilenceText silence(byte[] stored) {
        return silenceTexts.read(stored);
    }

    /**
     * Decodes the case of this device.
     *
     * @throws MalformedRecord if it cannot be decoded, or belongs to another device
     */
    public DeviceCase device(ClientId client, byte[] stored) {
        return devices.read(client, stored);
    }

    /** Like {@link #device}, for a group. */
    public GroupCase group(String name, byte[] stored) {
        return groups.read(name, stored);
    }

    /** Like {@link #device}, for an incident. */
    public IncidentData incident(String incidentId, byte[] stored) {
        return StoredForm.reading(() -> {
            IncidentData read = incidents.read(stored);
            return about(incidentId.equals(read.incidentId()), read);
        });
    }

    /** Like {@link #device}, for a blind source. */
    public BlindSource blind(String source, byte[] stored) {
        return StoredForm.reading(() -> {
            BlindSource read = blind.read(stored);
            if (read.ticket() == null || read.since() == null || read.state() == null || read.carries() == null) {
                throw new IllegalArgumentException("something is missing");
            }
            return about(source.equals(read.source()), read);
        });
    }

    private static <T> T about(boolean theSame, T read) {
        if (!theSame) {
            throw new IllegalArgumentException("it is about something else");
        }
        return read;
    }
}
