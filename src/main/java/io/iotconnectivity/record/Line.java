package io.iotconnectivity.record;

import io.iotconnectivity.engine.Committed;
import java.time.Instant;

/** One line of a record. */
sealed interface Line {

    /** By our own clock; never before that of an earlier line, unless that clock was set back. */
    Instant at();

    /** Calls the visitor's method for this kind. */
    void accept(Visitor visitor);

    /** What is done with each kind of line. A new kind is a new method, so whoever forgets it does not compile. */
    interface Visitor {
        void item(Item line);

        void known(Known line);

        void started(Started line);

        void gap(Gap line);
    }

    /** The engine took something in, or told of an incident. */
    record Item(Instant at, Committed.Item item) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.item(this);
        }
    }

    /**
     * So a device was held when the file was begun.
     *
     * @param device what was held of it, and the group it belonged to
     */
    record Known(Instant at, KnownDevice device) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.known(this);
        }
    }

    /** The application started; deadlines that came before waited for it. */
    record Started(Instant at) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.started(this);
        }
    }

    /**
     * Lines are missing here, because the record could not be written as fast as signals came, or not at all.
     *
     * @param lines how many
     */
    record Gap(Instant at, long lines) implements Line {
        @Override
        public void accept(Visitor visitor) {
            visitor.gap(this);
        }
    }
}
