package io.iotconnectivity.source.mqtt;

import java.io.IOException;

/** The broker sends what MQTT 5 or WebSockets forbid, or more than we take. The connection is of no further use. */
final class ProtocolBreach extends IOException {
    private static final long serialVersionUID = 1L;

    private final int reasonCode;

    /**
     * @param reasonCode what MQTT 5 has a client say of it in its DISCONNECT
     * @param what       the rest of a sentence that begins with <i>the broker</i>; nothing of the broker's own text
     */
    ProtocolBreach(int reasonCode, String what) {
        super(what);
        this.reasonCode = reasonCode;
    }

    int reasonCode() {
        return reasonCode;
    }
}
