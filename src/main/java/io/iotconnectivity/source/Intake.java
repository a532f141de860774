package io.iotconnectivity.source;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where a source's signals go. */
public interface Intake {

    /** As {@link Engine#accept}. */
    CompletableFuture<Void> accept(Signal signal);

    /** As {@link Engine#accept(Signal, Optional)}. */
    default CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
        return accept(signal);
    }

    /** As {@link Engine#keep}. */
    CompletableFuture<Void> keep(Unreadable unreadable);

    /** Whether an unreadable message is kept; if not, it is only counted. */
    boolean keepsUnreadable(Instant arrived);

    /** Accepts everything. */
    static Intake of(Engine engine) {
        return new Intake() {
            @Override
            public CompletableFuture<Void> accept(Signal signal) {
                return engine.accept(signal);
            }

            @Override
            public CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
                return engine.accept(signal, trace);
            }

            @Override
            public CompletableFuture<Void> keep(Unreadable unreadable) {
                return engine.keep(unreadable);
            }

            @Override
            public boolean keepsUnreadable(Instant arrived) {
                return true;
            }
        };
    }
}
