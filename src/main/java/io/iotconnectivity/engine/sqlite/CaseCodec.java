package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Silence;

/** What is kept about incidents, as JSON. */
final class CaseCodec {
    final StoredJson<DeviceCase> devices = new StoredJson<>(DeviceCase.class);
    final StoredJson<GroupCase> groups = new StoredJson<>(GroupCase.class);
    final StoredJson<IncidentData> incidents = new StoredJson<>(IncidentData.class);
    final StoredJson<BlindSource> blind = new StoredJson<>(BlindSource.class);
    final StoredJson<Silence> silences = new StoredJson<>(Silence.class);
    final StoredJson<SilenceText> silenceTexts = new StoredJson<>(SilenceText.class);
}
