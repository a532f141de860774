package io.iotconnectivity.delivery;

import io.iotconnectivity.delivery.Pairing.Role;
import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what becomes of an event that a sink would receive at a time at which it may not be told. What opens or
 * updates a ticket waits, unless it is over or there is later news; the end of what the sink was told is delivered; what
 * belongs to no ticket is dropped. Confined to one thread.
 */
final class OutsideHours {
    private final Telling telling;
    private final OpenTickets tickets;

    OutsideHours(Telling telling, OpenTickets tickets) {
        this.telling = telling;
        this.tickets = tickets;
    }

    /** What to do with an event. */
    enum Verdict {
        DELIVER(""),
        WAIT(""),
        OVER("it was over before the hours of the sink began"),
        OLD("there was later news before the hours of the sink began"),
        NO_TICKET("it came outside the hours of the sink and belongs to no ticket");

        private final String why;

        Verdict(String why) {
            this.why = why;
        }

        /** Why it is not delivered. */
        Optional<String> why() {
            return why.isEmpty() ? Optional.empty() : Optional.of(why);
        }
    }

    /**
     * Decides about the first event of a queue, which would be delivered at another time.
     *
     * @throws StoreUnavailable if the store cannot currently be read
     */
    Verdict judge(SubjectQueue queue, Instant now) {
        PendingEvent first = queue.first();
        // What may have arrived already must not be lost, and what somebody has addressed to the sink is wanted now.
        if (telling.isAllowed(now) || first.maybe || first.isAddressed()) {
            return Verdict.DELIVER;
        }
        Pairing pairing = tickets.of(first.event);
        if (pairing.role() == Role.CLOSES && tickets.isOpen(pairing.ticket())) {
            return Verdict.DELIVER;
        }
        if (!pairing.makesATicket()) {
            return Verdict.NO_TICKET;
        }
        if (tickets.isOver(first.event) || isFollowed(queue, pairing, Role.CLOSES)) {
            return Verdict.OVER;
        }
        return isFollowed(queue, pairing, Role.CONTINUES) ? Verdict.OLD : Verdict.WAIT;
    }

    private boolean isFollowed(SubjectQueue queue, Pairing by, Role role) {
        return queue.waiting.stream()
                .skip(1)
                .map(later -> later.event)
                .filter(later -> role == Role.CLOSES || tickets.isWanted(later))
                .anyMatch(later -> isOf(by, role, later));
    }

    private boolean isOf(Pairing ticket, Role role, Event event) {
        Pairing other = tickets.of(event);
        return other.role() == role && other.ticket().equals(ticket.ticket());
    }
}
