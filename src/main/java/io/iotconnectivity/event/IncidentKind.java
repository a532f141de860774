package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an incident is about. */
public enum IncidentKind {
    /** The outage, or the silence, of one device. */
    DEVICE,
    /** Many devices of one group dropped together. */
    GROUP,
    /** Two clients take the same client id from each other. */
    CONFLICT,
    /** A device repeatedly connects and disconnects. */
    FLAPPING,
    /** AWS refuses the credentials or the policy of a device. */
    CREDENTIALS,
    /** A connected device is not subscribed to what it must be. */
    DEAF,
    /** A source of this application delivers nothing, so that events decided meanwhile cannot be verified. */
    BLIND,
    /** The error budget of a class of devices is spent too fast, or is used up. */
    SLO,
    /** A test of a sink; about nothing. */
    TEST;

    /** The name used in events and keys, in lower case. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the word names no kind
     */
    @JsonCreator
    public static IncidentKind of(String word) {
        for (IncidentKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "'" + word
                        + "' is not a kind of incident; write device, group, conflict, flapping, credentials, deaf, blind, slo or test");
    }
}
