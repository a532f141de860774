package io.iotconnectivity.settings;

import io.iotconnectivity.aws.connectivity.CheckSettings;
import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import java.time.Duration;

/** Reads {@code verify} and {@code verify.*}: whether AWS is queried before a verdict. */
final class VerifyReader {
    private final Values values;

    VerifyReader(Values values) {
        this.values = values;
    }

    CheckSettings read() {
        return new CheckSettings(
                values.word("verify", Method.OFF, Method.class, Method::word),
                values.duration("verify.wait", Duration.ofSeconds(1), Duration.ofMinutes(1)),
                values.calls("verify.max-calls-per-second"));
    }
}
