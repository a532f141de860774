package io.iotconnectivity.webhook.format;

/** A payload file ran out of time. The machine may be busy, so another attempt may help. */
public final class Overrun extends Exception {
    private static final long serialVersionUID = 1L;

    Overrun(String message) {
        super(message);
    }
}
