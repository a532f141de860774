package io.iotconnectivity.delivery;

import java.util.concurrent.CompletableFuture;

/** Delivers the events of one or more partitions of the log to one sink, on its own threads. */
interface SinkRunner {

    /** Starts; the sink is already registered. */
    void start();

    /** Signals that the log has grown. Never blocks. */
    void wake();

    /** Enables a disabled sink. Never blocks. */
    void enable();

    /** Stops; completes when nothing is in progress any more and the progress is saved. Never blocks. */
    CompletableFuture<Void> stop();

    /** The status, without the number of dead letters, which only the store knows. */
    SinkStatus status();
}
