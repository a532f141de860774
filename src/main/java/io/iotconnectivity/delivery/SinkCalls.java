package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one sink with what its queue holds, as often and as much at a time as it may be called, and says what comes of each call. Used by
 * the thread that decides; only the calls themselves are on others.
 */
final class SinkCalls {
    private static final Logger LOG = LoggerFactory.getLogger(SinkCalls.class);

    private final Sink sink;
    private final Delivery delivery;
    private final SinkQueue queue;
    private final Checkpoints checkpoints;
    private final DeliveryCounts counts;
    private final Clock clock;
    private final Executor callers;
    private final Executor decider;
    private final BooleanSupplier stopping;
    private final CircuitBreaker breaker;
    private final RateLimit rateLimit;
    private int underWay;
    private Optional<String> gone;

    /**
     * @param gone why the sink gets nothing until somebody enables it
     * @param callers run the calls
     * @param decider runs work on the thread that uses this
     * @param stopping whether no call may begin any more, and calls may be ended by us
     */
    SinkCalls(
            Sink sink,
            Delivery delivery,
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
    }

    /** Calls that have begun, or wait for a checkpoint to begin. */
    int underWay() {
        return underWay;
    }

    Optional<String> gone() {
        return gone;
    }

    Optional<Instant> pausedUntil() {
        return breaker.until();
    }

    /** When the next call is permitted; absent if it is now. */
    Optional<Instant> nextPermit(Instant now) {
        return rateLimit.next(now);
    }

    /** The sink, which was disabled, is to get events again. */
    void enable() {
        gone = Optional.empty();
        breaker.end();
        queue.subjects().release(clock.instant());
    }

    /** What waits for a checkpoint is not called any more. */
    void stop() {
        checkpoints.release().forEach(this::undo);
    }

    /** Begins as many calls as may begin now. */
    void begin() {
        Instant now = clock.instant();
        if (gone.isPresent()) {
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
        while (underWay < sink.concurrency() && rateLimit.permits(now)) {
            Optional<SubjectQueue> subject = queue.next(now).or(() -> queue.nextRepeat(now));
            if (subject.isEmpty()) {
                return;
            }
            call(subject.get(), now);
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

    /** Calls the sink with the first event of a subject, for which nothing has to be saved any more. */
    void attempt(SubjectQueue subject) {
        if (stopping.getAsBoolean()) {
            undo(subject);
            return;
        }
        PendingEvent first = subject.first();
        int attempt = first.attempt();
        Optional<String> kept = queue.kept(first.event);
        callers.execute(() -> {
            Attempt outcome = Attempt.at(delivery, List.of(first.event), attempt, kept, first.trace);
            decider.execute(() -> attempted(subject, outcome));
        });
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
        } else if (stopping.getAsBoolean()) {
            // Ended by us and not by the sink: it is tried again after the next start.
            queue.undone(subject, outcome, now);
        } else {
            queue.failed(subject, outcome, now);
            refused(subject, outcome, wasProbe, now);
        }
    }

    private void repeat(SubjectQueue subject, Event event) {
        Optional<String> kept = queue.kept(event);
        callers.execute(() -> {
            Attempt outcome = Attempt.at(delivery, List.of(event), 1, kept, Optional.empty());
            decider.execute(() -> repeated(subject, outcome));
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
        queue.notRepeated(subject, outcome, now);
        if (outcome.isGone()) {
            disable(outcome.error());
        } else {
            refused(subject, outcome, wasProbe, now);
        }
    }

    private void refused(SubjectQueue subject, Attempt outcome, boolean wasProbe, Instant now) {
        if (outcome.onlyThis() && breaker.rejected(subject.subject)) {
            // How long it asks for is about the one event.
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
                    "Sink {} says that it is gone, and gets nothing until it is enabled; what is due to it is kept. Enable it"
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
