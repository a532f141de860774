package io.iotconnectivity.presence;

import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.signal.Connection;
import java.time.Instant;
import java.util.Optional;

/** What the history keeps about a signal. */
final class Records {
    private Records() {}

    static SignalData of(String kind, Instant at, boolean current, Optional<String> reason, Connection connection) {
        return new SignalData(
                kind,
                at,
                current,
                reason,
                connection.version(),
                connection.session(),
                connection.principal(),
                connection.ipAddress());
    }

    static SignalData of(String kind, Instant at, boolean current) {
        return of(kind, at, current, Optional.empty(), Connection.UNKNOWN);
    }
}
