package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Pairing;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.StoreException;
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
    private final Lanes lanes;
    private final Tickets tickets;
    private final Repeats repeats;
    private final Tally tally;

    SinkQueue(Sink sink, Lanes lanes, Tickets tickets, Repeats repeats, Tally tally) {
        this.sink = sink;
        this.lanes = lanes;
        this.tickets = tickets;
        this.repeats = repeats;
        this.tally = tally;
    }

    Lanes lanes() {
        return lanes;
    }

    /** The next event of the log. */
    void read(Logged logged, Instant now) {
        if (!logged.isForOthersThan(sink.name()) && tickets.concern(logged, lanes)) {
            lanes.add(logged, now);
        } else {
            lanes.skip(logged.seq());
        }
    }

    /** Takes the next lane whose first event is to be delivered. */
    Optional<Lane> next(Instant now) {
        return next(() -> lanes.take(now), now);
    }

    /** Takes the lane whose first event the sink is tried with that looks dead. */
    Optional<Lane> nextForProbe(Instant now) {
        return next(lanes::takeForProbe, now);
    }

    private Optional<Lane> next(Supplier<Optional<Lane>> taking, Instant now) {
        Optional<Lane> lane = taking.get();
        while (lane.isPresent() && !isToBeDelivered(lane.get(), now)) {
            lane = taking.get();
        }
        return lane;
    }

    /** If not, the first event of the lane is done with. */
    private boolean isToBeDelivered(Lane lane, Instant now) {
        Pairing.Verdict verdict;
        try {
            verdict = tickets.judge(lane.first());
        } catch (StoreException e) {
            lanes.undone(lane, now);
            throw e;
        }
        if (verdict == Pairing.Verdict.DELIVER) {
            return true;
        }
        Lane.Pending first = lane.first();
        String why = verdict == Pairing.Verdict.OVER
                ? "it was over before it could be delivered"
                : "its opening was not delivered";
        LOG.info(
                "{} is not told to sink {}: {} (event {})",
                lane.printableSubject(),
                sink.name(),
                why,
                first.event.id());
        tally.dropped();
        lanes.end(
                lane,
                new Ending(Optional.empty(), sent(first, Sent.Result.DROPPED, Optional.of(why), now), Optional.empty()),
                now);
        return false;
    }

    /**
     * Is to be called before an attempt.
     *
     * @param reach what is known durably to be in doubt up to there, should the process end
     * @return whether the attempt has to wait until the present change and reach are durable
     */
    boolean forewarn(Lane lane, long reach, Instant now) {
        Event event = lane.first().event;
        Pairing pairing = tickets.of(event);
        return pairing.role() == Pairing.Role.CLOSES
                ? lanes.settle(pairing.ticket())
                : tickets.isMadeBy(event) && lanes.forewarn(lane, reach, now);
    }

    /** What the sink keeps of the ticket that the event is about. */
    Optional<String> kept(Event event) {
        return tickets.kept(event);
    }

    void delivered(Lane lane, Receipt receipt, Instant now) {
        Lane.Pending first = lane.first();
        first.attempts++;
        tally.delivered(first.event, now);
        Pairing pairing = tickets.of(first.event);
        if (!pairing.isOfATicket()) {
            lanes.end(lane, Ending.NONE, now);
            return;
        }
        Optional<String> closed = Optional.empty();
        if (pairing.makesATicket()) {
            lanes.unsettle(lane, pairing.ticket());
            open(pairing, receipt);
            repeats.told(pairing.ticket(), first.event, receipt.again(), now);
        } else {
            tickets.close(pairing.ticket());
            repeats.ended(pairing.ticket());
            closed = Optional.of(pairing.ticket());
        }
        lanes.end(
                lane,
                new Ending(Optional.empty(), sent(first, Sent.Result.DELIVERED, receipt.answer(), now), closed),
                now);
    }

    private void open(Pairing pairing, Receipt receipt) {
        tickets.open(pairing.ticket(), receipt);
        lanes.opened(pairing.ticket(), receipt);
    }

    /**
     * Takes the lane of an open ticket that the sink is to be told of once more. There is nothing else to tell of it, so that
     * nothing is told again behind its end.
     *
     * @throws StoreException if the store cannot be asked now
     */
    Optional<Lane> nextRepeat(Instant now) {
        for (Optional<Repeats.Due> due = repeats.take(now); due.isPresent(); due = repeats.take(now)) {
            if (mayBeRepeated(due.get(), now)) {
                Optional<Lane> lane = lanes.takeToRepeat(due.get());
                if (lane.isPresent()) {
                    return lane;
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
        } catch (StoreException e) {
            repeats.failed(due, Optional.empty(), now);
            throw e;
        }
    }

    /** The sink has taken once more what it had taken before. */
    void repeated(Lane lane, Receipt receipt, Instant now) {
        Repeats.Due due = lane.repeating.orElseThrow();
        if (!receipt.kept().equals(tickets.kept(due.event()))) {
            open(tickets.of(due.event()), receipt);
        }
        repeats.told(due.ticket(), due.event(), receipt.again(), now);
        tally.repeated();
        lanes.endRepeat(lane, now);
    }

    /** The sink was not told once more. Nothing is lost with it, so it is no dead letter. */
    void notRepeated(Lane lane, Attempt outcome, Instant now) {
        Repeats.Due due = lane.repeating.orElseThrow();
        tally.failed(outcome.error());
        if (outcome.isHopeless()) {
            LOG.warn("{} cannot be told to sink {} again: {}", lane.printableSubject(), sink.name(), outcome.error());
            repeats.postpone(due, now);
        } else {
            repeats.failed(due, outcome.pause(), now);
        }
        lanes.endRepeat(lane, now);
    }

    /** An attempt failed, and counts. */
    void failed(Lane lane, Attempt outcome, Instant now) {
        Lane.Pending first = lane.first();
        first.maybe |= outcome.maybe();
        first.attempts++;
        tally.failed(outcome.error());
        if (outcome.isHopeless() || first.attempts >= sink.maxAttempts()) {
            lost(lane, outcome.error(), now);
        } else {
            Duration wait = RedeliveryDelay.after(first.attempts, outcome.pause());
            lanes.failed(lane, outcome.error(), now.plus(wait), now);
        }
    }

    /** An attempt failed that does not count. */
    void undone(Lane lane, Attempt outcome, Instant now) {
        lane.first().maybe |= outcome.maybe();
        lanes.undone(lane, now);
    }

    private void lost(Lane lane, String error, Instant now) {
        Lane.Pending first = lane.first();
        LOG.warn(
                "{} loses event {} for sink {}, it is kept as a dead letter (attempts: {}): {}",
                lane.printableSubject(),
                first.event.id(),
                sink.name(),
                first.attempts,
                error);
        tally.lost(1);
        Pairing pairing = tickets.of(first.event);
        if (pairing.makesATicket()) {
            lanes.unsettle(lane, pairing.ticket());
        }
        if (first.maybe && tickets.isMadeBy(first.event)) {
            // The sink may have the ticket open, so it has to be told of its end.
            open(pairing, Receipt.NONE);
        }
        lanes.end(
                lane,
                new Ending(
                        Optional.of(Checkpoint.Lost.of(first.event, first.addressed, first.attempts, error, now, sink)),
                        sent(first, Sent.Result.LOST, Optional.of(error), now),
                        Optional.empty()),
                now);
    }

    private Optional<Sent> sent(Lane.Pending pending, Sent.Result result, Optional<String> answer, Instant now) {
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
