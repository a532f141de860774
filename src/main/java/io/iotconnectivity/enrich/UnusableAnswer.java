package io.iotconnectivity.enrich;

/** What an enrich route returned says nothing about devices. The message says what is wrong with it. */
final class UnusableAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableAnswer(String message) {
        super(message);
    }
}
