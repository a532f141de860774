package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices of each group that have dropped within the window and not come back. Kept in memory only: whoever runs the
 * machine makes it anew from the devices' states, after a restart and after a step that was undone.
 */
public final class Drops {
    private final Duration window;
    private final Map<String, LinkedHashMap<ClientId, Instant>> byGroup = new HashMap<>();

    public Drops(Duration window) {
        this.window = window;
    }

    /**
     * A device has dropped.
     *
     * @param learned when we were told; never before that of an earlier call
     */
    public void dropped(String group, ClientId client, Instant learned) {
        LinkedHashMap<ClientId, Instant> devices = byGroup.computeIfAbsent(group, name -> new LinkedHashMap<>());
        devices.remove(client);
        devices.put(client, learned);
        forgetUpTo(devices, learned.minus(window));
    }

    /** A device is connected again. */
    public void back(String group, ClientId client) {
        LinkedHashMap<ClientId, Instant> devices = byGroup.get(group);
        if (devices != null) {
            devices.remove(client);
            if (devices.isEmpty()) {
                byGroup.remove(group);
            }
        }
    }

    /** Those that dropped within the window before now and are not back, longest ago first. */
    public List<ClientId> of(String group, Instant now) {
        LinkedHashMap<ClientId, Instant> devices = byGroup.get(group);
        if (devices == null) {
            return List.of();
        }
        forgetUpTo(devices, now.minus(window));
        return new ArrayList<>(devices.keySet());
    }

    private static void forgetUpTo(LinkedHashMap<ClientId, Instant> devices, Instant end) {
        Iterator<Instant> oldest = devices.values().iterator();
        while (oldest.hasNext() && !oldest.next().isAfter(end)) {
            oldest.remove();
        }
    }
}
