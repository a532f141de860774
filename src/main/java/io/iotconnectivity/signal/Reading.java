package io.iotconnectivity.signal;

import java.util.List;

/** What a parser made of one message. */
public sealed interface Reading {

    /**
     * The message tells of devices.
     *
     * @param signals at least one, in the order of the message
     */
    record Understood(List<Signal> signals) implements Reading {
        public Understood {
            signals = List.copyOf(signals);
        }

        /** The message is one signal. */
        public Understood(Signal signal) {
            this(List.of(signal));
        }
    }

    /** The message was read and tells nothing of a device, as it is meant to. It is counted and not kept. */
    record Nothing() implements Reading {}

    /**
     * The message, or a part of it, cannot be used; it is to be kept as a dead letter, as a whole.
     *
     * @param reason a short sentence for an operator, without the message's own text
     * @param others what could be read of it all the same, in the order of the message; to be taken in, now and again when
     *     the dead letter is read once more
     */
    record Unreadable(String reason, List<Signal> others) implements Reading {
        public Unreadable {
            others = List.copyOf(others);
        }

        /** Nothing of the message can be used. */
        public Unreadable(String reason) {
            this(reason, List.of());
        }
    }
}
