package io.iotconnectivity;

import io.iotconnectivity.cli.Application;
import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.settings.Settings;
import java.time.Clock;
import java.util.function.Consumer;

/** The product on this machine, as the settings describe it. */
final class Installation implements Application {
    @Override
    public void run(Settings settings) throws CannotStart {
        App.run(settings);
    }

    @Override
    public void pass(Settings settings, Consumer<Moved> to) {
        Engines.pass(settings, Clock.systemUTC(), to);
    }

    @Override
    public void take(Settings settings, MoveFile from) {
        Engines.take(settings, Clock.systemUTC(), from);
    }
}
