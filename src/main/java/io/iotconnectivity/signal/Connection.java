package io.iotconnectivity.signal;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What AWS reports about the connection that a lifecycle event belongs to. Old captures lack most of it, so every part
 * may be absent.
 *
 * @param version orders the connections of one client; the connect and the disconnect of one connection share it; restarts
 *     at 0 after about an hour away
 * @param session the session identifier
 * @param principal the certificate id, or the identity behind other credentials
 * @param ipAddress the client's address; AWS gives it on connect only
 * @param thing the thing name; AWS gives it for exclusive things only
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 */
public record Connection(
        OptionalLong version,
        Optional<String> session,
        Optional<String> principal,
        Optional<String> ipAddress,
        Optional<String> thing) {

    /** A connection about which nothing is known. */
    public static final Connection UNKNOWN = new Connection(
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
