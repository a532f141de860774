package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.signal.LifecycleParser;
import io.iotconnectivity.signal.Reading;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;

/** What the product reads from the messages of a fleet. */
final class Signals {
    private static final LifecycleParser PARSER = new LifecycleParser();

    private Signals() {}

    static Signal of(LifecycleEvent event) {
        Reading reading = PARSER.read(event.json().getBytes(StandardCharsets.UTF_8), event.at());
        if (reading instanceof Reading.Understood understood) {
            return understood.signals().get(0);
        }
        throw new IllegalStateException(event + " is not read: " + reading);
    }
}
