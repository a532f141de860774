package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * How far we hear of devices by one of our sources.
 *
 * @param source name of its route
 * @param since when {@code state} began
 * @param detail why it is blind, or what came of the comparison of what it missed; printable, without a full stop
 */
public record Sight(String source, State state, Carries carries, Instant since, Optional<String> detail) {

    /** Whether anything is heard. */
    public enum State {
        /** It is not connected. */
        AWAY,
        /** It is connected, and it is proven that nothing arrives. */
        SILENT,
        /** News arrives again; what was missed is not known yet. */
        BACK,
        /** News arrives, and nothing is open of the time before. */
        SEES;

        /** Whether nothing arrives. */
        public boolean isBlind() {
            return this == AWAY || this == SILENT;
        }
    }

    /** What the source tells us. */
    public enum Carries {
        /** Who connects and who is gone. */
        CONNECTIONS,
        /** Who gives a sign of life. */
        SIGNS_OF_LIFE
    }

    public Sight {
        detail = detail == null ? Optional.empty() : detail;
    }
}
