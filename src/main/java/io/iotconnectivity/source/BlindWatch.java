package io.iotconnectivity.source;

import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Sight.Carries;
import io.iotconnectivity.incident.Sight.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells that a source of ours is blind, and that it sees again. All looks are taken on one thread. */
final class BlindWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlindWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** A source that holds its connection for so long is back. */
    private static final Duration CALM = Duration.ofMinutes(1);

    private final Supplier<List<Sight>> sources;
    private final Function<Sight, Optional<String>> compared;
    private final Function<Sight, CompletableFuture<Void>> tell;
    private final BlindSpell.Limits limits;
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    /** What was told of each, at first nothing. */
    private final Map<String, CompletableFuture<Void>> leftOpen = new HashMap<>();

    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "blind-watch");
        thread.setDaemon(true);
        return thread;
    });

    private static final class Watched {
        private final BlindSpell spell;
        private Optional<Sight> telling = Optional.empty();
        private CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);
        private volatile boolean told;

        Watched(BlindSpell.Limits limits) {
            spell = new BlindSpell(limits);
        }
    }

    /**
     * @param sources each as it is at this moment: {@link State#AWAY}, {@link State#SILENT} or {@link State#SEES}
     * @param compared what came of the comparison of what a source that is back has missed; empty while that is not known
     * @param tell has it made durable
     * @param longest a source that is blind for longer is told of
     * @param settle a connection that does not even last as long is none
     */
    public BlindWatch(
            Supplier<List<Sight>> sources,
            Function<Sight, Optional<String>> compared,
            Function<Sight, CompletableFuture<Void>> tell,
            Duration longest,
            Duration settle,
            Clock clock) {
        this.sources = sources;
        this.compared = compared;
        this.tell = tell;
        // Without any of both, each short interruption would be told of.
        Duration atLeast = longest.compareTo(settle) < 0 ? settle : longest;
        this.limits = new BlindSpell.Limits(atLeast, settle, atLeast.compareTo(CALM) < 0 ? atLeast : CALM);
        this.clock = clock;
    }

    /**
     * Begins. To be called when the sources have been started.
     *
     * @param open the sources that a former process left blind
     */
    public void start(List<String> open) {
        open.forEach(
                source -> leftOpen.put(source, CompletableFuture.failedFuture(new IllegalStateException("untold"))));
        looking.scheduleWithFixedDelay(this::lookSafely, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether it is durable that this source is blind. */
    public boolean isTold(String source) {
        return Optional.ofNullable(watched.get(source))
                .filter(known -> known.told)
                .isPresent();
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("Whether a source is blind could not be looked at", e);
        }
    }

    void look() {
        Instant now = clock.instant();
        List<Sight> present = sources.get();
        present.forEach(sight -> look(sight, now));
        Set<String> names = present.stream().map(Sight::source).collect(Collectors.toSet());
        leftOpen.keySet().removeAll(names);
        leftOpen.entrySet().removeIf(left -> isDurable(left.getValue()));
        leftOpen.replaceAll((source, durable) -> durable.isDone() ? notUsed(source, now) : durable);
    }

    private static boolean isDurable(CompletableFuture<Void> told) {
        return told.isDone() && !told.isCompletedExceptionally();
    }

    private CompletableFuture<Void> notUsed(String source, Instant now) {
        return tell.apply(new Sight(
                source,
                State.SEES,
                Carries.CONNECTIONS,
                now,
                Optional.of("it is not used any more, so nothing is missed by it")));
    }

    private void look(Sight present, Instant now) {
        Watched source = watched.computeIfAbsent(present.source(), name -> new Watched(limits));
        if (!source.durable.isDone()) {
            return;
        }
        if (!source.durable.isCompletedExceptionally()) {
            source.telling.ifPresent(sight -> told(source, sight));
        }
        source.telling = source.spell.look(present, compared, now);
        source.telling.ifPresent(sight -> source.durable = tell.apply(sight));
    }

    private static void told(Watched source, Sight sight) {
        if (sight.state().isBlind() && !source.told) {
            LOG.error(
                    "{} is blind since {}: what is told meanwhile cannot be checked{}",
                    sight.source(),
                    sight.since(),
                    sight.detail().map(why -> ": " + why).orElse(""));
        } else if (sight.state() == State.SEES && source.told) {
            LOG.info("{} sees again since {}", sight.source(), sight.since());
        }
        source.spell.told(sight);
        source.told = source.spell.isTold();
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
