package io.iotconnectivity.source;

import io.iotconnectivity.signal.Reading;
import java.time.Instant;

/** Makes a signal of a message; never throws. */
@FunctionalInterface
public interface SignalReader {

    /**
     * @param arrived when the message reached us
     */
    Reading read(String topic, byte[] payload, Instant arrived);
}
