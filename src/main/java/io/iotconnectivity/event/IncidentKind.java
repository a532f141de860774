package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an incident is about. */
public enum IncidentKind {
    /** The outage, or the silence, of one device. */
    DEVICE,
    /** Many devices of one group that dropped together. */
    GROUP,
    /** Two clients that take one client id from each other. */
    CONFLICT,
    /** A device that comes and goes. */
    FLAPPING,
    /** A device whose credentials or policy AWS refuses. */
    CREDENTIALS,
    /** A source of ours by which nothing is heard: what is told meanwhile could not be checked. */
    BLIND,
    /** Nothing: a sink is being tried. */
    TEST;

    /** As it stands in events and keys: lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the word is none of the kinds
     */
    @JsonCreator
    public static IncidentKind of(String word) {
        for (IncidentKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + word
                + "' is not a kind of incident; write device, group, conflict, flapping, credentials, blind or test");
    }
}
