package io.iotconnectivity.source.mqtt;

/** An attempt to connect and subscribe failed. */
final class NotConnected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ConnectFailure trouble;

    NotConnected(ConnectFailure trouble, Throwable cause) {
        super(trouble.words(), cause);
        this.trouble = trouble;
    }

    ConnectFailure trouble() {
        return trouble;
    }
}
