package io.iotconnectivity.web;

import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.presence.Policy;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the HTTP interface has what it tells. All but {@code started} and {@code sources} may touch the disk.
 *
 * @param started whether the start is through; until then the application is not healthy
 * @param sources those that are switched on
 * @param metrics in the text format of Prometheus
 * @param startedAt when the process started
 */
public record Facts(
        Ledger ledger,
        Supplier<StoreHealth> store,
        Supplier<Boolean> started,
        Supplier<List<Source>> sources,
        Supplier<String> metrics,
        Policy policy,
        CloudEvents events,
        String version,
        Instant startedAt) {}
