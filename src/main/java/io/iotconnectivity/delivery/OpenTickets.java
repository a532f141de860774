package io.iotconnectivity.delivery;

import io.iotconnectivity.delivery.Pairing.Role;
import io.iotconnectivity.delivery.Pairing.Verdict;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open tickets of one sink, with what it keeps for each, which determine the events that it receives. Confined to
 * one thread.
 */
final class OpenTickets {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTickets.class);

    private final Sink sink;
    private final Map<String, Receipt> open;
    private final Predicate<Event> over;

    /**
     * @param open the stored tickets; owned by this object from now on
     * @param over whether the problem that an opening reports has ended; reads the store
     */
    OpenTickets(Sink sink, Map<String, Receipt> open, Predicate<Event> over) {
        this.sink = sink;
        this.open = open;
        this.over = over;
    }

    Pairing of(Event event) {
        return Pairing.of(event, sink.pairsDevices());
    }

    /** Whether an event of the log may have to be delivered; the fate of earlier events decides. */
    boolean concern(Logged logged, SubjectQueues queues) {
        Event event = logged.event();
        Pairing pairing = of(event);
        return logged.addressee().isPresent()
                || wants(event)
                || pairing.isOfATicket()
                        && (open.containsKey(pairing.ticket())
                                || queues.isWaiting(event.subject(), other -> opensTheSame(other, pairing)));
    }

    private boolean opensTheSame(Event other, Pairing pairing) {
        Pairing before = of(other);
        return before.makesATicket() && before.ticket().equals(pairing.ticket());
    }

    /**
     * Decides what to do with an event whose turn has come.
     *
     * @throws StoreUnavailable if the store cannot currently be read
     */
    Verdict judge(PendingEvent pending) {
        Event event = pending.event;
        Pairing pairing = of(event);
        boolean isOpen = open.containsKey(pairing.ticket());
        if (pairing.role() == Role.CLOSES && !isOpen && wants(event) && !wantsBegin(event)) {
            return Verdict.DELIVER;
        }
        return pairing.judge(isOpen, pending.maybe, wants(event), () -> mayBeTooLate(pending) && over.test(event));
    }

    /** A past outage is still reported, followed by its end, but not out of order. */
    private static boolean mayBeTooLate(PendingEvent pending) {
        return pending.event.incident().isPresent() || pending.isAddressed();
    }

    /** Whether this event opens a ticket that the sink does not have yet. */
    boolean isMadeBy(Event event) {
        Pairing pairing = of(event);
        return pairing.makesATicket() && !open.containsKey(pairing.ticket());
    }

    /** What the sink keeps for the event's ticket. */
    Optional<String> kept(Event event) {
        return Optional.ofNullable(open.get(of(event).ticket())).flatMap(Receipt::kept);
    }

    boolean isOpen(String ticket) {
        return open.containsKey(ticket);
    }

    /**
     * Whether the problem that an event reports has ended, even if its end has not been delivered yet.
     *
     * @throws StoreUnavailable if the store cannot currently be read
     */
    boolean isOver(Event event) {
        return over.test(event);
    }

    void open(String ticket, Receipt receipt) {
        open.put(ticket, receipt);
    }

    void close(String ticket) {
        open.remove(ticket);
    }

    /** Whether the filter of the sink accepts the event. */
    boolean isWanted(Event event) {
        return wants(event);
    }

    private boolean wants(Event event) {
        try {
            return sink.wants().test(event);
        } catch (RuntimeException e) {
            LOG.error("Sink {} receives event {}, because its filter failed", sink.name(), event.id(), e);
            return true;
        }
    }

    /** Whether a sink that receives the end of an outage would want its beginning; an incident always has one. */
    private boolean wantsBegin(Event end) {
        return end.incident().isPresent()
                || wants(as(EventType.DEVICE_OFFLINE, end))
                || wants(as(EventType.DEVICE_STALE, end));
    }

    private static Event as(EventType type, Event event) {
        return new Event(event.id(), type, event.subject(), event.time(), event.data());
    }
}
