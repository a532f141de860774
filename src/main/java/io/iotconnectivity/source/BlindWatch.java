package io.iotconnectivity.source;

import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Sight.Carries;
import io.iotconnectivity.incident.Sight.State;
import io.iotconnectivity.thread.RepeatedTask;
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
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that one of our sources is blind, and that it sees again. All checks run on one thread. */
final class BlindWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlindWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** A source whose connection lasts this long is back. */
    private static final Duration CALM = Duration.ofMinutes(1);

    private final Supplier<List<Sight>> sources;
    private final Function<Sight, Optional<String>> compared;
    private final Function<Sight, CompletableFuture<Void>> tell;
    private final BlindSpell.Limits limits;
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    /** What was last reported for each; at first nothing. */
    private final Map<String, CompletableFuture<Void>> leftOpen = new HashMap<>();

    private BooleanSupplier leads = () -> true;
    private Supplier<List<String>> open = List::of;
    private boolean begun;

    private final RepeatedTask looking =
            new RepeatedTask("blind-watch", this::look, "Cannot determine whether a source is blind");

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
     * @param sources the current state of each: {@link State#AWAY}, {@link State#SILENT} or {@link State#SEES}
     * @param compared the result of reconciling what a source that is back has missed; empty until it is known
     * @param tell makes the report durable
     * @param longest a source that is blind for longer is reported
     * @param settle a connection that does not last this long does not count
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
        // With neither, each short interruption would be reported.
        Duration atLeast = longest.compareTo(settle) < 0 ? settle : longest;
        this.limits = new BlindSpell.Limits(atLeast, settle, atLeast.compareTo(CALM) < 0 ? atLeast : CALM);
        this.clock = clock;
    }

    /**
     * Starts. Call it when the sources have been started.
     *
     * @param whether asked at each look: only the leader reports
     * @param leftBlind the sources that an earlier process, or leader, left blind
     */
    void start(BooleanSupplier whether, Supplier<List<String>> leftBlind) {
        leads = whether;
        open = leftBlind;
        looking.start(Duration.ZERO, LOOK_EVERY);
    }

    /** Whether it is durable that this source is blind. */
    public boolean isTold(String source) {
        return Optional.ofNullable(watched.get(source))
                .filter(known -> known.told)
                .isPresent();
    }

    void look() {
        if (!leads.getAsBoolean()) {
            begun = false;
            watched.clear();
            leftOpen.clear();
            return;
        }
        if (!begun) {
            begin();
        }
        Instant now = clock.instant();
        List<Sight> present = sources.get();
        present.forEach(sight -> look(sight, now));
        Set<String> names = present.stream().map(Sight::source).collect(Collectors.toSet());
        leftOpen.keySet().removeAll(names);
        leftOpen.entrySet().removeIf(left -> isDurable(left.getValue()));
        leftOpen.replaceAll((source, durable) -> durable.isDone() ? notUsed(source, now) : durable);
    }

    private void begin() {
        try {
            open.get()
                    .forEach(source ->
                            leftOpen.put(source, CompletableFuture.failedFuture(new IllegalStateException("untold"))));
            begun = true;
        } catch (StoreUnavailable e) {
            LOG.debug("It is not known yet which sources were left blind", e);
        }
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
                Optional.of("it is no longer used, so it misses nothing")));
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
                    "{} has been blind since {}: verdicts meanwhile cannot be checked{}",
                    sight.source(),
                    sight.since(),
                    sight.detail().map(why -> ": " + why).orElse(""));
        } else if (sight.state() == State.SEES && source.told) {
            LOG.info("{} has been seeing again since {}", sight.source(), sight.since());
        }
        source.spell.told(sight);
        source.told = source.spell.isTold();
    }

    @Override
    public void close() {
        looking.close();
    }
}
