package io.iotconnectivity.report;

import io.iotconnectivity.availability.Absence;
import io.iotconnectivity.availability.Timeline;
import io.iotconnectivity.breakdown.CrossSection;
import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.breakdown.Traits;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Computes how absences are spread over what devices are like now. Thread-safe. */
public final class Breakdowns {
    private final Supplier<Ledger> ledger;
    private final AvailabilityFile file;
    private final LogFollower follower;
    private final ReportSettings settings;
    private final DeviceTraits traits;
    private final Predicate<String> isPlanned;
    private final Clock clock;

    /**
     * @param isPlanned whether an absence for this reason is planned
     */
    public Breakdowns(
            Supplier<Ledger> ledger,
            AvailabilityFile file,
            LogFollower follower,
            ReportSettings settings,
            DeviceTraits traits,
            Predicate<String> isPlanned,
            Clock clock) {
        this.ledger = ledger;
        this.file = file;
        this.follower = follower;
        this.settings = settings;
        this.traits = traits;
        this.isPlanned = isPlanned;
        this.clock = clock;
    }

    /** What devices are told apart by. */
    public DeviceTraits traits() {
        return traits;
    }

    /**
     * Computes a breakdown.
     *
     * @param most how many items it has
     */
    public Breakdown of(ReportQuery query, List<Dimension> by, int most) {
        boolean complete = follower.catchUp();
        Instant now = clock.instant();
        Instant until = query.until().isBefore(now) ? query.until() : now;
        Pass pass = new Pass(query, until, now, by);
        int unreadable = until.isAfter(query.from())
                ? file.read(query.device(), query.from().toEpochMilli(), until.toEpochMilli(), pass::device)
                : 0;
        Optional<Instant> keptSince = file.facts().beginning().map(Instant::ofEpochMilli);
        return Breakdown.of(query, until, keptSince, complete, unreadable, by, pass.section, pass.summed, most);
    }

    /** One way through all histories. */
    private final class Pass {
        private final ReportQuery query;
        private final long until;
        private final long now;
        private final Ledger known = ledger.get();
        private final CrossSection section;
        private long summed;

        Pass(ReportQuery query, Instant until, Instant now, List<Dimension> by) {
            this.query = query;
            this.until = until.toEpochMilli();
            this.now = now.toEpochMilli();
            this.section = new CrossSection(by);
        }

        void device(String clientId, Timeline history) {
            Optional<Presence> device = known.device(new ClientId(clientId));
            if (device.isEmpty() || device.get().isRetired() && query.device().isEmpty()) {
                return;
            }
            Traits like = traits.of(device.get());
            if (differs(query.group(), like, Dimension.GROUP) || differs(query.deviceClass(), like, Dimension.CLASS)) {
                return;
            }
            section.device(like);
            summed += Absence.each(history, query.from().toEpochMilli(), until, now, this::absence);
        }

        private void absence(Absence absence) {
            if (!isPlanned.test(absence.reason())) {
                section.absence(
                        absence.reason(),
                        Instant.ofEpochMilli(absence.begin())
                                .atZone(query.zone())
                                .getHour(),
                        Math.min(absence.end(), until) - absence.begin(),
                        absence.length() >= settings.leastOutage().toMillis());
            }
        }
    }

    private static boolean differs(Optional<String> wanted, Traits like, Dimension in) {
        return wanted.isPresent() && !wanted.equals(like.in(in));
    }
}
