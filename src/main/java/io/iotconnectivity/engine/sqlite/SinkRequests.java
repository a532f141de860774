package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Forgotten;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator can ask of the sinks. */
final class SinkRequests {
    private static final Logger LOG = LoggerFactory.getLogger(SinkRequests.class);

    private final Writer writer;
    private final Dispatcher dispatcher;
    private final CloudEvents codec;

    SinkRequests(Writer writer, Dispatcher dispatcher, CloudEvents codec) {
        this.writer = writer;
        this.dispatcher = dispatcher;
        this.codec = codec;
    }

    CompletableFuture<Void> address(String sink, List<Event> events) {
        if (!dispatcher.attachedNames().contains(sink)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("no sink '" + sink + "' gets events"));
        }
        List<byte[]> bodies = new ArrayList<>();
        events.forEach(event -> bodies.add(codec.write(event)));
        return writer.write(batch -> {
            for (int i = 0; i < bodies.size(); i++) {
                batch.address(sink, events.get(i), bodies.get(i));
            }
        });
    }

    CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        Set<String> sinks = Set.copyOf(dispatcher.attachedNames());
        return sinks.isEmpty()
                ? CompletableFuture.completedFuture(Replayed.NOTHING)
                : redeliver(new DeadLetterRedelivery(which, sinks, codec), DeadLetterRedelivery.FIRST, 0)
                        .thenApply(count -> new Replayed(count, 0, 0));
    }

    private CompletableFuture<Long> redeliver(
            DeadLetterRedelivery redelivery, DeadLetterRedelivery.Span next, long before) {
        return writer.ask(batch -> redelivery.chunk(batch, next)).thenCompose(chunk -> {
            long replayed = before + chunk.replayed();
            return chunk.next()
                    .map(more -> redeliver(redelivery, more, replayed))
                    .orElseGet(() -> CompletableFuture.completedFuture(replayed));
        });
    }

    CompletableFuture<Optional<Forgotten>> forget(String sink) {
        return dispatcher.isAttached(sink)
                ? CompletableFuture.completedFuture(Optional.empty())
                : dispatcher.ended(sink).thenCompose(ended -> forget(sink, Forgotten.NOTHING));
    }

    private CompletableFuture<Optional<Forgotten>> forget(String sink, Forgotten before) {
        // Behind what the sink has had noted at its end, which would come back otherwise. A sink that is attached
        // meanwhile keeps
        // what is left of it.
        return writer.askUnhurried(batch -> dispatcher.isAttached(sink)
                        ? Optional.<ForgetSink.Slice>empty()
                        : Optional.of(ForgetSink.slice(batch, sink)))
                .thenCompose(slice -> slice.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : forgotten(
                                sink,
                                before.plus(slice.get().deleted()),
                                slice.get().hasMore()));
    }

    private CompletableFuture<Optional<Forgotten>> forgotten(String sink, Forgotten all, boolean hasMore) {
        if (hasMore) {
            return forget(sink, all);
        }
        LOG.info(
                "Sink {} is forgotten, as an operator asked, with {} waiting events, {} open tickets and {} dead letters",
                Printable.of(sink),
                all.waiting(),
                all.tickets(),
                all.deadLetters());
        return CompletableFuture.completedFuture(Optional.of(all));
    }

    CompletableFuture<Boolean> enable(String sink) {
        return writer.ask(batch -> batch.tables().sinks().enable(sink)).thenApply(was -> {
            dispatcher.enable(sink);
            return was;
        });
    }
}
