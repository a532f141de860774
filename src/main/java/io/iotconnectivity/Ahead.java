package io.iotconnectivity;

import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.thread.NamedThread;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** A part of the start that runs on a thread of its own until another part needs its result. */
final class Ahead<T> {
    private final FutureTask<T> work;

    private Ahead(FutureTask<T> work) {
        this.work = work;
    }

    /**
     * @param name of the thread
     */
    static <T> Ahead<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        NamedThread.daemon(name, task).start();
        return new Ahead<>(task);
    }

    /**
     * Waits for the result.
     *
     * @throws CannotStart if the work ended so
     */
    T await() throws CannotStart {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CannotStart known) {
                throw known;
            }
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("interrupted while starting", e);
        }
    }

    /** Waits for the result and passes it on, unless there is none: then there is nothing to close. */
    void close(Consumer<T> closing) {
        T result;
        try {
            result = await();
        } catch (CannotStart | RuntimeException e) {
            // Whoever needed the result has been told.
            return;
        }
        closing.accept(result);
    }
}
