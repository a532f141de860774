package io.iotconnectivity.web;

import java.time.Duration;

/**
 * What connections may cost, within the 1,024 files that some systems let a process open. These are fixed rather than
 * settings: they are far above what browsers, scrapers and probes need, and far below what does harm.
 *
 * @param inAll concurrent connections
 * @param ofAddress concurrent connections from one address or IPv6 network; does not apply to trusted proxies, which
 *     act for many
 * @param spare connections beyond these; they get liveness responses only
 * @param ahead chunks of requests that a client may send before it has read the earlier responses; a GET is two
 * @param body bytes of a request body that are read at most
 * @param untaken response bytes that may wait for their readers, over all connections
 * @param headWithin how long a client's first header may take after it connects
 * @param bodyWithin how long the body may take after the header
 * @param takenWithin how long a written response may wait for its reader
 * @param idle how long a connection may be idle between two requests, including the header of the second
 */
record ConnectionLimits(
        int inAll,
        int ofAddress,
        int spare,
        int ahead,
        long body,
        long untaken,
        Duration headWithin,
        Duration bodyWithin,
        Duration takenWithin,
        Duration idle) {

    static final ConnectionLimits STANDARD = new ConnectionLimits(
            500,
            100,
            100,
            100,
            1024 * 1024,
            32L * 1024 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
}
