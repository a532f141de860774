package io.iotconnectivity.cli;

import io.iotconnectivity.settings.Settings;

/** What the commands act on. */
@FunctionalInterface
public interface Application {

    /**
     * Runs until the process is told to stop.
     *
     * @throws CannotStart if an outside condition prevents it
     */
    void run(Settings settings) throws CannotStart;
}
