package io.iotconnectivity.sandbox.aws.iot;

/** The result of a direct message. */
public enum Delivery {
    /** It was sent and, where that was asked for, acknowledged. */
    DELIVERED,
    NOT_CONNECTED,
    /** No PUBACK came in time. */
    NOT_ACKNOWLEDGED
}
