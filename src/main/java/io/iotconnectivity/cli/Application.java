package io.iotconnectivity.cli;

import io.iotconnectivity.settings.Settings;

/** What the commands act on. */
@FunctionalInterface
public interface Application {

    /**
     * Runs until the process is told to stop.
     *
     * @throws CannotStart if something outside is in the way
     */
    void run(Settings settings) throws CannotStart;
}
