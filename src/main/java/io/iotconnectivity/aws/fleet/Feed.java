package io.iotconnectivity.aws.fleet;

import java.time.Instant;

/**
 * A source of news about devices that can be away.
 *
 * @param since when {@code connected} last changed
 */
public record Feed(String name, boolean connected, Instant since) {}
