package io.iotconnectivity.presence;

import java.time.Instant;

/**
 * The latest end of any connection for which the broker sends a will. It explains a will that comes before or after it.
 *
 * @param at when the connection ended, by AWS's clock
 * @param heardAt when that reached us
 * @param willSeen whether its will has been matched with it
 */
public record Close(Instant at, Instant heardAt, boolean willSeen) {}
