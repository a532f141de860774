package io.iotconnectivity.presence;

import java.time.Instant;

/**
 * The latest end of any connection for which the broker sends a will. It explains a will that comes before or after it.
 *
 * @param at when the connection ended, by AWS's clock
 * @param heardAt when that reached us
 * @param willsOwed how many connections, this one among them, have ended without their will having been seen; negative: so many
 *     wills have been seen of connections whose end was not heard
 */
public record Close(Instant at, Instant heardAt, int willsOwed) {

    Close withOneWillSeen() {
        return new Close(at, heardAt, willsOwed > 0 ? willsOwed - 1 : willsOwed);
    }
}
