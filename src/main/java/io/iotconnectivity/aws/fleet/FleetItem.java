package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A thing as a fleet query shows it.
 *
 * @param connected absent if the index does not know
 * @param since when it connected, or its connection ended, by AWS's clock
 */
public record FleetItem(
        String clientId,
        String thingName,
        Optional<Boolean> connected,
        Optional<Instant> since,
        Optional<String> reason,
        Optional<Long> keepAliveSeconds,
        List<String> groups) {

    public static FleetItem of(FleetThing found) {
        Connectivity connectivity = found.connectivity();
        return new FleetItem(
                found.clientId(),
                found.thing(),
                connectivity.status() == Status.UNKNOWN ? Optional.empty() : Optional.of(connectivity.isConnected()),
                connectivity.since(),
                connectivity.reason().map(Reason::name),
                connectivity.keepAlive().map(Duration::toSeconds),
                found.groups());
    }
}
