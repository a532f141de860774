package io.iotconnectivity.engine.sqlite;

import java.sql.SQLException;

/** Something to be made durable, in one transaction with whatever else waits at that moment. */
interface Work {

    /** Writes it. Called again, from the start, if the transaction had to be undone. */
    void write(Batch batch) throws SQLException;

    /**
     * It could not be written because of what it holds.
     *
     * @return whether {@link #write} will now write something else in its place
     */
    default boolean writeInstead(Exception why) {
        return false;
    }

    /** It is durable. Not called on the writer's thread. */
    default void committed() {}

    /** It will never be durable. */
    default void failed(Throwable why) {}
}
