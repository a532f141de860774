package io.iotconnectivity.signal;

/**
 * Why a message cannot be read, in words for an operator. Carries no stack trace, because bad messages may arrive in
 * floods.
 */
final class Refusal extends Exception {
    Refusal(String reason) {
        super(reason, null, false, false);
    }

    Reading toReading() {
        return new Reading.Unreadable(getMessage());
    }
}
