package io.iotconnectivity.cli;

import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.settings.Settings;
import java.util.function.Consumer;

/** What the commands act on. */
@FunctionalInterface
public interface Application {

    /**
     * Runs until the process is told to stop.
     *
     * @throws CannotStart if an outside condition prevents it
     */
    void run(Settings settings) throws CannotStart;

    /**
     * Passes on the state of the installation, which must not be running.
     *
     * @throws io.iotconnectivity.engine.StoreException if that is not possible; the message says what to do
     */
    default void pass(Settings settings, Consumer<Moved> to) {
        throw new UnsupportedOperationException("it only runs");
    }

    /**
     * Puts state in place where there is none.
     *
     * @throws io.iotconnectivity.engine.StoreException if that is not possible; the message says what to do
     */
    default void take(Settings settings, MoveFile from) {
        throw new UnsupportedOperationException("it only runs");
    }
}
