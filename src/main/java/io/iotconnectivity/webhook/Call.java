package io.iotconnectivity.webhook;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param headers all of them but those of the signature
 * @param most how many bytes of the answer are read
 */
record Call(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, int most) {}
