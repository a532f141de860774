package io.iotconnectivity.bench;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Writes a store of devices that are connected, through the engine and without a broker: {@code file devices}. */
final class FilledStore {
    private static final int IN_FLIGHT = 20_000;

    private FilledStore() {}

    public static void main(String[] args) throws Exception {
        int devices = Integer.parseInt(args[1]);
        Fleet fleet = new Fleet("device", devices);
        Semaphore free = new Semaphore(IN_FLIGHT);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Engine engine = SqliteEngine.open(
                EngineSettings.of(Path.of(args[0])),
                new PresenceMachine(Policy.defaults())::step,
                IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                new CloudEvents("iot-connectivity/bench"),
                Clock.systemUTC(),
                new SimpleMeterRegistry())) {
            for (int i = 0; i < devices; i++) {
                Signal signal = Signals.of(fleet.next());
                free.acquire();
                engine.accept(signal).whenComplete((done, problem) -> {
                    free.release();
                    if (problem != null) {
                        failure.compareAndSet(null, problem);
                    }
                });
            }
            free.acquire(IN_FLIGHT);
        }
        if (failure.get() != null) {
            throw new IllegalStateException("not every device was written", failure.get());
        }
    }
}
