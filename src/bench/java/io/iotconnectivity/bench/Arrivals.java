package io.iotconnectivity.bench;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Measures how long after an event of a device its news arrives. A device has one piece of news at a time. */
final class Arrivals {
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();

    void published(String clientId) {
        published.put(clientId, System.nanoTime());
    }

    void arrived(String clientId) {
        Long since = published.remove(clientId);
        if (since != null) {
            millis.add((System.nanoTime() - since) / 1e6);
        }
    }

    /** Events whose news have not arrived. */
    int missing() {
        return published.size();
    }

    /** What was measured, in milliseconds, the shortest first; begins anew. */
    Double[] take() {
        Double[] all = millis.stream().sorted().toArray(Double[]::new);
        millis.clear();
        published.clear();
        return all;
    }

    /** What this share of the measurements did not exceed; not a number if there are none. */
    static double percentile(Double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
