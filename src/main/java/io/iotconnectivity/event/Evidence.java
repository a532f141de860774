package io.iotconnectivity.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One signal that a verdict rests on.
 *
 * @param kind {@code connected}, {@code disconnected}, {@code connect_failed}, {@code last_will}, {@code sign_of_life}, {@code
 *     check}, {@code log_entry} or {@code cut_off}
 * @param at when it happened, by the clock of whoever reported it
 * @param detail further details, for example the disconnect reason
 */
public record Evidence(String kind, Instant at, Optional<String> detail) {
    /** Somebody had AWS end the connection; the detail says who, and why. */
    public static final String CUT_OFF = "cut_off";
}
