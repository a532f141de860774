package io.iotconnectivity.event;

/** What a disconnect reason means for an operator. */
public enum Cause {
    NETWORK,
    POWER,
    PLANNED,
    TAKEOVER,
    CREDENTIALS,
    DEVICE,
    AWS,
    OPERATOR,
    RENEWAL,
    UNKNOWN
}
