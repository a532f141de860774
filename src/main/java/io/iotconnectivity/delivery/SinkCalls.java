package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one sink with the events of its queue, within its rate and concurrency limits, and processes the results.
 * Confined to the deciding thread; only the calls themselves run on others.
 */
final class SinkCalls {
    private static final Logger LOG = LoggerFactory.getLogger(SinkCalls.class);

    private final Sink sink;
    private final Delivery delivery;
    private final BooleanSupplier held;
    private final SinkQueue queue;
    private final Checkpoints checkpoints;
    private final DeliveryCounts counts;
    private final Clock clock;
    private final Executor callers;
    private final Executor decider;
    private final BooleanSupplier stopping;
    private final CircuitBreaker breaker;
    private final RateLimit rateLimit;
    private final ConcurrencyLimit concurrency;
    private int underWay;
    private Optional<String> gone;

    /**
     * @param held whether the sink may still be called from here; see {@link AssignedPartition#isHeld}
     * @param gone why the sink is disabled until somebody enables it
     * @param callers runs the calls
     * @param decider runs work on the thread that owns this object
     * @param stopping whether no more calls may begin, and calls may be interrupted
     */
    SinkCalls(
            Sink sink,
            Delivery delivery,
            BooleanSupplier held,
            SinkQueue queue,
            Checkpoints checkpoints,
            DeliveryCounts counts,
            Clock clock,
            Optional<String> gone,
            Executor callers,
            Executor decider,
            BooleanSupplier stopping) {
        this.sink = sink;
        this.delivery = delivery;
        this.held = held;
        this.queue = queue;
        this.checkpoints = checkpoints;
        this.counts = counts;
        this.clock = clock;
        this.gone = gone;
        this.callers = callers;
        this.decider = decider;
        this.stopping = stopping;
        this.breaker = new CircuitBreaker(sink.name());
        this.rateLimit = new RateLimit(sink.maxPerSecond());
        this.concurrency = new ConcurrencyLimit(sink.concurrency());
        counts.concurrency(concurrency.limit());
    }

    /** Calls in progress or waiting for a checkpoint. */
    int underWay() {
        return underWay;
    }

    Optional<String> gone() {
        return gone;
    }

    Optional<Instant> pausedUntil() {
        return breaker.until();
    }

    /** When the next call is permitted; absent if now. */
    Optional<Instant> nextPermit(Instant now) {
        return rateLimit.next(now);
    }

    /** Enables a disabled sink. */
    void enable() {
        gone = Optional.empty();
        breaker.end();
        queue.subjects().release(clock.instant());
    }

    /** Cancels calls that wait for a checkpoint. */
    void stop() {
        checkpoints.release().forEach(this::undo);
    }

    /** Starts as many calls as are permitted now. */
    void begin() {
        Instant now = clock.instant();
        if (gone.isPresent() || !held.getAsBoolean()) {
            return;
        }
        if (breaker.isOpen()) {
            if (underWay == 0 && breaker.mayProbe(now) && rateLimit.permits(now)) {
                queue.nextForProbe(now).or(() -> queue.nextRepeat(now)).ifPresent(subject -> {
                    breaker.probe();
                    call(subject, now);
                });
            }
            return;
        }
        // What is not attempted any more is next again at once.
        while (!stopping.getAsBoolean() && underWay < concurrency.limit() && rateLimit.permits(now)) {
            Optional<SubjectQueue> subject = queue.next(now).or(() -> queue.nextRepeat(now));
            if (subject.isEmpty()) {
                return;
            }
            call(subject.get(), now);
        }
        if (underWay >= concurrency.limit() && queue.subjects().isAnyReady()) {
            concurrency.reached();
        }
    }

    private void call(SubjectQueue subject, Instant now) {
        underWay++;
        rateLimit.took(now);
        if (subject.repeating.isPresent()) {
            repeat(subject, subject.repeating.get().event());
        } else if (queue.prepare(subject, checkpoints.reach(), now)) {
            checkpoints.holdBack(subject);
        } else {
            attempt(subject);
        }
    }

