package io.iotconnectivity.source.mqtt;

import java.io.IOException;

/**
 * The broker sent something that MQTT 5 or WebSockets forbid, or more than we accept. The connection is of no further
 * use.
 */
final class ProtocolBreach extends IOException {
    private static final long serialVersionUID = 1L;

    private final int reasonCode;

    /**
     * @param reasonCode the MQTT 5 reason code for our DISCONNECT
     * @param what the rest of a sentence that begins with <i>the broker</i>; nothing of the broker's own text
     */
    ProtocolBreach(int reasonCode, String what) {
        super(what);
        this.reasonCode = reasonCode;
    }

    int reasonCode() {
        return reasonCode;
    }
}
