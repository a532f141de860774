package io.iotconnectivity.report;

import io.iotconnectivity.breakdown.Commonality;
import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.breakdown.TraitCounts;
import io.iotconnectivity.breakdown.Traits;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, once a storm is open, at what its devices have in common that others have not, and adds that to its incident.
 * All storms that wait are compared with the fleet in one pass over the devices in memory, on a thread of its own, so
 * that no alert waits for it, and the pauses between passes are much longer than these take. Not thread-safe, apart
 * from {@link #close}.
 */
public final class FleetComparison implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetComparison.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    /** Others of a storm drop within seconds after those that opened its incident. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A pass may take this part of the time. */
    private static final int IDLE_FOR_BUSY = 20;

    private static final int MOST_STORMS = 100;
    /** What is counted for each takes some MB if values are many. */
    private static final int MOST_AT_ONCE = 10;
    /** The key of the incidents of devices that have no group. */
    private static final String WITHOUT_GROUP = "group/fleet";

    /** Drops that make a storm may precede the one that it is dated by. */
    private static final Duration BEFORE = Duration.ofMinutes(2);

    private final Engine engine;
    private final DeviceTraits traits;
    private final Clock clock;
    private final RepeatedTask looking = new RepeatedTask(
            "common-traits", this::look, "What the devices of a storm have in common cannot be found out");

    /** How many devices the storms had that need not be looked at again before they have grown, by incident. */
    private final Map<String, Integer> done = new HashMap<>();

    private LogPosition seen = LogPosition.BEGINNING;
    private boolean isWaiting = true;
    private Instant next = Instant.MIN;

    public FleetComparison(Engine engine, DeviceTraits traits, Clock clock) {
        this.engine = engine;
        this.traits = traits;
        this.clock = clock;
    }

    /** Starts looking. */
    public void start() {
        looking.start(LOOK_EVERY, LOOK_EVERY);
    }

    /** Compares what waits to be compared. */
    void look() {
        Instant now = clock.instant();
        if (!engine.leadership().leads() || !traits.isRead().getAsBoolean() || now.isBefore(next)) {
            return;
        }
        try {
            LogPosition last = engine.ledger().lastEvent();
            if (!isWaiting && last.equals(seen)) {
                return;
            }
            seen = last;
            // What fails is tried again, whether or not anything happens meanwhile.
            isWaiting = true;
            Waiting found = waiting(now);
            if (!found.storms.isEmpty()) {
                try {
                    compare(found.storms);
                } finally {
                    Instant end = clock.instant();
                    next = end.plus(Duration.between(now, end).multipliedBy(IDLE_FOR_BUSY));
                }
            }
            isWaiting = found.areMore;
        } catch (ViewUnavailable e) {
            LOG.debug("The fleet cannot be read now", e);
        }
    }

    /**
     * @param storms that can be compared now
     * @param areMore whether others are to be compared later
     */
    private record Waiting(List<Compared> storms, boolean areMore) {}

    private Waiting waiting(Instant now) {
        List<IncidentData> open = engine.ledger()
                .incidents(
                        new IncidentQuery(
                                Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.GROUP), Optional.empty()),
                        MOST_STORMS)
                .items();
        Set<String> ids = new HashSet<>();
        List<Compared> wanted = new ArrayList<>();
        boolean areMore = false;
        for (IncidentData storm : open) {
            ids.add(storm.incidentId());
            int known = done.getOrDefault(
                    storm.incidentId(), storm.common().map(Common::devicesOf).orElse(0));
            boolean hasGrown = storm.deviceCount() >= known + known / 2 && storm.deviceCount() > known;
            boolean mustWait = now.isBefore(storm.openedAt().plus(SETTLED)) || wanted.size() >= MOST_AT_ONCE;
            if (hasGrown && mustWait) {
                areMore = true;
            } else if (hasGrown) {
                wanted.add(new Compared(storm));
            }
        }
        done.keySet().retainAll(ids);
        return new Waiting(wanted, areMore);
    }

    private void compare(List<Compared> storms) {
        engine.ledger().each(DeviceQuery.ALL.inService(), device -> {
            if (!device.isUnheard()) {
                Traits known = traits.of(device);
                storms.forEach(storm -> storm.add(device, known));
            }
        });
        Optional<CompletionException> failure = Optional.empty();
        for (Compared storm : storms) {
            try {
                tell(storm);
                done.put(storm.incident.incidentId(), storm.incident.deviceCount());
            } catch (CompletionException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void tell(Compared storm) {
        IncidentData incident = storm.incident;
        // Of what is over in part, those that are left may be few and odd.
        if (storm.counts.affected() * 2L >= incident.deviceCount()) {
            Optional<Common> common = Commonality.of(storm.counts, incident.group(), storm.isWhole);
            if (!common.equals(incident.common())) {
                engine.compared(incident.incidentId(), common)
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
            }
        }
    }

    /** One storm, and the devices that it is compared with: those of its group, or those that have none. */
    private static final class Compared {
        private final IncidentData incident;
        private final Instant from;
        private final boolean isOfAnyGroup;
        private boolean isWhole = true;
        private final TraitCounts counts = new TraitCounts(dimension -> !dimension.equals(Dimension.GROUP));

        Compared(IncidentData incident) {
            this.incident = incident;
            this.from = incident.since().orElse(incident.openedAt()).minus(BEFORE);
            this.isOfAnyGroup = incident.group().isEmpty() && !incident.key().equals(WITHOUT_GROUP);
        }

        void add(Presence device, Traits known) {
            if (isOfAnyGroup || incident.group().equals(known.in(Dimension.GROUP))) {
                counts.add(known, isAffected(device));
            } else {
                isWhole = false;
            }
        }

        private boolean isAffected(Presence device) {
            boolean isAway = device.state() == Verdict.SUSPECT
                    || device.state() == Verdict.STALE
                    || device.state() == Verdict.OFFLINE
                            && device.outage()
                                    .filter(outage -> outage.severity() != Severity.NONE)
                                    .isPresent();
            return isAway
                    && device.since().filter(since -> !since.isBefore(from)).isPresent()
                    && (incident.reason().isEmpty()
                            || incident.reason().equals(device.reason().map(reason -> reason.name())));
        }
    }

    @Override
    public void close() {
        looking.close();
    }
}
