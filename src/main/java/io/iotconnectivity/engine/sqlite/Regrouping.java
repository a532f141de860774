package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the groups that are written down in line with what they come from: settings that have changed since the last start, an
 * upgrade, thing groups that were read anew. Devices are compared in the background, slice by slice; only those that are in
 * another group now are written.
 */
final class Regrouping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Regrouping.class);
    private static final int SLICE = 500;
    private static final long CLOSE_SECONDS = 5;

    private final Readers readers;
    private final PresenceCodec codec;
    private final IncidentRules rules;
    private final DeviceIndex index;
    private final Writer writer;
    private final DamageReports damage;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Regrouping::daemon);
    private volatile boolean closed;

    Regrouping(
            Readers readers,
            PresenceCodec codec,
            IncidentRules rules,
            DeviceIndex index,
            Writer writer,
            DamageReports damage) {
        this.damage = damage;
        this.readers = readers;
        this.codec = codec;
        this.rules = rules;
        this.index = index;
        this.writer = writer;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "engine-regroup");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns at once. */
    void begin() {
        if ((rules.hasGroups() || index.counts().hasGroups()) && wanted.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        wanted.set(false);
        try {
            int moved = 0;
            Optional<Slice> slice = Optional.of(new Slice("", List.of()));
            while (slice.isPresent() && !closed) {
                slice = next(slice.get().last());
                List<ClientId> moving = slice.map(Slice::moving).orElse(List.of());
                if (!moving.isEmpty()) {
                    write(moving);
                    moved += moving.size();
                }
            }
            if (moved > 0) {
                LOG.info("{} devices are in other groups than before", moved);
            }
        } catch (StoreException | CompletionException e) {
            if (!closed) {
                LOG.warn("The groups of devices were not brought up to date; they will be at the next start", e);
            }
        }
    }

    /**
     * Devices that were compared.
     *
     * @param last the client id of the last of them
     * @param moving those that are in another group now
     */
    private record Slice(String last, List<ClientId> moving) {}

    private Optional<Slice> next(String after) {
        return readers.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT client_id, group_name, presence"
                    + " FROM device WHERE client_id > ? ORDER BY client_id LIMIT ?")) {
                select.setString(1, after);
                select.setInt(2, SLICE);
                List<ClientId> moving = new ArrayList<>();
                String last = null;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        last = row.getString(1);
                        if (isMoving(last, row.getString(2), row.getBytes(3))) {
                            moving.add(new ClientId(last));
                        }
                    }
                }
                return last == null ? Optional.empty() : Optional.of(new Slice(last, moving));
            }
        });
    }

    /** One that cannot be read is left to the writer. */
    private boolean isMoving(String clientId, String group, byte[] stored) {
        Presence presence;
        try {
            presence = codec.read(new ClientId(clientId), stored);
        } catch (RuntimeException e) {
            damage.device(clientId);
            return false;
        }
        return !Objects.equals(group, group(presence));
    }

    private String group(Presence presence) {
        try {
            return rules.group(presence).orElse(null);
        } catch (RuntimeException | StackOverflowError e) {
            // The writer says so when the device has news.
            return null;
        }
    }

    private void write(List<ClientId> moving) {
        writer.write(batch -> {
                    for (ClientId client : moving) {
                        batch.regroup(client);
                    }
                })
                .join();
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
