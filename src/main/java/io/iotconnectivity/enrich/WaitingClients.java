package io.iotconnectivity.enrich;

import io.iotconnectivity.signal.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The clients that one route is to be asked about: first those whose verdicts wait, each once. Thread-safe. */
final class WaitingClients {
    private final int most;
    private final Set<ClientId> first = new LinkedHashSet<>();
    private final Set<ClientId> rest = new LinkedHashSet<>();
    /** How often the route has failed on each that it was asked about. */
    private final Map<ClientId, Integer> failures = new HashMap<>();

    WaitingClients(int most) {
        this.most = most;
    }

    /**
     * Adds a client, or lets it move up.
     *
     * @return {@code false} if there are too many
     */
    synchronized boolean add(ClientId client, boolean urgent) {
        if (first.contains(client) || !urgent && rest.contains(client)) {
            return true;
        }
        if (size() >= most && !rest.contains(client)) {
            return false;
        }
        if (urgent) {
            rest.remove(client);
            first.add(client);
        } else {
            rest.add(client);
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

    /** The next clients, which wait no longer; empty if there is none. */
    synchronized List<ClientId> take(int batch) {
        List<ClientId> taken = new ArrayList<>(Math.min(batch, size()));
        move(first, taken, batch);
        move(rest, taken, batch);
        return taken;
    }

    private static void move(Set<ClientId> from, List<ClientId> to, int most) {
        for (Iterator<ClientId> next = from.iterator(); to.size() < most && next.hasNext(); ) {
            to.add(next.next());
            next.remove();
        }
    }

    /**
     * The route failed on clients that were taken: those it has failed on less often wait again.
     *
     * @return those that are given up
     */
    synchronized List<ClientId> failed(List<ClientId> taken, int attempts) {
        List<ClientId> givenUp = new ArrayList<>();
        for (ClientId client : taken) {
            if (failures.merge(client, 1, Integer::sum) >= attempts) {
                failures.remove(client);
                givenUp.add(client);
            } else if (!first.contains(client)) {
                rest.remove(client);
                first.add(client);
            }
        }
        return givenUp;
    }

    synchronized void answered(List<ClientId> taken) {
        failures.keySet().removeAll(taken);
    }

    /** All that are left; none waits any longer. */
    synchronized List<ClientId> drain() {
        List<ClientId> left = new ArrayList<>(first);
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
