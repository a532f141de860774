package io.iotconnectivity.source;

import io.iotconnectivity.signal.Reading;
import java.time.Instant;

/** Turns a message into a signal; never throws. */
@FunctionalInterface
public interface SignalReader {

    /**
     * @param arrived when we received the message
     */
    Reading read(String topic, byte[] payload, Instant arrived);
}
