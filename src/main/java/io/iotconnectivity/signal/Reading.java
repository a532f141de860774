package io.iotconnectivity.signal;

import java.util.List;

/** The result of parsing one message. */
public sealed interface Reading {

    /**
     * The message contains signals.
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

    /** The message was read and, as intended, says nothing about a device. It is counted but not kept. */
    record Nothing() implements Reading {}

    /**
     * The message, or part of it, is unusable; the whole message becomes a dead letter.
     *
     * @param reason a short sentence for an operator, without the message's own text
     * @param others the signals that could be read anyway, in the order of the message; to be processed now, and again
     *     when the dead letter is reread
     */
    record Unreadable(String reason, List<Signal> others) implements Reading {
        public Unreadable {
            others = List.copyOf(others);
        }

        /** A message that is entirely unusable. */
        public Unreadable(String reason) {
            this(reason, List.of());
        }
    }
}
