package io.iotconnectivity.web;

import java.time.Duration;

/**
 * What connections may take of us, within the 1,024 files that some systems let a process open. Fixed and no settings: they are far above what browsers, scrapers and probes need, and far below
 * what harms us.
 *
 * @param inAll connections at once
 * @param ofAddress connections at once from one address, or one IPv6 network; not for trusted proxies, which speak for many
 * @param spare connections above these, which are answered one thing only: whether we live
 * @param ahead parts of requests that a client may send before it has taken the answers to those before; two a GET
 * @param body bytes of a request's body that are read at all
 * @param untaken bytes of answers that may wait for their readers, over all connections
 * @param headWithin how long after it connects a client's first header may take
 * @param bodyWithin how long after the header the body may take
 * @param takenWithin how long an answer, once it is written, may wait for its reader
 * @param idle how long a connection may lie idle between two requests, the header of the second included
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
