package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much an outage matters, least first. {@link #NONE} is worth a record, but no ticket. */
public enum Severity {
    NONE,
    INFO,
    WARNING,
    CRITICAL;

    /** As it stands in events, settings and tables: lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the word is none of the severities
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
