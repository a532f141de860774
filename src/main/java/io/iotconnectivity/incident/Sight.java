package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a source delivers news of devices.
 *
 * @param source the name of its route
 * @param since when {@code state} began
 * @param detail why it is blind, or the outcome of comparing what it missed; printable, without a full stop
 */
public record Sight(String source, State state, Carries carries, Instant since, Optional<String> detail) {

    /** Whether news arrives. */
    public enum State {
        /** It is not connected. */
        AWAY,
        /** It is connected, but it is proven that nothing arrives. */
        SILENT,
        /** News arrives again; what was missed is not known yet. */
        BACK,
        /** News arrives, and nothing missed is left to compare. */
        SEES;

        /** Whether nothing arrives. */
        public boolean isBlind() {
            return this == AWAY || this == SILENT;
        }
    }

    /** What the source reports. */
    public enum Carries {
        /** Connects and disconnects. */
        CONNECTIONS,
        /** Signs of life. */
        SIGNS_OF_LIFE
    }

    public Sight {
        detail = detail == null ? Optional.empty() : detail;
    }
}
