package io.iotconnectivity.settings;

import io.iotconnectivity.aws.connectivity.DisconnectSettings;
import java.time.Duration;

/** Reads {@code disconnect.*}: whether people may have AWS IoT end connections of devices. */
final class DisconnectReader {
    private final Values values;

    DisconnectReader(Values values) {
        this.values = values;
    }

    DisconnectSettings read() {
        return new DisconnectSettings(
                values.flag("disconnect.enabled"),
                values.duration("disconnect.every", Duration.ofSeconds(1), Duration.ofHours(1)));
    }
}
