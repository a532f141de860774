package io.iotconnectivity.signal;

/** What a parser made of one message. */
public sealed interface Reading {

    /** The message is a signal. */
    record Understood(Signal signal) implements Reading {}

    /**
     * The message cannot be used and is to be kept as a dead letter.
     *
     * @param reason a short sentence for an operator, without the message's own text
     */
    record Unreadable(String reason) implements Reading {}
}
