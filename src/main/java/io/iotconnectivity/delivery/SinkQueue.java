package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which events one sink gets, which is next, and what becomes of each. Decides without waiting; used by one thread. */
final class SinkQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SinkQueue.class);

    private final Sink sink;
    private final SubjectQueues subjects;
    private final OpenTickets tickets;
    private final Repeats repeats;
    private final DeliveryCounts counts;

    SinkQueue(Sink sink, SubjectQueues subjects, OpenTickets tickets, Repeats repeats, DeliveryCounts counts) {
        this.sink = sink;
        this.subjects = subjects;
        this.tickets = tickets;
        this.repeats = repeats;
        this.counts = counts;
    }

    SubjectQueues subjects() {
        return subjects;
    }

    /** The next event of the log. */
    void read(Logged logged, Instant now) {
        if (!logged.isForOthersThan(sink.name()) && tickets.concern(logged, subjects)) {
            subjects.add(logged, now);
        } else {
            subjects.skip(logged.seq());
        }
    }

    /** Takes the next queue whose first event is to be delivered. */
    Optional<SubjectQueue> next(Instant now) {
        return next(() -> subjects.take(now), now);
    }

    /** Takes the queue whose first event the sink is tried with that looks dead. */
    Optional<SubjectQueue> nextForProbe(Instant now) {
        return next(subjects::takeForProbe, now);
    }

    private Optional<SubjectQueue> next(Supplier<Optional<SubjectQueue>> taking, Instant now) {
        Optional<SubjectQueue> queue = taking.get();
        while (queue.isPresent() && !isToBeDelivered(queue.get(), now)) {
            queue = taking.get();
        }
        return queue;
    }

    /** If not, the first event of the queue is done with. */
    private boolean isToBeDelivered(SubjectQueue queue, Instant now) {
        Pairing.Verdict verdict;
        try {
            verdict = tickets.judge(queue.first());
        } catch (StoreUnavailable e) {
            subjects.undone(queue, now);
            throw e;
        }
        if (verdict == Pairing.Verdict.DELIVER) {
            return true;
        }
        PendingEvent first = queue.first();
        String why = verdict == Pairing.Verdict.OVER
                ? "it was over before it could be delivered"
                : "its opening was not delivered";
        LOG.info(
                "{} is not told to sink {}: {} (event {})",
                queue.printableSubject(),
                sink.name(),
                why,
                first.event.id());
        counts.dropped();
        subjects.end(
                queue,
                new Completion(
                        Optional.empty(), sent(first, Sent.Result.DROPPED, Optional.of(why), now), Optional.empty()),
                now);
        return false;
    }

    /**
     * Is to be called before an attempt.
     *
     * @param reach up to this position it is durable that events may have been tried
     * @return whether the attempt has to wait until the present change and reach are durable
     */
    boolean prepare(SubjectQueue queue, long reach, Instant now) {
        Event event = queue.first().event;
        Pairing pairing = tickets.of(event);
        return pairing.role() == Pairing.Role.CLOSES
                ? subjects.prepareEnd(pairing.ticket())
                : tickets.isMadeBy(event) && subjects.prepare(queue, reach, now);
    }

    /** What the sink keeps of the ticket that the event is about. */
    Optional<String> kept(Event event) {
        return tickets.kept(event);
    }

    void delivered(SubjectQueue queue, Receipt receipt, Instant now) {
        PendingEvent first = queue.first();
        first.attempts++;
        counts.delivered(first.event, now);
        Pairing pairing = tickets.of(first.event);
        if (!pairing.isOfATicket()) {
            subjects.end(queue, Completion.NONE, now);
            return;
        }
        Optional<String> closed = Optional.empty();
        if (pairing.makesATicket()) {
            subjects.doneWith(queue, pairing.ticket());
            open(pairing, receipt);
            repeats.told(pairing.ticket(), first.event, receipt.again(), now);
        } else {
            tickets.close(pairing.ticket());
            repeats.ended(pairing.ticket());
            closed = Optional.of(pairing.ticket());
        }
        subjects.end(
                queue,
                new Completion(Optional.empty(), sent(first, Sent.Result.DELIVERED, receipt.answer(), now), closed),
                now);
    }

    private void open(Pairing pairing, Receipt receipt) {
        tickets.open(pairing.ticket(), receipt);
        subjects.opened(pairing.ticket(), receipt);
    }

    /**
     * Takes the queue of an open ticket that the sink is to be told of once more. There is nothing else to tell of it, so that
     * nothing is told again behind its end.
     *
     * @throws StoreUnavailable if the store cannot be asked now
     */
    Optional<SubjectQueue> nextRepeat(Instant now) {
        for (Optional<Repeats.Due> due = repeats.take(now); due.isPresent(); due = repeats.take(now)) {
            if (mayBeRepeated(due.get(), now)) {
                Optional<SubjectQueue> queue = subjects.takeToRepeat(due.get());
                if (queue.isPresent()) {
                    return queue;
                }
                repeats.postpone(due.get(), now);
            }
        }
        return Optional.empty();
    }

    private boolean mayBeRepeated(Repeats.Due due, Instant now) {
        try {
            if (tickets.isOpen(due.ticket()) && !tickets.isOver(due.event())) {
                return true;
            }
            repeats.ended(due.ticket());
            return false;
        } catch (StoreUnavailable e) {
            repeats.failed(due, Optional.empty(), now);
            throw e;
        }
    }

    /** The sink has taken once more what it had taken before. */
    void repeated(SubjectQueue queue, Receipt receipt, Instant now) {
        Repeats.Due due = queue.repeating.orElseThrow();
        if (!receipt.kept().equals(tickets.kept(due.event()))) {
            open(tickets.of(due.event()), receipt);
        }
        repeats.told(due.ticket(), due.event(), receipt.again(), now);
        counts.repeated();
        subjects.endRepeat(queue, now);
    }

    /** The sink was not told once more. Nothing is lost with it, so it is no dead letter. */
    void notRepeated(SubjectQueue queue, Attempt outcome, Instant now) {
        Repeats.Due due = queue.repeating.orElseThrow();
        counts.failed(outcome.error());
        if (outcome.isHopeless()) {
            LOG.warn("{} cannot be told to sink {} again: {}", queue.printableSubject(), sink.name(), outcome.error());
            repeats.postpone(due, now);
        } else {
            repeats.failed(due, outcome.pause(), now);
        }
        subjects.endRepeat(queue, now);
    }

    /** An attempt failed, and counts. */
    void failed(SubjectQueue queue, Attempt outcome, Instant now) {
        PendingEvent first = queue.first();
        first.maybe |= outcome.maybe();
        first.attempts++;
        counts.failed(outcome.error());
        if (outcome.isHopeless() || first.attempts >= sink.maxAttempts()) {
            lost(queue, outcome.error(), now);
        } else {
            Duration wait = RedeliveryDelay.after(first.attempts, outcome.pause());
            subjects.failed(queue, outcome.error(), now.plus(wait), now);
        }
    }

    /** An attempt failed that does not count. */
    void undone(SubjectQueue queue, Attempt outcome, Instant now) {
        queue.first().maybe |= outcome.maybe();
        subjects.undone(queue, now);
    }

    private void lost(SubjectQueue queue, String error, Instant now) {
        PendingEvent first = queue.first();
        LOG.warn(
                "{} loses event {} for sink {}, it is kept as a dead letter (attempts: {}): {}",
                queue.printableSubject(),
                first.event.id(),
                sink.name(),
                first.attempts,
                error);
        counts.lost(1);
        Pairing pairing = tickets.of(first.event);
        if (pairing.makesATicket()) {
            subjects.doneWith(queue, pairing.ticket());
        }
        if (first.maybe && tickets.isMadeBy(first.event)) {
            // The sink may have the ticket open, so it has to be told of its end.
            open(pairing, Receipt.NONE);
        }
        subjects.end(
                queue,
                new Completion(
                        Optional.of(LostEvent.of(first.event, first.addressed, first.attempts, error, now, sink)),
                        sent(first, Sent.Result.LOST, Optional.of(error), now),
                        Optional.empty()),
                now);
    }

    private Optional<Sent> sent(PendingEvent pending, Sent.Result result, Optional<String> answer, Instant now) {
        Event event = pending.event;
        if (!tickets.of(event).isOfATicket()) {
            return Optional.empty();
        }
        return Optional.of(new Sent(
                sink.name(),
                event.id(),
                event.type(),
                event.subject(),
                event.data().incident(),
                now,
                pending.attempts,
                result,
                answer));
    }
}
