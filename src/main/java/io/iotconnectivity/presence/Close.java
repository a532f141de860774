package io.iotconnectivity.presence;

import java.time.Instant;

/**
 * The latest end of a connection for which the broker publishes a will. It explains a will received before or after it.
 *
 * @param at when the connection ended, by AWS's clock
 * @param heardAt when the news of it was received
 * @param willsOwed how many connections, including this one, ended without their will being received; if negative, how
 *     many wills were received for connections whose end was not
 */
public record Close(Instant at, Instant heardAt, int willsOwed) {

    Close withOneWillSeen() {
        return new Close(at, heardAt, willsOwed > 0 ? willsOwed - 1 : willsOwed);
    }
}
