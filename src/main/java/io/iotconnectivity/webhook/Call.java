package io.iotconnectivity.webhook;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param headers all except those of the signature
 * @param most how many bytes of the response are read
 */
record Call(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, int most) {}
