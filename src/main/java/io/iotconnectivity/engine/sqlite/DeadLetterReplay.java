package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.event.CloudEvents;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Redelivers dead letters of sinks, chunk by chunk, so that no transaction becomes large. */
final class DeadLetterReplay {
    private final Writer writer;
    private final Supplier<Collection<String>> attached;
    private final CloudEvents codec;

    /**
     * @param attached the sinks that are attached; letters of others are left alone
     */
    DeadLetterReplay(Writer writer, Supplier<Collection<String>> attached, CloudEvents codec) {
        this.writer = writer;
        this.attached = attached;
        this.codec = codec;
    }

    CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        Set<String> sinks = Set.copyOf(attached.get());
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
}
