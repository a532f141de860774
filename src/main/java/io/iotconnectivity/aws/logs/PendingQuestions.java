package io.iotconnectivity.aws.logs;

import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The questions that wait for an answer, and when each is next due. Used by one thread. */
final class PendingQuestions {

    /**
     * @param looks how often the log was searched for it
     * @param due when it is searched next
     */
    record Waiting(Instant since, int looks, Instant due) {}

    private final Map<LookUp, Waiting> waiting = new HashMap<>();
    private final Map<ClientId, Set<LookUp>> byClient = new HashMap<>();
    private final NavigableMap<Instant, Set<LookUp>> byDue = new TreeMap<>();

    boolean contains(LookUp question) {
        return waiting.containsKey(question);
    }

    Waiting get(LookUp question) {
        return waiting.get(question);
    }

    /** Adds a question, or updates how it waits. */
    void put(LookUp question, Waiting how) {
        remove(question);
        waiting.put(question, how);
        byClient.computeIfAbsent(question.client(), client -> new LinkedHashSet<>(2))
                .add(question);
        byDue.computeIfAbsent(how.due(), due -> new LinkedHashSet<>()).add(question);
    }

    void remove(LookUp question) {
        Waiting how = waiting.remove(question);
        if (how != null) {
            takeOut(byClient, question.client(), question);
            takeOut(byDue, how.due(), question);
        }
    }

    private static <K> void takeOut(Map<K, Set<LookUp>> index, K key, LookUp question) {
        Set<LookUp> there = index.get(key);
        there.remove(question);
        if (there.isEmpty()) {
            index.remove(key);
        }
    }

    Collection<LookUp> of(ClientId client) {
        return List.copyOf(byClient.getOrDefault(client, Set.of()));
    }

    Collection<LookUp> due(Instant now) {
        List<LookUp> due = new ArrayList<>();
        byDue.headMap(now, true).values().forEach(due::addAll);
        return due;
    }

    Optional<Instant> nextDue() {
        return byDue.isEmpty() ? Optional.empty() : Optional.of(byDue.firstKey());
    }
}
