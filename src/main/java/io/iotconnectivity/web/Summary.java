package io.iotconnectivity.web;

import io.iotconnectivity.aws.fleet.ReconcileStatus;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.source.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole fleet at a glance.
 *
 * @param total the number of devices that are in service
 * @param devices the number of devices per verdict; every verdict is present
 * @param deaf how many connected devices are not subscribed to what they must be
 * @param reasons why devices are SUSPECT, OFFLINE or STALE, most frequent first
 * @param groups those with most devices away first, at most {@value #MOST_GROUPS}
 * @param classes the names of the classes in the settings, in their order
 * @param silences how many are in effect
 * @param disconnects whether devices may be disconnected
 * @param reconciliation the state of the reconciliation with the fleet index; absent while it is off
 */
record Summary(
        String version,
        Instant startedAt,
        long uptimeSeconds,
        long total,
        Map<Verdict, Long> devices,
        long deaf,
        List<ReasonCount> reasons,
        List<GroupCount> groups,
        List<String> classes,
        OpenIncidents incidents,
        long silences,
        List<SourceStatus> sources,
        Store store,
        List<SinkLag> sinks,
        Optional<ReconcileStatus> reconciliation,
        boolean disconnects)
        implements Essential {

    private static final int MOST_GROUPS = 50;

    /**
     * Devices that are away for one reason.
     *
     * @param cause how the settings classify the reason
     */
    record ReasonCount(String reason, Cause cause, long devices) {}

    record Store(String status, Optional<String> problem) {}

    /**
     * @param lagSeconds the age of the oldest event due to the sink; 0 if there is none
     */
    record SinkLag(
            String name, boolean active, long waiting, long lagSeconds, long deadLetters, Optional<String> lastError) {}

    static Summary of(Backend facts, OpenIncidents incidents, Instant now) {
        Map<Verdict, Long> devices = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            devices.put(verdict, 0L);
        }
        devices.putAll(facts.ledger().devicesByState());
        StoreHealth store = facts.engine().health();
        return new Summary(
                facts.version(),
                facts.startedAt(),
                Duration.between(facts.startedAt(), now).toSeconds(),
                devices.values().stream().mapToLong(Long::longValue).sum() - devices.get(Verdict.RETIRED),
                devices,
                facts.ledger().deafDevices(),
                reasons(facts),
                facts.ledger().groups(MOST_GROUPS),
                facts.classes().names(),
                incidents,
                facts.ledger().silences().stream()
                        .filter(silence -> SilenceView.isActive(silence, now))
                        .count(),
                facts.sources().get(),
                new Store(store.isWell() ? "UP" : "DOWN", store.problem()),
                facts.ledger().sinks().stream().map(sink -> lag(sink, now)).toList(),
                facts.reconciliation().get(),
                facts.disconnector().isPresent());
    }

    private static List<ReasonCount> reasons(Backend facts) {
        return facts.ledger().devicesByReason().entrySet().stream()
                .map(known -> new ReasonCount(
                        known.getKey(),
                        facts.classes()
                                .otherwise()
                                .of(new Reason(known.getKey()))
                                .cause(),
                        known.getValue()))
                .sorted(Comparator.comparingLong(ReasonCount::devices)
                        .reversed()
                        .thenComparing(ReasonCount::reason))
                .toList();
    }

    /** Without what changes from second to second while nothing happens. */
    @Override
    public Summary essence() {
        return new Summary(
                version,
                startedAt,
                0,
                total,
                devices,
                deaf,
                reasons,
                groups,
                classes,
                incidents,
                silences,
                sources,
                store,
                sinks,
                reconciliation,
                disconnects);
    }

    private static SinkLag lag(SinkStatus sink, Instant now) {
        long seconds = sink.oldestWaiting()
                .map(at -> Math.max(0, Duration.between(at, now).toSeconds()))
                .orElse(0L);
        return new SinkLag(sink.name(), sink.active(), sink.waiting(), seconds, sink.deadLetters(), sink.lastError());
    }
}
