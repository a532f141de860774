package io.iotconnectivity.report;

import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.availability.Reckoning;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.report.FleetReport.DeviceFigures;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Adds up the devices of one report. Not thread-safe. */
final class Counting {
    private static final Predicate<String> NONE = reason -> false;

    private final ReportQuery query;
    private final Instant until;
    private final Instant now;
    private final Ledger ledger;
    private final Membership membership;
    private final Excluding excluding;
    private final Duration leastOutage;
    private final Predicate<String> isPlanned;
    private final Consumer<DeviceFigures> each;
    private final Figures fleet = new Figures();
    private final SortedMap<String, Figures> classes = new TreeMap<>();
    private final SortedMap<String, Figures> groups = new TreeMap<>();
    private final SortedMap<String, Figures> parts = new TreeMap<>();

    Counting(
            ReportQuery query,
            Instant until,
            Instant now,
            Ledger ledger,
            Membership membership,
            Excluding excluding,
            Duration leastOutage,
            Predicate<String> isPlanned,
            Consumer<DeviceFigures> each) {
        this.query = query;
        this.until = until;
        this.now = now;
        this.ledger = ledger;
        this.membership = membership;
        this.excluding = excluding;
        this.leastOutage = leastOutage;
        this.isPlanned = isPlanned;
        this.each = each;
    }

    /** Counts a device, if it is still known and the query is about it. One that is retired is in no report but its own. */
    void device(String clientId, Timeline history) {
        ClientId client = new ClientId(clientId);
        Optional<Presence> known = ledger.device(client);
        if (known.isEmpty()
                || known.get().state() == Verdict.RETIRED && query.device().isEmpty()) {
            return;
        }
        Optional<String> group = membership.group(known.get());
        Membership.Kind kind = membership.kind(known.get());
        if (query.group().isPresent() && !query.group().equals(group)
                || query.deviceClass()
                        .filter(wanted -> !wanted.equals(kind.name()))
                        .isPresent()) {
            return;
        }
        Figures figures = new Reckoning(
                        query.from().toEpochMilli(),
                        until.toEpochMilli(),
                        now.toEpochMilli(),
                        leastOutage.toMillis(),
                        kind.excludesPlanned() ? isPlanned : NONE)
                .of(history, excluding.of(client, group));
        fleet.add(figures);
        classes.computeIfAbsent(kind.name(), first -> new Figures()).add(figures);
        group.ifPresent(
                name -> groups.computeIfAbsent(name, first -> new Figures()).add(figures));
        Map<String, Extra> extra = known.get().findings().known();
        query.by()
                .map(field -> field.in(extra).orElse(IncidentData.UNKNOWN_VALUE))
                .ifPresent(value ->
                        parts.computeIfAbsent(value, first -> new Figures()).add(figures));
        each.accept(new DeviceFigures(clientId, group, kind.name(), extra, figures));
    }

    Figures fleet() {
        return fleet;
    }

    Map<String, Figures> classes() {
        return Collections.unmodifiableMap(classes);
    }

    Map<String, Figures> parts() {
        return Collections.unmodifiableMap(parts);
    }

    Map<String, Figures> groups() {
        return Collections.unmodifiableMap(groups);
    }
}
