package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.Receipt;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.engine.Sink;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
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
import java.util.Optional;
import java.util.OptionalLong;

/** A process that takes signals in and delivers until {@code -Diotc.crash} ends it; says in two files what it has done. */
final class CrashChild {
    static final int DEVICES = 5;
    static final int SIGNALS = 400;
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private CrashChild() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        FileChannel acked = append(directory.resolve("acked"));
        FileChannel delivered = append(directory.resolve("delivered"));
        try (EmbeddedEngine engine = EmbeddedEngine.open(
                EmbeddedSettings.of(directory.resolve("engine.db")),
                new SimpleRules(),
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                CrashPoint.Watch.configured())) {
            engine.attach(new Sink("log", event -> true, 10, 4, Optional.empty()), (events, attempt, receipt) -> {
                // Every seventh first attempt fails, so that there are rows to lose.
                if (attempt == 1 && events.get(0).device().orElseThrow().sequence() % 7 == 0) {
                    throw new IllegalStateException("not at first");
                }
                write(delivered, events.get(0).id());
                return Receipt.NONE;
            });
            for (int i = 1; i <= SIGNALS; i++) {
                String name = i + "";
                var accepted = engine.accept(signal(i)).thenRun(() -> write(acked, name));
                if (i % 10 == 0) {
                    accepted.join();
                }
            }
            while (engine.ledger().sinks().get(0).waiting() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    static Signal signal(int number) {
        return new Signal.Connected(
                new ClientId("d" + number % DEVICES),
                START.plusSeconds(number),
                new Connection(
                        OptionalLong.of(number),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
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
