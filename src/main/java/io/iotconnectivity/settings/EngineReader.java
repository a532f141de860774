package io.iotconnectivity.settings;

import io.iotconnectivity.engine.EngineKind;
import io.iotconnectivity.engine.EngineSettings;
import java.time.Duration;
import java.util.Locale;

/** Reads {@code engine} and {@code engine.*}: where state is kept, and for how long. */
final class EngineReader {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DECADE = Duration.ofDays(3650);

    private final Values values;

    EngineReader(Values values) {
        this.values = values;
    }

    EngineSettings read() {
        return new EngineSettings(
                values.word("engine", EngineKind.EMBEDDED, EngineKind.class, kind -> kind.name()
                        .toLowerCase(Locale.ROOT)),
                values.path("engine.file", "data/connectivity.db"),
                values.duration("engine.history", MINUTE, DECADE),
                values.duration("engine.inbox", MINUTE, DECADE),
                values.duration("engine.dead-letters", MINUTE, DECADE),
                values.duration("settle", Duration.ZERO, DECADE));
    }
}
