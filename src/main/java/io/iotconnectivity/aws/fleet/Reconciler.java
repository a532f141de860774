package io.iotconnectivity.aws.fleet;

import io.github.resilience4j.core.IntervalFunction;
import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles the known state of the devices with the fleet index, on a thread of its own, and reports differences to
 * the core. Devices that are not in the index are left alone.
 *
 * <p>After we were blind, it first queries only what has changed since, and no deadline comes due meanwhile, so that
 * our own absence raises no alarm. All things are reconciled at the start, some time after each blind period, and
 * regularly.
 */
public final class Reconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Who holds deadlines here. */
    private static final String HOLDER = "reconcile";

    /** How often the sources are checked. */
    private static final Duration LOOKS = Duration.ofMillis(250);
    /** How far AWS's clock and ours, and the index and the events, may be apart. */
    private static final Duration SLACK = Duration.ofMinutes(5);
    /** What changed in the last moments of a blind period may not be in the index yet when we query it. */
    private static final Duration INDEX_SETTLES = Duration.ofMinutes(5);
    /** A finished index, or newly granted permissions, are noticed within this time. */
    private static final Duration NEXT_OCCASION = Duration.ofMinutes(10);

    /** Within this time after the start, all sources are connected, unless the broker is down. */
    private static final Duration TOGETHER = Duration.ofSeconds(10);

    /** What the broker has kept for us arrives in the first seconds, and may be newer than the index. */
    private static final Duration BACKLOG = Duration.ofSeconds(5);

    private static final Duration PROGRESS = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final IntervalFunction BACKOFF =
            IntervalFunction.ofExponentialBackoff(1000, 2, LONGEST_PAUSE.toMillis());

    private final Engine engine;
    private final ReconcileSettings settings;
    private final Supplier<List<Sight>> feeds;
    private final Clock clock;
    private final Sweep.Means means;
    private final Counter compared;
    private final Counter differences;
    private final Thread thread = NamedThread.daemon("reconcile", this::run);

    private BlindTimes blindTimes = new BlindTimes(Instant.EPOCH);
    private Optional<Sweep> changes = Optional.empty();
    private Optional<Sweep> whole = Optional.empty();
    private final RegisteredThings registered = new RegisteredThings();
    private final DeletedThings deleted = new DeletedThings();
    private Instant nextWhole = Instant.EPOCH;
    private Instant wholeStartedAt = Instant.EPOCH;
    private Instant lastBlind = Instant.EPOCH;
    private Instant pausedUntil = Instant.EPOCH;
    private Instant nextProgress = Instant.EPOCH;
    private int failures;
    private Optional<Instant> heldSince = Optional.empty();
    private final Set<String> said = new HashSet<>();

    private volatile Instant responsibleSince;
    private volatile ReconcileStatus status = ReconcileStatus.BEFORE_THE_FIRST;
    private volatile Ended ended = new Ended(Instant.EPOCH, "");
    /** Whether this node led when it last looked. */
    private boolean leading;

    private volatile boolean closed;

    /**
     * The latest reconciliation that finished.
     *
     * @param from when it began
     * @param words its result
     */
    private record Ended(Instant from, String words) {}

    /**
     * @param feeds the sources whose absence makes us blind; empty if none can be absent unnoticed
     * @param noDevices clients that are ignored
     * @param classes how long devices may be silent
     */
    public Reconciler(
            ThingSearch index,
            Engine engine,
            ReconcileSettings settings,
            Supplier<List<Sight>> feeds,
            Predicate<ClientId> noDevices,
            DeviceClasses classes,
            Clock clock,
            MeterRegistry meters) {
        this.engine = engine;
        this.settings = settings;
        this.feeds = feeds;
        this.clock = clock;
        this.means = new Sweep.Means(
                index,
                clients -> engine.ledger().devices(clients),
                new FleetDifference(classes),
                settings.retiring(),
                noDevices,
                clock);
        this.compared = Counter.builder("iotc.reconcile.compared")
                .description("Things compared with the fleet index")
                .baseUnit("things")
                .register(meters);
        this.differences = Counter.builder("iotc.reconcile.differences")
                .description("Devices whose state differed from the fleet index")
                .baseUnit("devices")
                .register(meters);
        responsibleSince = clock.instant();
        Gauge.builder("iotc.reconcile.age", this::age)
                .description("Time since the last complete comparison with the fleet index, or since the start or since"
                        + " this instance leads; NaN where another one leads")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("iotc.reconcile.every", () -> settings.every().toSeconds())
                .description("Interval between comparisons (reconcile.every)")
                .baseUnit("seconds")
                .register(meters);
    }

    /**
     * Holds all verdicts until the sources are connected and what has changed meanwhile is known. Call it before they
     * start.
     */
    public void holdVerdicts() {
        if (engine.leadership().leads()) {
            hold();
        }
    }

    /** Starts. Call it when the sources have been started. Only the leader compares anything. */
    public void start() {
        if (engine.leadership().leads()) {
            prepare();
            leading = true;
        }
        thread.start();
    }

    /** A new leader begins with the whole fleet: it has not seen what the last one did. */
    boolean leads() {
        boolean leads = engine.leadership().leads();
        if (leads && !leading) {
            responsibleSince = clock.instant();
            status = ReconcileStatus.BEFORE_THE_FIRST;
            prepare();
            hold();
        } else if (!leads && leading) {
            changes = Optional.empty();
            whole = Optional.empty();
            heldSince = Optional.empty();
            engine.holdDeadlines(HOLDER, clock.instant());
        }
        leading = leads;
        return leads;
    }

    void prepare() {
        Optional<Instant> before = engine.ledger().lastTakenIn();
        blindTimes = new BlindTimes(before.orElse(Instant.EPOCH));
        if (feeds.get().isEmpty()) {
            wasBlind(before.orElse(Instant.EPOCH));
        } else {
            nextWhole = clock.instant().plus(TOGETHER);
        }
    }

    public ReconcileStatus status() {
        return engine.leadership().leads() ? status : ReconcileStatus.ELSEWHERE;
    }

    private double age() {
        return engine.leadership().leads()
                ? Duration.between(status.completedAt().orElse(responsibleSince), clock.instant())
                                .toMillis()
                        / 1000.0
                : Double.NaN;
    }

    /** The result of reconciling what was missed until then; empty while that is in progress, or has not begun. */
    public Optional<String> comparedSince(Instant moment) {
        Ended latest = ended;
        return latest.from().isBefore(moment) ? Optional.empty() : Optional.of(latest.words());
    }

    private void run() {
        while (!closed) {
            try {
                if (!leads() || !work()) {
                    Pauses.pause(LOOKS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.error("The comparison with the fleet index failed and will continue later", e);
                    pause();
                }
            }
        }
    }

    /**
     * Does the next piece of work.
     *
     * @return whether there may be more to do at once
     */
    boolean work() throws InterruptedException {
        Instant now = clock.instant();
        blindTimes.look(feeds.get(), now).ifPresent(this::wasBlind);
        if (now.isBefore(pausedUntil)) {
            return false;
        }
        if (changes.isEmpty() && whole.isEmpty()) {
            if (now.isBefore(nextWhole)) {
                return false;
            }
            registered.begin();
            whole = Optional.of(new Sweep(means, settings.query(), registered::add));
            wholeStartedAt = now;
        }
        Sweep current = changes.or(() -> whole).orElseThrow();
        try {
            page(current);
        } catch (FleetIndexException e) {
            failed(current, e);
        }
        return true;
    }

    private void wasBlind(Instant since) {
        String query = changedSince(since.isAfter(Instant.EPOCH.plus(SLACK)) ? since.minus(SLACK) : Instant.EPOCH);
        Instant now = clock.instant();
        lastBlind = now;
        if (since.equals(Instant.EPOCH) || query.length() > FleetIndex.LONGEST_QUERY) {
            // There is no shorter way than through the whole fleet.
            nextWhole = wholeStartedAt.plus(TOGETHER).isAfter(now) ? afterBlindness(now) : now;
            hold();
            return;
        }
        LOG.info("Nothing was received since {}: querying the fleet index for what has changed", since);
        hold();
        changes = Optional.of(new Sweep(means, query, thing -> {}));
        failures = 0;
        pausedUntil = Instant.EPOCH;
    }

    private String changedSince(Instant since) {
        return "(" + settings.query() + ") AND connectivity.timestamp > " + since.toEpochMilli();
    }

    private void page(Sweep sweep) throws FleetIndexException, InterruptedException {
        long comparedBefore = sweep.compared();
        long differencesBefore = sweep.differences();
        List<Signal> news = sweep.nextPage();
        tell(news);
        compared.increment(sweep.compared() - comparedBefore);
        differences.increment(sweep.differences() - differencesBefore);
        if (failures > 0) {
            LOG.info("The fleet index answers again; the comparison continues");
            failures = 0;
        }
        if (sweep.isThrough()) {
            finished(sweep);
        } else {
            progress(sweep);
        }
    }

    private void tell(List<? extends Signal> news) throws InterruptedException {
        CompletableFuture<?>[] durable = news.stream().map(engine::accept).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(durable).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void finished(Sweep sweep) throws InterruptedException {
        Instant now = clock.instant();
        boolean all = whole.filter(sweep::equals).isPresent();
        release();
        if (all) {
            registered.complete();
            retireDeleted(now);
            whole = Optional.empty();
            nextWhole = lastBlind.isAfter(sweep.startedAt()) ? afterBlindness(now) : now.plus(settings.every());
        } else {
            changes = Optional.empty();
            boolean atTheStart = wholeStartedAt.equals(Instant.EPOCH);
            nextWhole = earlier(nextWhole, atTheStart ? now : afterBlindness(now));
        }
        Optional<String> problem = Optional.empty();
        if (all && sweep.lacksConnectivity()) {
            problem = Optional.of(FleetIndexException.withoutConnectivity());
            once(problem.get());
        } else {
            said.clear();
        }
        show(sweep, false, all ? Optional.of(now) : status.completedAt(), problem);
        ended = new Ended(
                sweep.startedAt(),
                "what it missed was compared with the fleet index, and " + sweep.differences() + " devices differed");
        LOG.info(
                "Compared {} with the fleet index in {} s: {} devices differed, {} had news",
                all ? sweep.compared() + " things" : sweep.compared() + " things that have changed",
                Duration.between(sweep.startedAt(), now).toSeconds(),
                sweep.differences(),
                sweep.told());
    }

    private void retireDeleted(Instant now) throws InterruptedException {
        if (settings.retiring().deletedThings() && settings.findsEveryThing()) {
            LifeChange change = LifeChange.by(LifeChange.By.REGISTRY, "its thing was deleted");
            tell(deleted.find(engine.ledger(), registered).stream()
                    .map(client -> new Signal.Retired(client, now, change))
                    .toList());
        }
    }

    /** The things that the latest comparison with the whole index has found. */
    public RegisteredThings registered() {
        return registered;
    }

    private Instant afterBlindness(Instant now) {
        return earlier(now.plus(INDEX_SETTLES), now.plus(settings.every()));
    }

    private void failed(Sweep sweep, FleetIndexException failure) {
        if (closed) {
            return;
        }
        Instant now = clock.instant();
        if (failure.passes()) {
            if (failures++ == 0) {
                LOG.warn("The comparison with the fleet index waits: {}", failure.getMessage());
            }
            pause();
            show(sweep, true, status.completedAt(), Optional.of(failure.getMessage()));
            return;
        }
        if (failure.kind() == Kind.INVALID_QUERY && sweep.startOver()) {
            registered.begin();
            LOG.warn("The comparison with the fleet index starts over: {}", failure.getMessage());
            return;
        }
        once(failure.getMessage());
        changes = Optional.empty();
        whole = Optional.empty();
        failures = 0;
        nextWhole = now.plus(settings.every().compareTo(NEXT_OCCASION) < 0 ? settings.every() : NEXT_OCCASION);
        show(sweep, false, status.completedAt(), Optional.of(failure.getMessage()));
        ended = new Ended(now, "what it missed cannot be compared with the fleet index");
        // Nothing is to be expected from the index.
        release();
    }

    private void once(String problem) {
        if (said.add(problem)) {
            LOG.warn("The state of the devices cannot be compared with the fleet index: {}", problem);
        }
    }

    private void pause() {
        long millis = BACKOFF.apply(Math.min(failures, 6) + 1);
        pausedUntil = clock.instant()
                .plusMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    private void progress(Sweep sweep) {
        show(sweep, true, status.completedAt(), Optional.empty());
        Instant now = clock.instant();
        if (sweep.startedAt().plus(PROGRESS).isBefore(now) && !now.isBefore(nextProgress)) {
            nextProgress = now.plus(PROGRESS);
            LOG.info(
                    "Compared {} things with the fleet index so far, {} devices differed",
                    sweep.compared(),
                    sweep.differences());
        }
    }

    private void show(Sweep sweep, boolean running, Optional<Instant> completedAt, Optional<String> problem) {
        status = new ReconcileStatus(
                false,
                running,
                Optional.of(sweep.startedAt()),
                completedAt,
                sweep.compared(),
                sweep.differences(),
                problem);
    }

    private void hold() {
        Instant now = clock.instant();
        heldSince = Optional.of(now);
        engine.holdDeadlines(HOLDER, now.plus(settings.patience()));
    }

    private void release() {
        heldSince.ifPresent(
                since -> engine.holdDeadlines(HOLDER, earlier(since.plus(BACKLOG), since.plus(settings.patience()))));
        heldSince = Optional.empty();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(LONGEST_PAUSE.toMillis() / 12);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
