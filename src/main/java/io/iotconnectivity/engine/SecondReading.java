package io.iotconnectivity.engine;

import io.iotconnectivity.signal.Signal;
import java.util.List;
import java.util.Optional;

/** Rereads a message that could not be read on arrival: its parser or the settings may have changed since. */
@FunctionalInterface
public interface SecondReading {

    /** For while it is not known how to read: everything stays as it is. */
    SecondReading NONE = message -> Found.unreadable(message.reason());

    /** Never throws or blocks. */
    Found read(Unreadable message);

    /**
     * The result of rereading a message.
     *
     * @param signals in order; none if the message is only about clients that are not devices, or about nothing
     * @param refusal why the message, or part of it, still cannot be read; the signals are then those of the rest
     */
    record Found(List<Signal> signals, Optional<String> refusal) {
        public Found {
            signals = List.copyOf(signals);
        }

        public static Found of(List<Signal> signals) {
            return new Found(signals, Optional.empty());
        }

        public static Found unreadable(String reason) {
            return new Found(List.of(), Optional.of(reason));
        }
    }
}
