package io.iotconnectivity.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * AWS's answer about the connection of one client. It reflects what the broker believes: a half-open connection is
 * {@link Status#CONNECTED}.
 *
 * @param since when the client connected, or its connection ended, by AWS's clock; AWS forgets it after a while
 * @param reason why the connection ended; absent while it is open, and if AWS has forgotten it
 * @param keepAlive the keep-alive that the broker enforces
 * @param thing the name of the client's thing
 * @param sourceIp the address that the client is, or was, connected from
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/device-connectivity-status.html">Device connectivity
 *     status</a>
 */
public record Connectivity(
        Status status,
        Optional<Instant> since,
        Optional<Reason> reason,
        Optional<Duration> keepAlive,
        Optional<String> thing,
        Optional<String> sourceIp) {

    /** AWS could not be asked, did not answer, or does not know the client. */
    public static final Connectivity UNKNOWN = of(Status.UNKNOWN, Optional.empty(), Optional.empty());

    /** Whether there is a connection. */
    public enum Status {
        CONNECTED,
        NOT_CONNECTED,
        /** AWS cannot tell. */
        UNKNOWN
    }

    /** Creates an answer of which only the state of the connection is known. */
    public static Connectivity of(Status status, Optional<Instant> since, Optional<Reason> reason) {
        return new Connectivity(status, since, reason, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public boolean isConnected() {
        return status == Status.CONNECTED;
    }
}
