package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;

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
}
