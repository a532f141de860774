package io.iotconnectivity.sandbox.aws.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/** A reply ready for the wire. */
public record WireReply(int status, Map<String, String> headers, byte[] body) {
    public static WireReply of(int status, String contentType, byte[] body) {
        return new WireReply(status, Map.of("Content-Type", contentType), body);
    }

    public WireReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new WireReply(status, more, body);
    }
}
