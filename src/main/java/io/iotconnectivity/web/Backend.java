package io.iotconnectivity.web;

import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.ReconcileStatus;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.source.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Where the HTTP interface has what it tells, and whom it has do what it is asked for. All but {@code started} and {@code sources} may touch the disk.
 *
 * @param wants which events a sink of this name is set to get
 * @param started whether the start is through; until then the application is not healthy
 * @param sources those that are switched on
 * @param clockProblem what is wrong with the clock of this machine; empty while it is right, as far as is known
 * @param metrics in the text format of Prometheus
 * @param fleet asks the fleet index; empty until the start is through
 * @param reconciliation how the comparison with the fleet index stands; empty while it is off
 * @param accountCheck looks for what is wrong around the product, and tells what it has found so far; takes half a minute at most
 * @param keepAliveSlo devices whose loss may go unnoticed for longer are slow
 * @param startedAt when the process started
 */
public record Backend(
        Engine engine,
        Function<String, Predicate<Event>> wants,
        Supplier<Boolean> started,
        Supplier<List<SourceStatus>> sources,
        Supplier<Optional<String>> clockProblem,
        Supplier<String> metrics,
        Supplier<Optional<FleetIndex>> fleet,
        Supplier<Optional<ReconcileStatus>> reconciliation,
        Function<Consumer<List<CheckedItem>>, List<CheckedItem>> accountCheck,
        Duration keepAliveSlo,
        Policy policy,
        CloudEvents events,
        String version,
        Instant startedAt) {

    Ledger ledger() {
        return engine.ledger();
    }
}
