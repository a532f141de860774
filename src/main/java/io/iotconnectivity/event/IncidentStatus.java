package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an incident goes on. */
public enum IncidentStatus {
    OPEN,
    RESOLVED;

    /** As it stands in events and queries: lower case. */
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
