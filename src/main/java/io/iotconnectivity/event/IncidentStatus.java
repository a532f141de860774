package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an incident is open or resolved. */
public enum IncidentStatus {
    OPEN,
    RESOLVED;

    /** The name used in events and queries, in lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the word is neither
     */
    @JsonCreator
    public static IncidentStatus of(String word) {
        for (IncidentStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is not a status; write open or resolved");
    }
}
