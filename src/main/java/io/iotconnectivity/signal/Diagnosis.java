package io.iotconnectivity.signal;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the IoT log says about the end of a connection or a refused connect.
 *
 * @param at when it happened, by the log; absent if nothing was found
 * @param reason AWS's reason, spelled as in the lifecycle events
 * @param details what the log adds in words, at most {@value #MAX_DETAILS} characters
 * @param sourceIp the address that the client was connected from
 * @param traceId correlates the log entries of one event
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/cwl-format.html">AWS IoT log entries</a>
 */
public record Diagnosis(
        Optional<Instant> at,
        Optional<Reason> reason,
        Optional<String> details,
        Optional<String> sourceIp,
        OptionalInt sourcePort,
        Optional<String> principal,
        Optional<String> traceId) {

    /** Longer texts are cut. */
    public static final int MAX_DETAILS = 512;

    /** The log was searched, and searched again a while later, without finding an entry. */
    public static final Diagnosis NOT_FOUND = new Diagnosis(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());

    public Diagnosis {
        details = details.map(text -> Printable.cut(text, MAX_DETAILS));
    }

    public boolean isFound() {
        return at.isPresent();
    }
}
