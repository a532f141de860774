package io.iotconnectivity.engine;

import io.iotconnectivity.decide.Deadline;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;

/**
 * What one transaction has taken in and told of incidents, in the order in which it did.
 *
 * @param at what the rules took for the present
 */
public record Committed(Instant at, List<Item> items) {

    public Committed {
        items = List.copyOf(items);
    }

    /** One of them. */
    public sealed interface Item {

        /** Calls the visitor's method for this kind. */
        void accept(Visitor visitor);
    }

    /** What is done with each kind of item. A new kind is a new method, so whoever forgets it does not compile. */
    public interface Visitor {
        void heard(Heard item);

        void due(Due item);

        void held(Held item);

        void silenced(Silenced item);

        void unsilenced(Unsilenced item);

        void sighted(Sighted item);

        void told(Told item);
    }

    /** A signal that was new; never a timer or what the rules themselves have marked. */
    public record Heard(Signal signal) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.heard(this);
        }
    }

    /**
     * A deadline that had come.
     *
     * @param name the client id or the group
     * @param deadline when it had been due; {@link Committed#at} is not before it
     */
    public record Due(Deadline of, String name, Instant deadline) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.due(this);
        }
    }

    /** From now on deadlines wait until then. */
    public record Held(Instant until) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.held(this);
        }
    }

    /** A silence was set, or replaced. */
    public record Silenced(Silence silence) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.silenced(this);
        }
    }

    /** A silence was ended before its time. */
    public record Unsilenced(String id) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.unsilenced(this);
        }
    }

    /** One of our own sources is blind, or sees again. */
    public record Sighted(Sight sight) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.sighted(this);
        }
    }

    /** An event about an incident went out. */
    public record Told(Event event) implements Item {
        @Override
        public void accept(Visitor visitor) {
            visitor.told(this);
        }
    }
}
