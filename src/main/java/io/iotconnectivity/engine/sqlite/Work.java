package io.iotconnectivity.engine.sqlite;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Something to be made durable, in one transaction with whatever else waits at that moment, and the promise of it: it completes once
 * it is durable, with what was written, and exceptionally if it will never be.
 */
final class Work<T> extends CompletableFuture<T> {
    private Answer<T> answer;
    /** Null if there is nothing else to try. */
    private Function<Exception, ? extends Answer<T>> instead;

    private T written;

    /** Writes, and tells something about it. Called again, from the start, if the transaction had to be undone. */
    @FunctionalInterface
    interface Answer<T> {
        T write(Batch batch) throws SQLException;
    }

    /** Writes, and has nothing to tell. */
    @FunctionalInterface
    interface Write extends Answer<Void> {
        void to(Batch batch) throws SQLException;

        @Override
        default Void write(Batch batch) throws SQLException {
            to(batch);
            return null;
        }
    }

    Work(Answer<T> answer) {
        this(answer, null);
    }

    /**
     * @param instead what to write if the store refuses the first for what it holds
     */
    Work(Answer<T> answer, Function<Exception, ? extends Answer<T>> instead) {
        this.answer = answer;
        this.instead = instead;
    }

    void write(Batch batch) throws SQLException {
        written = answer.write(batch);
    }

    /**
     * It could not be written because of what it holds.
     *
     * @return whether {@link #write} will now write something else in its place
     */
    boolean writeInstead(Exception why) {
        if (instead == null) {
            return false;
        }
        answer = instead.apply(why);
        instead = null;
        return true;
    }

    /** It is durable. Not called on the writer's thread. */
    void committed() {
        complete(written);
    }

    /** It will never be durable. */
    void failed(Throwable why) {
        completeExceptionally(why);
    }
}