    /** Calls the sink with the first event of a subject, once nothing more has to be saved for it. */
    void attempt(SubjectQueue subject) {
        if (stopping.getAsBoolean()) {
            undo(subject);
            return;
        }
        PendingEvent first = subject.first();
        int attempt = first.attempt();
        Optional<String> kept = queue.kept(first.event);
        call(
                () -> Attempt.at(delivery, List.of(first.event), attempt, kept, first.logged.trace()),
                outcome -> attempted(subject, outcome));
    }

    private void undo(SubjectQueue subject) {
        underWay--;
        queue.subjects().undone(subject, clock.instant());
    }

    private void attempted(SubjectQueue subject, Attempt outcome) {
        Instant now = clock.instant();
        underWay--;
        boolean wasProbe = breaker.endProbe();
        if (outcome.delivered()) {
            queue.delivered(subject, outcome.receipt(), now);
            took(wasProbe, now);
        } else if (outcome.isGone()) {
            queue.undone(subject, outcome, now);
            disable(outcome.error());
        } else if (stopping.getAsBoolean() || !outcome.isMade()) {
            // Prevented by us, not failed by the sink: it is retried after the next start, or by another process.
            queue.undone(subject, outcome, now);
        } else {
            queue.failed(subject, outcome, now);
            refused(subject, outcome, wasProbe, now);
        }
    }

    private void repeat(SubjectQueue subject, Event event) {
        Optional<String> kept = queue.kept(event);
        call(
                () -> Attempt.at(delivery, List.of(event), 1, kept, Optional.empty()),
                outcome -> repeated(subject, outcome));
    }

    private void call(Supplier<Attempt> attempt, Consumer<Attempt> then) {
        int generation = concurrency.generation();
        callers.execute(() -> {
            long began = System.nanoTime();
            // On this thread, so that nothing but the call itself comes after the check.
            Attempt outcome = held.getAsBoolean() ? attempt.get() : Attempt.NOT_MADE;
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            decider.execute(() -> {
                if (outcome.isAnswer()) {
                    concurrency.answered(took);
                } else if (!stopping.getAsBoolean() && outcome.isMade()) {
                    concurrency.refused(generation);
                }
                counts.concurrency(concurrency.limit());
                then.accept(outcome);
            });
        });
    }

    private void repeated(SubjectQueue subject, Attempt outcome) {
        Instant now = clock.instant();
        underWay--;
        boolean wasProbe = breaker.endProbe();
        if (outcome.delivered()) {
            queue.repeated(subject, outcome.receipt(), now);
            took(wasProbe, now);
            return;
        }
        if (!outcome.isMade()) {
            queue.repeatLater(subject, now);
            return;
        }
        queue.notRepeated(subject, outcome, now);
        if (outcome.isGone()) {
            disable(outcome.error());
        } else {
            refused(subject, outcome, wasProbe, now);
        }
    }

    private void refused(SubjectQueue subject, Attempt outcome, boolean wasProbe, Instant now) {
        if (outcome.onlyThis() && breaker.rejected(subject.subject)) {
            // The pause it asked for concerns only this event.
            breaker.failed(Optional.empty(), outcome.error(), now);
        } else if (outcome.isAnswer()) {
            answered(wasProbe, now);
        } else {
            breaker.failed(outcome.pause(), outcome.error(), now);
        }
    }

    private void took(boolean wasProbe, Instant now) {
        breaker.took();
        answered(wasProbe, now);
    }

    private void answered(boolean wasProbe, Instant now) {
        if (breaker.answered(wasProbe)) {
            queue.subjects().release(now);
        }
    }

    private void disable(String why) {
        if (gone.isEmpty()) {
            LOG.error(
                    "Sink {} reports that it is gone and is disabled; the events due to it are kept. Enable it"
                            + " with the command sinks enable {}: {}",
                    sink.name(),
                    sink.name(),
                    why);
            gone = Optional.of(why);
            checkpoints.disable(why);
        }
        counts.failed(why);
    }
}
