package io.iotconnectivity.engine.sqlite;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A write to be made durable, in one transaction with whatever else is waiting, and the promise of it: it completes
 * with the answer once it is durable, and exceptionally if it never will be.
 */
final class Work<T> extends CompletableFuture<T> {
    private Answer<T> answer;
    /** Null if there is no alternative to try. */
    private Function<Exception, ? extends Answer<T>> instead;

    private T written;

    /** Writes, and returns an answer. Called again, from the start, if the transaction was rolled back. */
    @FunctionalInterface
    interface Answer<T> {
        T write(Batch batch) throws SQLException;
    }

    /** Writes, and returns no answer. */
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
     * @param instead what to write if the store rejects the first because of its content
     */
    Work(Answer<T> answer, Function<Exception, ? extends Answer<T>> instead) {
        this.answer = answer;
        this.instead = instead;
    }

    void write(Batch batch) throws SQLException {
        written = answer.write(batch);
    }

    /**
     * Called if the content made the write fail.
     *
     * @return whether {@link #write} will now write something else instead
     */
    boolean writeInstead(Exception why) {
        if (instead == null) {
            return false;
        }
        answer = instead.apply(why);
        instead = null;
        return true;
    }

    /** The write is durable. Not called on the writer thread. */
    void committed() {
        complete(written);
    }

    /** The write will never be durable. */
    void failed(Throwable why) {
        completeExceptionally(why);
    }
}
