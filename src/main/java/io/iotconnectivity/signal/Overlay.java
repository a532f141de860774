package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A condition that holds for a device in addition to its verdict. */
public enum Overlay {
    /** It repeatedly connects and disconnects. */
    FLAPPING,
    /** Different clients take its client id from each other. */
    CONFLICT,
    /** It is connected, but not subscribed to what it must be. */
    DEAF;

    /** The name used in events, in lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the word names none
     */
    @JsonCreator
    public static Overlay of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
