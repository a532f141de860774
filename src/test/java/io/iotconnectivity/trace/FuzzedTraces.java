package io.iotconnectivity.trace;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Traceparents that came with a message, or stand in the store. */
public final class FuzzedTraces {
    private static final Signal SIGNAL = new Signal.LastWill(new ClientId("a"), Instant.EPOCH);

    public static final List<Target> TARGETS = List.of(Target.ofText("traceparent", FuzzedTraces::parent));

    private FuzzedTraces() {}

    private static void parent(String header) {
        Tracing.Work work = Lazy.TRACING.takingIn("presence", SIGNAL, header);
        String own = work.header();
        Holds.that(own.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"), "no traceparent: " + own);
        work.end(Optional.empty());
        Lazy.TRACING.delivering("log", 1, Optional.empty(), Optional.of(header)).end(Optional.empty());
    }

    private static final class Lazy {
        static final Tracing TRACING = new Tracing(SpanExporter.composite(), 0, true);
    }
}
