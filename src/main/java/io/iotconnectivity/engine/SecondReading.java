package io.iotconnectivity.engine;

import io.iotconnectivity.signal.Signal;
import java.util.List;
import java.util.Optional;

/** Reads a message again that could not be read when it came: its reader, or the settings, may have been changed since. */
@FunctionalInterface
public interface SecondReading {

    /** Never throws, and waits for nothing. */
    Found read(Unreadable message);

    /**
     * What the second reading has found.
     *
     * @param signals in their order; none if the message tells of clients that are no devices, or of nothing
     * @param refusal why it, or a part of it, still cannot be read; then the signals are those of the rest
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
