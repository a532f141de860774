package io.iotconnectivity.report;

import io.iotconnectivity.availability.Churn;
import io.iotconnectivity.availability.SpanCounts;
import io.iotconnectivity.availability.Spans;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.thread.RepeatedTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares now and then how often the connections of each device, group and class end with how often they ended in its
 * own past. One pass reads every history once, in small pages, and takes a tenth of a processor at most, so a large
 * fleet takes longer. It keeps the result and nothing else. Retired devices are not compared. Thread-safe.
 */
public final class ChurnWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChurnWatch.class);

    private static final int PAGE = 500;
    /** How many times as long as it works it rests. */
    private static final int RESTS = 9;

    private static final Duration FIRST = Duration.ofMinutes(1);

    private final Supplier<Ledger> ledger;
    private final AvailabilityFile file;
    private final LogFollower follower;
    private final Membership membership;
    private final List<Maintenance> maintenance;
    private final Clock clock;
    private final RepeatedTask task;
    private volatile Map<ChurnSpan, ChurnReport> latest = Map.of();

    ChurnWatch(
            Supplier<Ledger> ledger,
            AvailabilityFile file,
            LogFollower follower,
            Membership membership,
            List<Maintenance> maintenance,
            Clock clock) {
        this.ledger = ledger;
        this.file = file;
        this.follower = follower;
        this.membership = membership;
        this.maintenance = List.copyOf(maintenance);
        this.clock = clock;
        this.task = new RepeatedTask("churn", this::look, "Devices are not compared with their own past (churn.every)");
    }

    /**
     * Starts to compare.
     *
     * @param every the pause between two passes
     */
    public void start(Duration every, MeterRegistry meters) {
        for (ChurnSpan span : ChurnSpan.values()) {
            gauge(
                    meters,
                    span,
                    "devices",
                    "Devices whose connections end more often than in their own past; NaN before the first comparison",
                    ChurnReport::worse);
            gauge(
                    meters,
                    span,
                    "groups",
                    "Groups whose connections end more often than in their own past; NaN before the first comparison",
                    found -> found.groups().size());
        }
        task.start(every.compareTo(FIRST) < 0 ? every : FIRST, every);
    }

    private void gauge(
            MeterRegistry meters,
            ChurnSpan span,
            String unit,
            String description,
            ToDoubleFunction<ChurnReport> count) {
        Gauge.builder("iotc.churn.worse." + unit, () -> latest(span).stream()
                        .mapToDouble(count)
                        .findFirst()
                        .orElse(Double.NaN))
                .description(description)
                .baseUnit(unit)
                .tag("span", span.word())
                .register(meters);
    }

    /** What the latest pass has found; empty before the first. */
    public Optional<ChurnReport> latest(ChurnSpan span) {
        return Optional.ofNullable(latest.get(span));
    }

    private void look() {
        try {
            compare();
        } catch (ViewUnavailable e) {
            LOG.debug("Devices cannot be compared with their past now: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Compares all devices once, on the calling thread. */
    void compare() throws InterruptedException {
        follower.catchUp();
        Instant now = clock.instant();
        Map<ChurnSpan, ChurnTally> tallies = new EnumMap<>(ChurnSpan.class);
        for (ChurnSpan span : ChurnSpan.values()) {
            tallies.put(span, new ChurnTally(span, span.until(now), ChurnReport.MOST_ITEMS, ChurnReport.MOST_GROUPS));
        }
        Excluding excluding = excluding(now);
        Ledger current = ledger.get();
        Optional<String> last = Optional.of("");
        while (last.isPresent()) {
            long begun = System.nanoTime();
            last = file.readNext(last.get(), PAGE, from(now), now.toEpochMilli(), (client, history) -> current.device(
                            new ClientId(client))
                    .filter(device -> !device.isRetired())
                    .ifPresent(device -> add(tallies, excluding, device, history)));
            TimeUnit.NANOSECONDS.sleep(RESTS * (System.nanoTime() - begun));
        }
        Map<ChurnSpan, ChurnReport> found = new EnumMap<>(ChurnSpan.class);
        tallies.forEach((span, tally) -> found.put(span, tally.report(now)));
        latest = Map.copyOf(found);
    }

    private void add(Map<ChurnSpan, ChurnTally> tallies, Excluding excluding, Presence device, Timeline history) {
        Optional<String> group = membership.group(device);
        String kind = membership.kind(device).name();
        tallies.values()
                .forEach(tally -> tally.add(
                        device.client().value(),
                        group,
                        kind,
                        SpanCounts.of(history, excluding.of(device.client(), group), tally.spans())));
    }

    /** How one device compares with its past now. */
    public Map<ChurnSpan, Churn> of(Presence device) {
        follower.catchUp();
        Instant now = clock.instant();
        Excluding excluding = excluding(now);
        Map<ChurnSpan, Churn> compared = new EnumMap<>(ChurnSpan.class);
        file.read(Optional.of(device.client().value()), from(now), now.toEpochMilli(), (client, history) -> {
            for (ChurnSpan span : ChurnSpan.values()) {
                Churn.of(SpanCounts.of(
                                history, excluding.of(device.client(), membership.group(device)), span.until(now)))
                        .ifPresent(churn -> compared.put(span, churn));
            }
        });
        return compared;
    }

    private Excluding excluding(Instant now) {
        return new Excluding(maintenance, file.facts().blind(), Instant.ofEpochMilli(from(now)), now);
    }

    private static long from(Instant now) {
        Spans longest = ChurnSpan.DAY.until(now);
        return longest.from();
    }

    @Override
    public void close() {
        task.close();
    }
}
