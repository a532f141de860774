package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Groups devices by the part of the client id that a pattern captures. The latest results are remembered, because each
 * device is asked about several times in a row, and matching takes microseconds. Thread-safe.
 */
final class ClientIdGrouping implements Grouping {
    /** About four times the devices of the largest batch; a power of two. */
    private static final int REMEMBERED = 4_096;

    private final ClientPattern pattern;
    private final AtomicReferenceArray<Known> latest = new AtomicReferenceArray<>(REMEMBERED);

    private record Known(String clientId, Optional<String> group) {}

    /**
     * @param pattern has a part named {@value Grouping#PART}
     */
    ClientIdGrouping(ClientPattern pattern) {
        this.pattern = pattern;
    }

    @Override
    public Optional<String> of(DeviceData device) {
        String clientId = device.clientId();
        int hash = clientId.hashCode();
        int slot = (hash ^ hash >>> 16) & REMEMBERED - 1;
        Known known = latest.get(slot);
        if (known == null || !known.clientId().equals(clientId)) {
            known = new Known(clientId, pattern.part(clientId, PART).flatMap(GroupName::of));
            latest.set(slot, known);
        }
        return known.group();
    }
}
