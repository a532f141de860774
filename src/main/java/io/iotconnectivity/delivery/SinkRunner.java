package io.iotconnectivity.delivery;

import java.util.concurrent.CompletableFuture;

/** Brings the events of the log to one sink, on threads of its own. */
interface SinkRunner {

    /** Begins; the sink's row exists. */
    void start();

    /** There is more in the log. Never blocks. */
    void wake();

    /** The sink, which was disabled, is to get events again. Never blocks. */
    void enable();

    /** Ends; completes when nothing is under way any more and the progress is noted. Never blocks. */
    CompletableFuture<Void> stop();

    /** Without the number of dead letters, which the store knows. */
    SinkStatus status();
}
