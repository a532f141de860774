package io.iotconnectivity.web;

import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * An event of a device as streams show it.
 *
 * @param type such as {@code device.offline}
 * @param group the device's group; absent if it has none
 * @param at when it happened
 */
record ChangeView(
        String clientId,
        String type,
        Verdict state,
        Optional<Instant> since,
        Optional<String> reason,
        Optional<Cause> cause,
        Optional<Severity> severity,
        Optional<String> group,
        Instant at) {

    static ChangeView of(Event event, DeviceData data, Ledger ledger) {
        return new ChangeView(
                data.clientId(),
                event.type().shortName(),
                data.state(),
                data.since(),
                data.reason(),
                data.cause(),
                data.severity(),
                ledger.group(new ClientId(data.clientId())),
                event.time());
    }
}
