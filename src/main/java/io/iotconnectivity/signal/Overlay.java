package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What holds of a device beside its verdict. */
public enum Overlay {
    /** It comes and goes. */
    FLAPPING,
    /** Differing clients take its client id from each other. */
    CONFLICT;

    /** As it stands in events: lower case. */
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
