package io.iotconnectivity.signal;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the IoT log tells of the end of a connection, or of a connect that was refused.
 *
 * @param at when it happened, by the log; absent where nothing was found
 * @param reason AWS's reason, spelled as in the lifecycle events
 * @param details what the log adds in words, at most {@value #MAX_DETAILS} characters
 * @param sourceIp where the client was connected from
 * @param traceId ties the entries of one happening together
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

    /** The log was asked, also again a while later, and says nothing of it. */
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
