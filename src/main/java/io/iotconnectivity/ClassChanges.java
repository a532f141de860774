package io.iotconnectivity;

import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.NamedThread;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has devices decided again whose class has become known, because the fleet index has been read, or has changed with the
 * settings. Devices are compared in the background, page by page; only those whose class differs are touched. With
 * several nodes, the one that leads does it.
 */
final class ClassChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassChanges.class);
    private static final int PAGE = 500;
    private static final long CLOSE_SECONDS = 5;

    private final DeviceClasses classes;
    private final Engine engine;
    private final Clock clock;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(NamedThread.daemons("class-changes"));
    private volatile boolean closed;

    ClassChanges(DeviceClasses classes, Engine engine, Clock clock) {
        this.classes = classes;
        this.engine = engine;
        this.clock = clock;
    }

    /** Starts in the background; does nothing where there are no classes. */
    void begin() {
        if (!classes.isEmpty() && wanted.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        wanted.set(false);
        try {
            long changed = 0;
            Optional<DevicePlace> place = Optional.empty();
            do {
                if (closed || !engine.leadership().leads()) {
                    return;
                }
                Ledger.Page<Presence> page = engine.ledger().devices(DeviceQuery.ALL.after(place), PAGE);
                CompletableFuture<?>[] decided = page.items().stream()
                        .filter(this::hasChanged)
                        .map(device -> engine.accept(new Signal.TimerDue(device.client(), clock.instant())))
                        .toArray(CompletableFuture<?>[]::new);
                CompletableFuture.allOf(decided).join();
                changed += decided.length;
                place = page.next().map(DevicePlace::of);
            } while (place.isPresent());
            if (changed > 0) {
                LOG.info("{} devices have been decided again, because their class has changed", changed);
            }
        } catch (ViewUnavailable | StoreException | CompletionException e) {
            if (!closed) {
                LOG.warn("Devices whose class has changed are decided by the new one only with their next signal", e);
            }
        }
    }

    private boolean hasChanged(Presence device) {
        Optional<String> now = classes.find(device)
                .flatMap(entry -> entry.policy().deviceClass())
                .map(DeviceClass::name);
        return !now.equals(device.deviceClass());
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
