package io.iotconnectivity.sandbox;

/**
 * Where a connection came from, and what the client asked for when it connected.
 *
 * @param ipAddress            of the client
 * @param port                 of the client; HiveMQ does not expose it, so each connection has a synthetic one
 * @param keepAliveSeconds     as the client wants it, and as the broker here keeps it; 0 for none. AWS makes 30 to 1200 of it
 * @param sessionExpirySeconds how long the session outlives the connection; 0 for not at all
 */
public record Link(String ipAddress, int port, int keepAliveSeconds, boolean cleanSession, long sessionExpirySeconds) {}
