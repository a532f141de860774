package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.signal.Signal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Appends signals for the stages, as a node does for its sources, without being a node. */
public final class SignalFeed implements AutoCloseable {
    private final DeviceRecords records = new DeviceRecords();
    private final ClusterSettings settings;
    private final SignalLog log;

    private SignalFeed(ClusterSettings settings, SignalLog log) {
        this.settings = settings;
        this.log = log;
    }

    /** Connects when there is something to append. */
    public static SignalFeed open(ClusterSettings settings) {
        return new SignalFeed(settings, SignalLog.open(settings));
    }

    /**
     * Appends a signal. Never blocks.
     *
     * @return completes once all replicas have it
     */
    public CompletableFuture<Void> accept(Signal signal) {
        byte[] record = records.write(new DeviceRecord.Heard(signal, 1, Optional.empty()));
        return log.append(settings.topic(Topics.SIGNALS), null, signal.client().value(), record);
    }

    @Override
    public void close() {
        log.close();
    }
}
