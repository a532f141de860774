package io.iotconnectivity.enrich;

import io.iotconnectivity.presence.Effect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The questions that wait for one route: first those whose answers a verdict waits for, each once. Thread-safe. */
final class WaitingQuestions {
    private final int most;
    private final Set<Effect> first = new LinkedHashSet<>();
    private final Set<Effect> rest = new LinkedHashSet<>();
    /** How often the route has failed on each that it was asked. */
    private final Map<Effect, Integer> failures = new HashMap<>();

    private boolean closed;

    WaitingQuestions(int most) {
        this.most = most;
    }

    /**
     * Adds a question, or lets it move up.
     *
     * @return {@code false} if there are too many, or if nobody will ask any more
     */
    synchronized boolean add(Effect question, boolean urgent) {
        if (closed) {
            return false;
        }
        if (first.contains(question) || !urgent && rest.contains(question)) {
            return true;
        }
        if (size() >= most && !rest.contains(question)) {
            return false;
        }
        if (urgent) {
            rest.remove(question);
            first.add(question);
        } else {
            rest.add(question);
        }
        notifyAll();
        return true;
    }

    /** Returns when there is one. */
    synchronized void await() throws InterruptedException {
        while (first.isEmpty() && rest.isEmpty()) {
            wait();
        }
    }

    /** The next questions, which wait no longer; empty if there is none. */
    synchronized List<Effect> take(int batch) {
        List<Effect> taken = new ArrayList<>(Math.min(batch, size()));
        move(first, taken, batch);
        move(rest, taken, batch);
        return taken;
    }

    private static void move(Set<Effect> from, List<Effect> to, int most) {
        for (Iterator<Effect> next = from.iterator(); to.size() < most && next.hasNext(); ) {
            to.add(next.next());
            next.remove();
        }
    }

    /**
     * The route failed on questions that were taken: those it has failed on less often wait again.
     *
     * @return those that are given up
     */
    synchronized List<Effect> failed(List<Effect> taken, int attempts) {
        List<Effect> givenUp = new ArrayList<>();
        for (Effect question : taken) {
            if (failures.merge(question, 1, Integer::sum) >= attempts) {
                failures.remove(question);
                givenUp.add(question);
            } else if (!first.contains(question)) {
                rest.remove(question);
                first.add(question);
            }
        }
        return givenUp;
    }

    synchronized void answered(List<Effect> taken) {
        failures.keySet().removeAll(taken);
    }

    /** All that are left; none waits any longer, and no other ever will. */
    synchronized List<Effect> close() {
        closed = true;
        List<Effect> left = new ArrayList<>(first);
        left.addAll(rest);
        first.clear();
        rest.clear();
        failures.clear();
        return left;
    }

    synchronized int size() {
        return first.size() + rest.size();
    }
}
