package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.AssignedPartition;
import io.iotconnectivity.delivery.AssignmentListener;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What delivery stores, in the sinks' tables and in the log, which has one partition. */
final class SinkStore implements DeliveryStore {
    private static final Logger LOG = LoggerFactory.getLogger(SinkStore.class);

    private final Writer writer;
    private final Function<String, AssignedPartition> logOf;
    /** By the sink that they are told about. */
    private final Map<String, AssignmentListener> listeners = new ConcurrentHashMap<>();

    /**
     * @param logOf the log, as a sink of this name receives it
     */
    SinkStore(Writer writer, Function<String, AssignedPartition> logOf) {
        this.writer = writer;
        this.logOf = logOf;
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public CompletableFuture<Void> subscribe(Sink sink, AssignmentListener listener) {
        String name = sink.name();
        listeners.put(name, listener);
        return writer.write(batch -> batch.tables().sinks().add(name, batch.lastSeq()))
                .thenRun(() -> listener.assigned(List.of(logOf.apply(name))));
    }

    @Override
    public void unsubscribe(String sink) {
        listeners.remove(sink);
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        return writer.ask(batch -> batch.tables().sinks().enable(sink)).thenApply(was -> {
            Optional.ofNullable(listeners.get(sink)).ifPresent(AssignmentListener::enabled);
            return was;
        });
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        return writer.write(batch -> {
            for (Event event : events) {
                batch.address(sink, event);
            }
        });
    }

    @Override
    public CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached) {
        return forget(sink, attached, Forgotten.NOTHING);
    }

    private CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached, Forgotten before) {
        // Queued after the sink's last checkpoint, which would otherwise recreate the sink.
        return writer.askUnhurried(batch -> attached.getAsBoolean()
                        ? Optional.<ForgetSink.Slice>empty()
                        : Optional.of(ForgetSink.slice(batch, sink)))
                .thenCompose(slice -> slice.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : forgotten(
                                sink,
                                attached,
                                before.plus(slice.get().deleted()),
                                slice.get().hasMore()));
    }

    private CompletableFuture<Optional<Forgotten>> forgotten(
            String sink, BooleanSupplier attached, Forgotten all, boolean hasMore) {
        if (hasMore) {
            return forget(sink, attached, all);
        }
        LOG.info(
                "Forgot sink {} at an operator's request, with {} waiting events, {} open tickets and {} dead letters",
                Printable.of(sink),
                all.waiting(),
                all.tickets(),
                all.deadLetters());
        return CompletableFuture.completedFuture(Optional.of(all));
    }
}
