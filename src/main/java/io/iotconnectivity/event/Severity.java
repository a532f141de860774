package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much an outage matters, least first. {@link #NONE} is recorded but not worth a ticket. */
public enum Severity {
    NONE,
    INFO,
    WARNING,
    CRITICAL;

    /** The name used in events, settings and tables, in lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the word names no severity
     */
    @JsonCreator
    public static Severity of(String word) {
        for (Severity severity : values()) {
            if (severity.word().equals(word)) {
                return severity;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is not a severity; write none, info, warning or critical");
    }
}
