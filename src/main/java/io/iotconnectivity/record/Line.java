package io.iotconnectivity.record;

import io.iotconnectivity.engine.Committed;
import java.time.Instant;

/** One line of a record. */
sealed interface Line {

    /**
     * The time by the application's clock; never before that of an earlier line, unless the clock was set back, or the
     * file is {@link Shared}.
     */
    Instant at();

    /** Calls the visitor's method for this kind. */
    void accept(Visitor visitor);

    /** Handles each kind of line. A new kind adds a method, so code that forgets it does not compile. */
    interface Visitor {
        void item(Item line);

        void known(Known line);

        void started(Started line);

        void gap(Gap line);

        void shared(Shared line);
    }

    /** The engine processed something or announced an incident. */
    record Item(Instant at, Committed.Item item) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.item(this);
        }
    }

    /**
     * The state of a device when the file was started.
     *
     * @param device its state and its group
     */
    record Known(Instant at, KnownDevice device) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.known(this);
        }
    }

    /** The application started; earlier deadlines waited for it. */
    record Started(Instant at) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.started(this);
        }
    }

    /**
     * Several nodes share the devices, and this file has what one of them has processed. Its lines are in order for each
     * device only: they, and those of the other nodes, are to be ordered by their times.
     */
    record Shared(Instant at) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.shared(this);
        }
    }

    /**
     * Lines are missing here, because the record could not be written at all, or not as fast as signals arrived.
     *
     * @param lines the number of missing lines
     */
    record Gap(Instant at, long lines) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.gap(this);
        }
    }
}
