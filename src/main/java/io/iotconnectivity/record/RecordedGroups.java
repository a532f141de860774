package io.iotconnectivity.record;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.incident.Grouping;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The groups of the devices when the record was started; the fleet index, their source, is not asked again. */
public final class RecordedGroups implements Grouping {
    private final Map<String, String> byClient = new HashMap<>();

    void put(KnownDevice device) {
        device.group()
                .ifPresent(group -> byClient.put(device.presence().client().value(), group));
    }

    @Override
    public Optional<String> of(DeviceData device) {
        return Optional.ofNullable(byClient.get(device.clientId()));
    }
}
