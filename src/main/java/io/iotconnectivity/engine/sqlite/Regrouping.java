package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.thread.NamedThread;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings stored groups up to date after a change of settings since the last start, an upgrade, or a refresh of the
 * thing groups. Devices are compared in the background, slice by slice; only those whose group has changed are
 * written.
 */
final class Regrouping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Regrouping.class);
    private static final int SLICE = 500;
    private static final long CLOSE_SECONDS = 5;

    private final PresenceCodec codec;
    private final IncidentRules rules;
    private final DeviceIndex index;
    private final Writer writer;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(NamedThread.daemons("engine-regroup"));
    private volatile boolean closed;

    Regrouping(PresenceCodec codec, IncidentRules rules, DeviceIndex index, Writer writer) {
        this.codec = codec;
        this.rules = rules;
        this.index = index;
        this.writer = writer;
    }

    /** Starts in the background. */
    void begin() {
        if ((rules.hasGroups() || index.counts().hasGroups()) && wanted.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        wanted.set(false);
        try {
            int moved = 0;
            List<ClientId> moving = new ArrayList<>();
            Iterator<HeldDevice> devices = index.all().iterator();
            while (devices.hasNext() && !closed) {
                HeldDevice device = devices.next();
                if (isMoving(device)) {
                    moving.add(new ClientId(device.clientId()));
                    moved++;
                }
                if (moving.size() == SLICE || !devices.hasNext() && !moving.isEmpty()) {
                    write(moving);
                    moving.clear();
                }
            }
            if (moved > 0) {
                LOG.info("{} devices have moved to another group", moved);
            }
        } catch (StoreException | CompletionException e) {
            if (!closed) {
                LOG.warn("Devices could not be regrouped; they will be at the next start", e);
            }
        }
    }

    private boolean isMoving(HeldDevice device) {
        Presence presence = codec.read(new ClientId(device.clientId()), device.presence());
        return !Objects.equals(device.group(), group(presence));
    }

    private String group(Presence presence) {
        try {
            return rules.group(presence).orElse(null);
        } catch (RuntimeException | StackOverflowError e) {
            // The writer regroups the device when it has news.
            return null;
        }
    }

    private void write(List<ClientId> moving) {
        writer.write(batch -> moving.forEach(batch::regroup)).join();
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
