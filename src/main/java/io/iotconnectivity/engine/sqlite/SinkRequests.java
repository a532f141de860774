package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Forgotten;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.sql.SQLException;
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
        Awaited work = new Awaited() {
            @Override
            public void write(Batch batch) throws SQLException {
                for (int i = 0; i < bodies.size(); i++) {
                    batch.address(sink, events.get(i), bodies.get(i));
                }
            }
        };
        writer.submit(work);
        return work.done;
    }

    CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        Set<String> sinks = Set.copyOf(dispatcher.attachedNames());
        return sinks.isEmpty()
                ? CompletableFuture.completedFuture(Replayed.NOTHING)
                : replay(new DeadLetterRedelivery(which, sinks, 0, -1, codec), 0)
                        .thenApply(count -> new Replayed(count, 0, 0));
    }

    private CompletableFuture<Long> replay(DeadLetterRedelivery chunk, long before) {
        writer.submit(chunk);
        return chunk.done.thenCompose(done -> {
            long replayed = before + chunk.replayed();
            return chunk.hasMore() ? replay(chunk.next(), replayed) : CompletableFuture.completedFuture(replayed);
        });
    }

    CompletableFuture<Optional<Forgotten>> forget(String sink) {
        return dispatcher.isAttached(sink)
                ? CompletableFuture.completedFuture(Optional.empty())
                : dispatcher.ended(sink).thenCompose(ended -> forget(sink, new Forgotten(0, 0, 0)));
    }

    private CompletableFuture<Optional<Forgotten>> forget(String sink, Forgotten before) {
        ForgetSink slice = new ForgetSink(sink, () -> dispatcher.isAttached(sink), before);
        // Behind what the sink has had noted at its end, which would come back otherwise.
        writer.submitUnhurried(slice);
        return slice.done.thenCompose(done -> {
            if (slice.wasRefused()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            if (slice.hasMore()) {
                return forget(sink, slice.soFar());
            }
            Forgotten all = slice.soFar();
            LOG.info(
                    "Sink {} is forgotten, as an operator asked, with {} waiting events, {} open tickets and {} dead letters",
                    Printable.of(sink),
                    all.waiting(),
                    all.tickets(),
                    all.deadLetters());
            return CompletableFuture.completedFuture(Optional.of(all));
        });
    }

    CompletableFuture<Boolean> enable(String sink) {
        CompletableFuture<Boolean> enabled = new CompletableFuture<>();
        writer.submit(new Work() {
            private boolean was;

            @Override
            public void write(Batch batch) throws SQLException {
                was = batch.tables().sinks().enable(sink);
            }

            @Override
            public void committed() {
                dispatcher.enable(sink);
                enabled.complete(was);
            }

            @Override
            public void failed(Throwable why) {
                enabled.completeExceptionally(why);
            }
        });
        return enabled;
    }
}
