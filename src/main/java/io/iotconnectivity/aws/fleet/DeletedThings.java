package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.signal.ClientId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds devices that are not connected and whose thing has disappeared from the fleet index: two complete comparisons
 * in a row have not found it, because the index lags. If many disappear at once, the index is more likely to be
 * incomplete, for example while AWS builds it anew.
 */
final class DeletedThings {
    private static final Logger LOG = LoggerFactory.getLogger(DeletedThings.class);

    /** So many may be deleted between two comparisons, however small the fleet is. */
    private static final int FEW = 10;
    /** Or this part of the fleet. */
    private static final int PART = 10;

    private Set<ClientId> missing = Set.of();

    /**
     * Call after each complete comparison.
     *
     * @param registered what it has found
     */
    List<ClientId> find(Ledger ledger, RegisteredThings registered) {
        Set<ClientId> now = new HashSet<>();
        long[] things = {0};
        ledger.each(DeviceQuery.ALL.inService(), device -> {
            if (device.thing().isPresent()) {
                things[0]++;
                if (!device.state().isConnected() && !registered.mayHold(device)) {
                    now.add(device.client());
                }
            }
        });
        if (now.size() > Math.max(FEW, things[0] / PART)) {
            LOG.warn(
                    "{} of {} devices are not in the fleet index any more. That many are not retired by themselves: is the index"
                            + " complete? If their things were deleted, use 'devices retire --pattern'",
                    now.size(),
                    things[0]);
            missing = Set.of();
            return List.of();
        }
        List<ClientId> deleted = now.stream().filter(missing::contains).sorted().toList();
        missing = now;
        return deleted;
    }
}
