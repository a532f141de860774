package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A condition that holds for a device in addition to its verdict. */
public enum Overlay {
    /** It repeatedly connects and disconnects. */
    FLAPPING,
    /** Different clients take its client id from each other. */
    CONFLICT;

    /** The name used in events, in lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the word is neither
     */
    @JsonCreator
    public static Overlay of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
