package io.iotconnectivity.report;

import io.iotconnectivity.availability.Change;
import io.iotconnectivity.availability.ChangeBatch;
import io.iotconnectivity.availability.Months;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.LogSlice;
import io.iotconnectivity.engine.LoggedEvent;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.report.AvailabilityFile.BlindTime;
import io.iotconnectivity.report.AvailabilityFile.News;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log of events and adds what they say to the {@link AvailabilityFile}, off the engine's own threads. What is
 * read is added after a minute, or when a report is asked for, so that a device that changes often is written once. Events that were never in this
 * node's log, or are no longer, are made up for by the states of the devices. Thread-safe.
 */
public final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration ADD_EVERY = Duration.ofMinutes(1);
    private static final Duration PRUNE_EVERY = Duration.ofHours(6);
    private static final int SLICE = 2_000;
    /** What is held in memory until it is added; more of it is written less often. */
    private static final long MOST_BYTES = 8 << 20;

    private static final int MOST_AT_A_LOOK = 20_000;
    /** A caller waits for no more than this; the rest is read in the background. */
    private static final int MOST_FOR_A_CALLER = 200_000;

    private static final int PAGE = 2_000;
    private static final int MOST_SOURCES = 100;
    /** It brings no connects and disconnects. */
    private static final String SIGNS_OF_LIFE = "source-sign-of-life";

    private static final String BLIND_KEY = IncidentKind.BLIND.word() + "/";

    private final Supplier<Ledger> ledger;
    private final AvailabilityFile file;
    private final SentMonths sentMonths;
    private final ReportSettings settings;
    private final Clock clock;
    private final RepeatedTask following =
            new RepeatedTask("availability", this::look, "What is new cannot be added to the reports on availability");

    private ChangeBatch changes = new ChangeBatch();
    private final List<BlindTime> blind = new ArrayList<>();
    private LogPosition position;
    private boolean isAdded = true;
    private boolean hasStates;
    private Instant addedAt = Instant.MIN;
    private Instant prunedAt = Instant.MIN;
    private volatile Optional<String> problem = Optional.empty();

    /**
     * @param ledger asked each time
     */
    public LogFollower(Supplier<Ledger> ledger, AvailabilityFile file, ReportSettings settings, Clock clock) {
        this.ledger = ledger;
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        this.sentMonths = new SentMonths(file);
        sentMonths.follow(clock.instant());
        this.position = file.position();
    }

    /** Starts following. */
    public void start() {
        following.start(LOOK_EVERY, LOOK_EVERY);
    }

    /**
     * Adds everything that is in the log now.
     *
     * @return whether that is done; if there is much to read, the rest follows in the background
     */
    public synchronized boolean catchUp() {
        boolean isDone = read(MOST_FOR_A_CALLER);
        add();
        return isDone;
    }

    /** Why nothing is added now; empty while all is well. */
    public Optional<String> problem() {
        return problem;
    }

    private void look() {
        try {
            follow();
            problem = Optional.empty();
        } catch (StoreException e) {
            problem = Optional.of(e.getMessage());
            throw e;
        }
    }

    private synchronized void follow() {
        Instant now = clock.instant();
        try {
            read(MOST_AT_A_LOOK);
        } catch (ViewUnavailable e) {
            LOG.debug("The log cannot be read now", e);
            return;
        }
        if (changes.bytes() >= MOST_BYTES || !now.isBefore(addedAt.plus(ADD_EVERY)) || now.isBefore(addedAt)) {
            add();
            addedAt = now;
        }
        if (!now.isBefore(prunedAt.plus(PRUNE_EVERY))) {
            int oldest = Months.of(now.toEpochMilli()) - settings.months();
            Ledger current = ledger.get();
            file.prune(oldest);
            file.forget(oldest, client -> current.device(new ClientId(client)).isEmpty());
            prunedAt = now;
        }
    }

    private boolean read(int most) {
        Ledger current = ledger.get();
        if (hasStates && current.lastEvent().equals(position)) {
            return true;
        }
        for (int read = 0; read < most; ) {
            if (changes.bytes() >= MOST_BYTES) {
                // If this fails, no more is read, so that what is held stays bounded.
                add();
            }
            LogSlice slice = current.eventsFrom(position, SLICE);
            boolean isKnown = slice.from().equals(position) && !position.equals(LogPosition.BEGINNING);
            hasStates &= isKnown || read > 0;
            slice.events().forEach(this::take);
            read += slice.events().size();
            if (slice.events().size() < SLICE) {
                if (!hasStates) {
                    takeStates(current);
                    takeSights(current);
                    hasStates = true;
                }
                return true;
            }
        }
        return false;
    }

    private void take(LoggedEvent logged) {
        position = logged.position();
        isAdded = false;
        if (!logged.isForAll()) {
            return;
        }
        Event event = logged.event();
        Change.of(event).ifPresent(changes::add);
        event.report().map(report -> YearMonth.parse(report.month())).ifPresent(sentMonths::sent);
        event.incident()
                .filter(incident -> incident.kind() == IncidentKind.BLIND)
                .flatMap(LogFollower::blindTime)
                .ifPresent(blind::add);
    }

    private static Optional<BlindTime> blindTime(IncidentData incident) {
        String source =
                incident.key().startsWith(BLIND_KEY) ? incident.key().substring(BLIND_KEY.length()) : incident.key();
        return source.equals(SIGNS_OF_LIFE)
                ? Optional.empty()
                : Optional.of(new BlindTime(
                        source,
                        incident.since().orElse(incident.openedAt()).toEpochMilli(),
                        incident.resolvedAt().map(Instant::toEpochMilli)));
    }

    private void takeStates(Ledger current) {
        long now = clock.instant().toEpochMilli();
        Optional<DevicePlace> after = Optional.empty();
        do {
            Ledger.Page<Presence> page = current.devices(DeviceQuery.ALL.after(after), PAGE);
            page.items().forEach(device -> changes.add(state(device, now)));
            after = page.next().map(DevicePlace::of);
            if (changes.bytes() >= MOST_BYTES) {
                add();
            }
        } while (after.isPresent());
    }

    /** The log may have lost when a source of ours became blind, or recovered. */
    private void takeSights(Ledger current) {
        add();
        List<BlindTime> open = current
                .incidents(
                        new IncidentQuery(
                                Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.BLIND), Optional.empty()),
                        MOST_SOURCES)
                .items()
                .stream()
                .flatMap(incident -> blindTime(incident).stream())
                .toList();
        blind.addAll(
                LostSights.ended(file.facts().blind(), open, clock.instant().toEpochMilli()));
        blind.addAll(open);
        isAdded &= blind.isEmpty();
    }

    private static Change state(Presence device, long now) {
        return Change.of(
                device.client().value(),
                device.sequence(),
                now,
                device.state(),
                device.since(),
                device.reason().map(reason -> reason.name()),
                Change.NONE,
                true);
    }

    private void add() {
        if (isAdded && changes.isEmpty()) {
            return;
        }
        file.add(new News(
                changes,
                List.copyOf(blind),
                Optional.of(position),
                settings.leastOutage().toMillis()));
        changes = new ChangeBatch();
        blind.clear();
        isAdded = true;
    }

    /** Adds what was read. */
    @Override
    public void close() {
        following.close();
        synchronized (this) {
            add();
            file.close();
        }
    }
}
