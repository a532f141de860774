package io.iotconnectivity.engine.sqlite;

import java.util.concurrent.CompletableFuture;

/** Work that somebody waits for. */
abstract class Awaited implements Work {
    final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public void committed() {
        done.complete(null);
    }

    @Override
    public void failed(Throwable why) {
        done.completeExceptionally(why);
    }
}
