package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which events one sink receives, which is next, and what happens to each. Never blocks; confined to one
 * thread.
 */
final class SinkQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SinkQueue.class);

    private final Sink sink;
    private final SubjectQueues subjects;
    private final OpenTickets tickets;
    private final Repeats repeats;
    private final DeliveryCounts counts;
    private final OutsideHours hours;

    SinkQueue(Sink sink, SubjectQueues subjects, OpenTickets tickets, Repeats repeats, DeliveryCounts counts) {
        this.sink = sink;
        this.subjects = subjects;
        this.tickets = tickets;
        this.repeats = repeats;
        this.counts = counts;
        this.hours = new OutsideHours(sink.telling(), tickets);
    }

    SubjectQueues subjects() {
        return subjects;
    }

    /** The next events of the log. */
    void read(EventSlice slice, Instant now) {
        slice.events().forEach(logged -> read(logged, now));
        subjects.skip(slice.end());
    }

    /** The next event of the log. */
    void read(Logged logged, Instant now) {
        if (!logged.isForOthersThan(sink.name()) && tickets.concern(logged, subjects)) {
            subjects.add(logged, now);
            supersede(logged);
            subjects.look(logged.event().subject(), now);
        } else {
            subjects.skip(logged.seq());
        }
    }

    /** What somebody has addressed to the sink is delivered whatever came later, and is older than its place in the log. */
    private void supersede(Logged logged) {
        Event event = logged.event();
        if (sink.supersedes().isPresent()
                && logged.addressee().isEmpty()
                && isState(event)
                && sink.supersedes().get().test(event)) {
            long sequence = event.device().orElseThrow().sequence();
            counts.superseded(subjects.supersede(
                    event.subject(),
                    waiting -> !waiting.isAddressed()
                            && isState(waiting.event)
                            && waiting.event.device().orElseThrow().sequence() < sequence));
        }
    }

    private boolean isState(Event event) {
        return event.device().isPresent() && !tickets.of(event).isOfATicket();
    }

    /** Takes the next queue whose first event is to be delivered. */
    Optional<SubjectQueue> next(Instant now) {
        return next(() -> subjects.take(now), now);
    }

    /** Takes the queue whose first event probes a paused sink. */
    Optional<SubjectQueue> nextForProbe(Instant now) {
        return next(() -> subjects.takeForProbe(now), now);
    }

    private Optional<SubjectQueue> next(Supplier<Optional<SubjectQueue>> taking, Instant now) {
        Optional<SubjectQueue> queue = taking.get();
        while (queue.isPresent() && !isToBeDelivered(queue.get(), now)) {
            queue = taking.get();
        }
        return queue;
    }

    /** Returns whether the first event of the queue must be delivered; if not, it is done with. */
    private boolean isToBeDelivered(SubjectQueue queue, Instant now) {
        Pairing.Verdict verdict;
        OutsideHours.Verdict byHours;
        try {
            verdict = tickets.judge(queue.first());
            byHours = verdict == Pairing.Verdict.DELIVER ? hours.judge(queue, now) : OutsideHours.Verdict.DELIVER;
        } catch (StoreUnavailable e) {
            subjects.undone(queue, now);
            throw e;
        }
        if (byHours == OutsideHours.Verdict.WAIT) {
            subjects.holdUntil(sink.telling().nextAllowed(now), queue, now);
            return false;
        }
        if (verdict == Pairing.Verdict.DELIVER && byHours == OutsideHours.Verdict.DELIVER) {
            return true;
        }
        Pairing pairing = tickets.of(queue.first().event);
        if (pairing.isOfATicket()) {
            // Once the end is delivered, what was dropped before it must not come after it.
            subjects.doneWith(queue, pairing.ticket());
        }
        drop(queue, byHours.why().orElseGet(() -> why(verdict)), now);
        return false;
    }

    private static String why(Pairing.Verdict verdict) {
        return verdict == Pairing.Verdict.OVER
                ? "it was over before it could be delivered"
                : "its opening was not delivered";
    }

    private void drop(SubjectQueue queue, String why, Instant now) {
        PendingEvent first = queue.first();
        LOG.info(
                "{} is not delivered to sink {}: {} (event {})",
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
    }

    /**
     * Call before an attempt.
     *
     * @param reach the position up to which events are durably marked as possibly tried
     * @return whether the attempt must wait until the current change and reach are durable
     */
    boolean prepare(SubjectQueue queue, long reach, Instant now) {
        Event event = queue.first().event;
        Pairing pairing = tickets.of(event);
        return pairing.role() == Pairing.Role.CLOSES
                ? subjects.prepareEnd(pairing.ticket())
                : tickets.isMadeBy(event) && subjects.prepare(queue, reach, now);
    }

    /** What the sink keeps for the event's ticket. */
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
            repeat(pairing.ticket(), first.event, receipt.again(), now);
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

    /**
     * @param asked the interval at which the sink itself wants it again, which takes precedence
     */
    private void repeat(String ticket, Event told, Optional<Duration> asked, Instant now) {
        if (asked.isEmpty() && sink.telling().reminds(told)) {
            Duration every = sink.telling().repeatEvery().orElseThrow();
            repeats.remind(ticket, Reminder.after(told, sink.name(), now.plus(every)), every);
        } else {
            repeats.told(ticket, told, asked, now);
        }
    }

    private void open(Pairing pairing, Receipt receipt) {
        tickets.open(pairing.ticket(), receipt);
        subjects.opened(pairing.ticket(), receipt);
    }

    /**
     * Takes the queue of an open ticket whose event is to be repeated. The queue has nothing else to deliver, so
     * nothing is repeated after the ticket's end.
     *
     * @throws StoreUnavailable if the store cannot currently be read
     */
    Optional<SubjectQueue> nextRepeat(Instant now) {
        for (Optional<Repeats.Due> due = repeats.take(now); due.isPresent(); due = repeats.take(now)) {
            if (due.get().isReminder() && !sink.telling().isAllowed(now)) {
                repeats.putOff(due.get(), sink.telling().nextAllowed(now));
            } else if (mayBeRepeated(due.get(), now)) {
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

    /** The sink accepted a repetition. */
    void repeated(SubjectQueue queue, Receipt receipt, Instant now) {
        Repeats.Due due = queue.repeating.orElseThrow();
        if (!receipt.kept().equals(tickets.kept(due.event()))) {
            open(tickets.of(due.event()), receipt);
        }
        repeat(due.ticket(), due.event(), receipt.again(), now);
        counts.repeated();
        if (due.isReminder()) {
            subjects.note(sent(due.event(), 1, Sent.Result.DELIVERED, receipt.answer(), now));
        }
        subjects.endRepeat(queue, now);
    }

    /** A repetition was due, but the sink was not called. */
    void repeatLater(SubjectQueue queue, Instant now) {
        repeats.postpone(queue.repeating.orElseThrow(), now);
        subjects.endRepeat(queue, now);
    }

    /** A repetition failed. Nothing is lost, so there is no dead letter. */
    void notRepeated(SubjectQueue queue, Attempt outcome, Instant now) {
        Repeats.Due due = queue.repeating.orElseThrow();
        counts.failed(outcome.error());
        if (outcome.isHopeless()) {
            LOG.warn("{} cannot be repeated to sink {}: {}", queue.printableSubject(), sink.name(), outcome.error());
            repeats.postpone(due, now);
        } else {
            repeats.failed(due, outcome.pause(), now);
        }
        subjects.endRepeat(queue, now);
    }

    /** An attempt failed and counts. */
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

    /** An attempt failed but does not count. */
    void undone(SubjectQueue queue, Attempt outcome, Instant now) {
        queue.first().maybe |= outcome.maybe();
        subjects.undone(queue, now);
    }

    private void lost(SubjectQueue queue, String error, Instant now) {
        PendingEvent first = queue.first();
        LOG.warn(
                "{}: event {} could not be delivered to sink {} and is kept as a dead letter (attempts: {}): {}",
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
            // The sink may have opened the ticket, so it must receive its end.
            open(pairing, Receipt.NONE);
        }
        subjects.end(
                queue,
                new Completion(
                        Optional.of(LostEvent.of(first.event, first.isAddressed(), first.attempts, error, now, sink)),
                        sent(first, Sent.Result.LOST, Optional.of(error), now),
                        Optional.empty()),
                now);
    }

    private Optional<Sent> sent(PendingEvent pending, Sent.Result result, Optional<String> answer, Instant now) {
        return tickets.of(pending.event).isOfATicket()
                ? Optional.of(sent(pending.event, pending.attempts, result, answer, now))
                : Optional.empty();
    }

    private Sent sent(Event event, int attempts, Sent.Result result, Optional<String> answer, Instant now) {
        return new Sent(
                sink.name(),
                event.id(),
                event.type(),
                event.subject(),
                event.data().incident(),
                now,
                attempts,
                result,
                answer);
    }
}
