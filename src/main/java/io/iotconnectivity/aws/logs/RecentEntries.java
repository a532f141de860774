package io.iotconnectivity.aws.logs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries read recently, so that a question about the same window of the log is free. An entry answers one question
 * only: a device that drops again within minutes has two entries, and the second question must not be answered with the
 * first. Used by one thread.
 */
final class RecentEntries {
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_ENTRIES_OF_A_CLIENT = 64;
    private static final Duration KEPT = Duration.ofMinutes(15);

    /**
     * @param answered the question that it answered
     */
    private record Kept(LogEntry entry, Optional<LookUp> answered) {}

    private record Match(LookUp question, Kept kept, Duration distance) {}

    private final Cache<ClientId, List<Kept>> entries = Caffeine.newBuilder()
            .maximumWeight(MAX_ENTRIES)
            .weigher((ClientId client, List<Kept> kept) -> kept.size())
            .expireAfterWrite(KEPT)
            .build();

    /** Keeps an entry; one that is already kept is left as it is. */
    void keep(LogEntry entry) {
        entries.asMap().compute(entry.client(), (client, before) -> {
            List<Kept> kept = before == null ? List.of() : before;
            if (kept.stream().anyMatch(known -> known.entry().equals(entry))) {
                return kept;
            }
            List<Kept> all =
                    new ArrayList<>(kept.subList(Math.max(0, kept.size() + 1 - MAX_ENTRIES_OF_A_CLIENT), kept.size()));
            all.add(new Kept(entry, Optional.empty()));
            return List.copyOf(all);
        });
    }

    /**
     * Answers what it can.
     *
     * @param questions of one client
     * @param most how far the times of question and answer may be apart
     */
    Map<LookUp, LogEntry> answer(ClientId client, Collection<LookUp> questions, Duration most) {
        Map<LookUp, LogEntry> answers = new LinkedHashMap<>();
        List<LookUp> open = new ArrayList<>(questions);
        while (!open.isEmpty()) {
            Optional<Match> nearest = nearest(client, open, most);
            if (nearest.isEmpty()) {
                break;
            }
            Match match = nearest.get();
            answers.put(match.question(), match.kept().entry());
            claim(client, match);
            open.remove(match.question());
        }
        return answers;
    }

    /** Considers all pairs, so that an entry goes to the question that it fits best. */
    private Optional<Match> nearest(ClientId client, List<LookUp> questions, Duration most) {
        Match nearest = null;
        List<Kept> kept = entries.getIfPresent(client);
        for (Kept candidate : kept == null ? List.<Kept>of() : kept) {
            for (LookUp question : questions) {
                Duration distance = candidate.entry().distance(question);
                boolean fits = candidate.entry().isAbout(question)
                        && distance.compareTo(most) <= 0
                        && candidate.answered().map(question::equals).orElse(true);
                if (fits && (nearest == null || distance.compareTo(nearest.distance()) < 0)) {
                    nearest = new Match(question, candidate, distance);
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    private void claim(ClientId client, Match match) {
        entries.asMap().computeIfPresent(client, (id, kept) -> kept.stream()
                .map(one -> one == match.kept() ? new Kept(one.entry(), Optional.of(match.question())) : one)
                .toList());
    }
}
