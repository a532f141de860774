package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers event by event: several devices at a time, each device's events in order. One thread decides, the others call
 * the sink; what the one decides upon is touched by no other.
 */
final class SinkWorker implements SinkRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);

    private static final int READ_AT_ONCE = 500;
    /** So far ahead it is noted that openings may be tried, so that few of them wait for the store. */
    private static final int AHEAD = 2000;

    private static final long HEARTBEAT_MILLIS = 100;
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final Sink sink;
    private final Delivery delivery;
    private final SinkStore store;
    private final EventLog log;
    private final CloudEvents codec;
    private final Clock clock;
    private final CrashPoint.Watch watch;

    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ExecutorService callers;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile SinkStatus status;

    private final CircuitBreaker pause;
    private final RateLimit pace;
    private final Tally tally;
    private Lanes lanes;
    private SinkQueue queue;
    private Repeats repeats;
    /** What is durably known to be in doubt up to there, should the process end. */
    private long reach;

    private int underWay;
    private boolean noting;
    /** Taken, and not to be called before it is noted that they are. */
    private List<Lane> unnoted = new ArrayList<>();

    private Optional<String> gone = Optional.empty();

    SinkWorker(
            Sink sink,
            Delivery delivery,
            SinkStore store,
            EventLog log,
            CloudEvents codec,
            Clock clock,
            EngineMeters meters,
            CrashPoint.Watch watch) {
        this.sink = sink;
        this.delivery = delivery;
        this.store = store;
        this.log = log;
        this.codec = codec;
        this.clock = clock;
        this.watch = watch;
        AtomicInteger number = new AtomicInteger();
        this.callers = Executors.newFixedThreadPool(sink.concurrency(), call -> {
            Thread caller = new Thread(call, "sink-" + sink.name() + '-' + number.incrementAndGet());
            caller.setDaemon(true);
            return caller;
        });
        this.thread = new Thread(this::run, "sink-" + sink.name());
        this.thread.setDaemon(true);
        this.pause = new CircuitBreaker(sink.name());
        this.pace = new RateLimit(sink.maxPerSecond());
        this.tally = new Tally(sink.name(), meters);
        this.status = SinkStore.idle(sink.name(), true, 0, 0, Optional.empty());
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            mailbox.add(() -> woken.set(false));
        }
    }

    @Override
    public void enable() {
        mailbox.add(() -> {
            gone = Optional.empty();
            pause.end();
            lanes.release(clock.instant());
        });
    }

    @Override
    public CompletableFuture<Void> stop() {
        stopping = true;
        mailbox.add(() -> {});
        if (thread.getState() == Thread.State.NEW) {
            callers.shutdown();
            stopped.complete(null);
        }
        return stopped;
    }

    @Override
    public SinkStatus status() {
        return status;
    }

    private void run() {
        try {
            while (!stopping && lanes == null) {
                load();
            }
            while (!stopping) {
                round();
            }
            if (lanes != null) {
                finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            callers.shutdownNow();
            stopped.complete(null);
        }
    }

    private void load() throws InterruptedException {
        try {
            SinkStore.Kept kept = store.kept(sink.name());
            reach = kept.reach();
            gone = kept.gone();
            Tickets tickets = new Tickets(sink, store.tickets(sink.name()), store::isOver);
            repeats = new Repeats(store.repetitions(sink.name()), clock.instant());
            lanes = store.lanes(sink.name(), kept, log.last(), clock.instant());
            queue = new SinkQueue(sink, lanes, tickets, repeats, tally);
        } catch (StoreException e) {
            LOG.error("Sink {} cannot begin yet: {}", sink.name(), e.getMessage());
            mailbox.poll(1, TimeUnit.SECONDS);
        }
    }

    private void round() throws InterruptedException {
        Runnable message = mailbox.poll(untilNextRound(), TimeUnit.MILLISECONDS);
        while (message != null) {
            message.run();
            message = mailbox.poll();
        }
        try {
            read();
            call();
            note();
        } catch (StoreException e) {
            LOG.error("Sink {} waits: {}", sink.name(), e.getMessage());
            TimeUnit.MILLISECONDS.sleep(HEARTBEAT_MILLIS);
        }
        publish();
    }

    private long untilNextRound() {
        if (lanes.hasRoom() && lanes.readUpTo() < log.last()) {
            return 0;
        }
        Instant now = clock.instant();
        long due = lanes.nextDue().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        long permit = pace.next(now).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        return Math.min(HEARTBEAT_MILLIS, Math.max(1, Math.min(due, permit) - now.toEpochMilli()));
    }

    private void read() {
        if (!lanes.hasRoom()) {
            return;
        }
        Instant now = clock.instant();
        for (Logged logged : log.after(lanes.readUpTo(), READ_AT_ONCE)) {
            queue.read(logged, now);
        }
    }

    private void call() {
        Instant now = clock.instant();
        if (gone.isPresent()) {
            return;
        }
        if (pause.isOn()) {
            if (underWay == 0 && pause.mayProbe(now) && pace.permits(now)) {
                queue.nextForProbe(now).or(() -> queue.nextRepeat(now)).ifPresent(lane -> {
                    pause.probe();
                    call(lane, now);
                });
            }
            return;
        }
        while (underWay < sink.concurrency() && pace.permits(now)) {
            Optional<Lane> lane = queue.next(now).or(() -> queue.nextRepeat(now));
            if (lane.isEmpty()) {
                return;
            }
            call(lane.get(), now);
        }
    }

    private void call(Lane lane, Instant now) {
        underWay++;
        pace.took(now);
        if (lane.repeating.isPresent()) {
            repeat(lane, lane.repeating.get().event());
        } else if (queue.forewarn(lane, reach, now)) {
            unnoted.add(lane);
        } else {
            attempt(lane);
        }
    }

    private void attempt(Lane lane) {
        if (stopping) {
            undo(lane);
            return;
        }
        Lane.Pending first = lane.first();
        int attempt = first.attempt();
        Optional<String> kept = queue.kept(first.event);
        callers.execute(() -> {
            Attempt outcome = Attempt.at(delivery, List.of(first.event), attempt, kept, first.trace, watch);
            mailbox.add(() -> came(lane, outcome));
        });
    }

    private void repeat(Lane lane, Event event) {
        Optional<String> kept = queue.kept(event);
        callers.execute(() -> {
            Attempt outcome = Attempt.at(delivery, List.of(event), 1, kept, Optional.empty(), watch);
            mailbox.add(() -> repeated(lane, outcome));
        });
    }

    private void repeated(Lane lane, Attempt outcome) {
        Instant now = clock.instant();
        underWay--;
        boolean wasProbe = pause.endProbe();
        if (outcome.delivered()) {
            queue.repeated(lane, outcome.receipt(), now);
            took(wasProbe, now);
            return;
        }
        queue.notRepeated(lane, outcome, now);
        if (outcome.isGone()) {
            disable(outcome.error());
        } else {
            refused(lane, outcome, wasProbe, now);
        }
    }

    private void undo(Lane lane) {
        underWay--;
        lanes.undone(lane, clock.instant());
    }

    private void came(Lane lane, Attempt outcome) {
        Instant now = clock.instant();
        underWay--;
        boolean wasProbe = pause.endProbe();
        if (outcome.delivered()) {
            queue.delivered(lane, outcome.receipt(), now);
            took(wasProbe, now);
        } else if (outcome.isGone()) {
            queue.undone(lane, outcome, now);
            disable(outcome.error());
        } else if (stopping) {
            // Ended by us and not by the sink: it is tried again after the next start.
            queue.undone(lane, outcome, now);
        } else {
            queue.failed(lane, outcome, now);
            refused(lane, outcome, wasProbe, now);
        }
    }

    private void refused(Lane lane, Attempt outcome, boolean wasProbe, Instant now) {
        if (outcome.onlyThis() && pause.quarrelled(lane.subject)) {
            // How long it asks for is about the one event.
            pause.failed(Optional.empty(), outcome.error(), now);
        } else if (outcome.isAnswer()) {
            answered(wasProbe, now);
        } else {
            pause.failed(outcome.pause(), outcome.error(), now);
        }
    }

    private void took(boolean wasProbe, Instant now) {
        pause.took();
        answered(wasProbe, now);
    }

    private void disable(String why) {
        if (gone.isEmpty()) {
            LOG.error(
                    "Sink {} says that it is gone, and gets nothing until it is enabled; what is due to it is kept. Enable it"
                            + " with the command sinks enable {}: {}",
                    sink.name(),
                    sink.name(),
                    why);
            gone = Optional.of(why);
            store.disable(sink.name(), why);
        }
        tally.failed(why);
    }

    private void answered(boolean wasProbe, Instant now) {
        if (pause.answered(wasProbe)) {
            lanes.release(now);
        }
    }

    /** One note at a time; what happens meanwhile goes into the next. */
    private void note() {
        if (noting) {
            return;
        }
        long ahead = lanes.readUpTo() + AHEAD / 2 > reach ? lanes.readUpTo() + AHEAD : reach;
        Optional<Lanes.Change> change = lanes.change(clock.instant());
        if (change.isEmpty() && !repeats.hasChanged() && ahead == reach && unnoted.isEmpty()) {
            return;
        }
        noting = true;
        List<Lane> warned = unnoted;
        unnoted = new ArrayList<>();
        store.note(progress(
                change.orElseGet(lanes::nothing),
                ahead,
                () -> mailbox.add(() -> {
                    noting = false;
                    reach = ahead;
                    lanes.noted();
                    warned.forEach(this::attempt);
                })));
    }

    private Checkpoint progress(Lanes.Change change, long upTo, Runnable then) {
        return new Checkpoint(sink.name(), change, repeats.change(), upTo, codec, () -> {
            watch.passed(CrashPoint.AFTER_CURSOR);
            then.run();
        });
    }

    private void publish() {
        status = tally.status(
                !stopping,
                lanes.waiting() + Math.max(0, log.last() - lanes.readUpTo()),
                lanes.retrying(),
                lanes.oldestWaiting(),
                pause.until(),
                gone);
    }

    private void finish() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_AT_END.toNanos();
        unnoted.forEach(this::undo);
        callers.shutdown();
        while (underWay > 0 && System.nanoTime() < end) {
            takeMessage();
        }
        if (underWay > 0) {
            callers.shutdownNow();
            callers.awaitTermination(1, TimeUnit.SECONDS);
        }
        for (Runnable message = mailbox.poll(); message != null; message = mailbox.poll()) {
            message.run();
        }
        lanes.parkInDoubt();
        Lanes.Change change = lanes.change(clock.instant()).orElseGet(lanes::nothing);
        publish();
        CompletableFuture<Void> noted = new CompletableFuture<>();
        // Whoever comes next need not doubt what has ended in order.
        store.note(progress(change, lanes.inDoubtUpTo(), () -> noted.complete(null)));
        noted.completeOnTimeout(null, PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void takeMessage() throws InterruptedException {
        Runnable message = mailbox.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        if (message != null) {
            message.run();
        }
    }
}
