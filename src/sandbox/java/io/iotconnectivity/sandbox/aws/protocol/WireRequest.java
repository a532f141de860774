package io.iotconnectivity.sandbox.aws.protocol;

import java.util.Map;
import java.util.Optional;

/**
 * A request as it came over the wire.
 *
 * @param path    still percent-encoded
 * @param query   still percent-encoded; empty when there is none
 * @param headers by lower-case name
 * @param body    already unzipped
 */
public record WireRequest(String method, String path, String query, Map<String, String> headers, byte[] body) {
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}
