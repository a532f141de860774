package io.iotconnectivity.engine.sqlite;

import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process that takes in signals and delivers events until {@code -Diotc.crash} ends it; logs what it has done to
 * two files.
 */
final class CrashChild {
    static final int DEVICES = 5;
    /** An odd number per device, so that each one's last outage stays open. */
    static final int SIGNALS = 405;

    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private CrashChild() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        FileChannel acked = append(directory.resolve("acked"));
        FileChannel delivered = append(directory.resolve("delivered"));
        FileChannel tickets = append(directory.resolve("tickets"));
        try (SqliteEngine engine = SqliteEngine.open(
                EngineSettings.of(directory.resolve("engine.db")),
                CrashChild::step,
                IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                new CloudEvents("iot-connectivity/test"),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                CrashPoint.Watch.configured())) {
            engine.attach(
                    new Sink("log", event -> event.device().isPresent(), 10, 4, Optional.empty()),
                    (events, attempt, receipt) -> {
                        // A few first attempts fail, so that there are pending rows to lose.
                        if (attempt == 1 && events.get(0).device().orElseThrow().sequence() % 27 == 0) {
                            throw new IllegalStateException("not at first");
                        }
                        write(delivered, events.get(0).id());
                        return Receipt.NONE;
                    });
            engine.attach(
                    new Sink("tickets", event -> event.incident().isPresent(), 10, 4, Optional.empty()),
                    (events, attempt, receipt) -> {
                        Event event = events.get(0);
                        // A few are rejected at first, and for a few it stays unknown whether they have arrived.
                        int kind = attempt == 1 ? Math.floorMod(event.id().hashCode(), 24) : 0;
                        if (kind == 1) {
                            throw new NotTaken("not at first", null);
                        }
                        write(
                                tickets,
                                event.type().shortName() + " "
                                        + event.incident().orElseThrow().incidentId());
                        if (kind == 2) {
                            throw new IllegalStateException("no answer");
                        }
                        return Receipt.NONE;
                    });
            for (int i = 1; i <= SIGNALS; i++) {
                String name = i + "";
                var accepted = engine.accept(signal(i)).thenRun(() -> write(acked, name));
                if (i % 10 == 0) {
                    accepted.join();
                }
            }
            await().atMost(EngineCrashIT.PATIENCE)
                    .until(() -> engine.ledger().sinks().stream().noneMatch(sink -> sink.waiting() > 0));
        }
    }

    /** A drop starts an outage that is announced at once; a connect ends it. */
    static Step step(Presence before, Signal signal, Instant now) {
        if (!(signal instanceof Signal.Disconnected)) {
            return new SimpleRules().step(before, signal, now);
        }
        Step step = new SimpleRules().step(before, new Signal.TimerDue(signal.client(), now), now);
        Event told = step.events().get(0);
        DeviceData data = told.device().orElseThrow();
        DeviceData outage = new DeviceData(
                data.clientId(),
                data.thingName(),
                data.state(),
                data.previousState(),
                data.since(),
                Optional.of(Reason.CONNECTION_LOST.name()),
                Optional.of(Cause.NETWORK),
                Optional.of(Severity.WARNING),
                data.advice(),
                data.lastWill(),
                data.signal(),
                data.sessionIdentifier(),
                data.versionNumber(),
                data.principalIdentifier(),
                data.ipAddress(),
                data.sourceIp(),
                data.diagnosis(),
                data.verified(),
                data.evidence(),
                data.outageSeconds(),
                Optional.of(told.id()),
                data.overlays(),
                data.sequence());
        return new Step(step.after(), List.of(new Event(told.id(), told.type(), told.subject(), told.time(), outage)));
    }

    /** Each device drops and connects in turn. */
    static Signal signal(int number) {
        ClientId client = new ClientId("d" + number % DEVICES);
        Instant at = START.plusSeconds(number);
        Connection connection = new Connection(
                OptionalLong.of(number), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return (number - 1) / DEVICES % 2 == 0
                ? new Signal.Disconnected(client, at, connection, Reason.CONNECTION_LOST)
                : new Signal.Connected(client, at, connection);
    }

    private static FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void write(FileChannel file, String line) {
        try {
            file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
