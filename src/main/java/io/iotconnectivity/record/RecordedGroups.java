package io.iotconnectivity.record;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.presence.Presence;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The groups and classes of the devices when the record was started; the fleet index, their source, is not asked again.
 */
public final class RecordedGroups implements Grouping {
    private final Map<String, String> byClient = new HashMap<>();
    private final Map<String, Set<String>> classes = new HashMap<>();

    void put(KnownDevice device) {
        device.group()
                .ifPresent(group -> byClient.put(device.presence().client().value(), group));
        device.presence()
                .deviceClass()
                .ifPresent(name -> classes.put(device.presence().client().value(), Set.of(name)));
    }

    /** The class that the device was in, whatever it depends on. */
    public Set<String> classesOf(Presence device) {
        return classes.getOrDefault(device.client().value(), Set.of());
    }

    @Override
    public Optional<String> of(DeviceData device) {
        return Optional.ofNullable(byClient.get(device.clientId()));
    }
}
