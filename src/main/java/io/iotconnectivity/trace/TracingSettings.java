package io.iotconnectivity.trace;

import java.net.URI;

/**
 * Where traces go, and how many.
 *
 * @param endpoint accepts OTLP over HTTP; contains no credentials
 * @param ratio the fraction of messages that is traced, from 0 to 1
 * @param clientIds whether spans name the device
 */
public record TracingSettings(URI endpoint, double ratio, boolean clientIds) {}
