package io.iotconnectivity.mqtt;

/** An attempt to connect and subscribe failed. */
final class NotConnected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    NotConnected(Trouble trouble, Throwable cause) {
        super(trouble.words(), cause);
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }
}
