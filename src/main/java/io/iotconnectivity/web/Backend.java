package io.iotconnectivity.web;

import io.iotconnectivity.aws.connectivity.Disconnector;
import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.ReconcileStatus;
import io.iotconnectivity.delivery.Telling;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.enrich.EnrichStatus;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.network.Networks;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.report.Kept;
import io.iotconnectivity.report.Reports;
import io.iotconnectivity.source.SourceStatus;
import io.iotconnectivity.webhook.inbound.InboundHook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the HTTP interface reads from and acts on. All but {@code started} and {@code sources} may touch the disk.
 *
 * @param wants which events the sink of this name is configured to receive
 * @param telling when the sink of this name is told of tickets
 * @param started whether startup has finished; until then the application is not healthy
 * @param sources those enabled
 * @param clockProblem what is wrong with this machine's clock; empty while it is right, as far as is known
 * @param listingProblem why subscriptions are not looked at although they are required; empty while they are
 * @param metrics in the Prometheus text format
 * @param fleet queries the fleet index; empty until startup has finished
 * @param reconciliation the state of the reconciliation with the fleet index; empty while it is off
 * @param enrich how the enrich routes are doing
 * @param accountCheck looks for problems around the product and reports what it has found so far; takes half a minute
 *     at most
 * @param keepAliveSlo devices whose loss may go unnoticed for longer count as slow
 * @param kept reports on availability, and how classes do against their objectives
 * @param disconnector ends connections of devices; absent unless the settings allow that
 * @param networks what is known of the networks that devices connect from
 * @param hooks the webhooks whose receivers may report to us
 * @param startedAt when the process started
 */
public record Backend(
        Engine engine,
        Function<String, Predicate<Event>> wants,
        Function<String, Telling> telling,
        Supplier<Boolean> started,
        Supplier<List<SourceStatus>> sources,
        Supplier<Optional<String>> clockProblem,
        Supplier<Optional<String>> listingProblem,
        Supplier<String> metrics,
        Supplier<Optional<FleetIndex>> fleet,
        Supplier<Optional<ReconcileStatus>> reconciliation,
        Supplier<List<EnrichStatus>> enrich,
        Function<Consumer<List<CheckedItem>>, List<CheckedItem>> accountCheck,
        Duration keepAliveSlo,
        DeviceClasses classes,
        CloudEvents events,
        Kept kept,
        Optional<Disconnector> disconnector,
        Networks networks,
        List<InboundHook> hooks,
        String version,
        Instant startedAt) {

    Optional<Reports> reports() {
        return kept.reports();
    }

    Ledger ledger() {
        return engine.ledger();
    }
}
