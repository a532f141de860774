package io.iotconnectivity.engine;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;

/**
 * What one transaction processed and announced about incidents, in order.
 *
 * @param at the time that the rules used as the present
 */
public record Committed(Instant at, List<Item> items) {

    public Committed {
        items = List.copyOf(items);
    }

    /** One item of a transaction. */
    public sealed interface Item {

        /** Calls the visitor's method for this kind. */
        void accept(Visitor visitor);
    }

    /** Handles each kind of item. A new kind adds a method, so code that forgets it does not compile. */
    public interface Visitor {
        void heard(Heard item);

        void due(Due item);

        void held(Held item);

        void silenced(Silenced item);

        void unsilenced(Unsilenced item);

        void sighted(Sighted item);

        void measured(Measured item);

        void told(Told item);
    }

    /** A new signal; never a timer or a mark made by the rules themselves. */
    public record Heard(Signal signal) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.heard(this);
        }
    }

    /**
     * A deadline that was due.
     *
     * @param name the client id or the group
     * @param deadline when it was due; {@link Committed#at} is not before it
     */
    public record Due(Deadline of, String name, Instant deadline) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.due(this);
        }
    }

    /** Deadlines are held until then. */
    public record Held(Instant until) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.held(this);
        }
    }

    /** A silence was set or replaced. */
    public record Silenced(Silence silence) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.silenced(this);
        }
    }

    /** A silence was ended early. */
    public record Unsilenced(String id) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.unsilenced(this);
        }
    }

    /** A source has become blind or recovered. */
    public record Sighted(Sight sight) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.sighted(this);
        }
    }

    /** It was measured how a class does against its objective for availability, and that has changed something. */
    public record Measured(SloReading reading) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.measured(this);
        }
    }

    /** An event about an incident was sent. */
    public record Told(Event event) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.told(this);
        }
    }
}
