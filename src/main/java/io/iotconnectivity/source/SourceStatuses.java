package io.iotconnectivity.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/**
 * The sources of one application that know their own status, and so can be found blind. Thread-safe. Consumers find it
 * in the Camel registry through {@link #of}.
 */
public final class SourceStatuses {
    private static final String BEAN = "sourceStatuses";

    private final Map<String, Supplier<SourceStatus>> sources = new ConcurrentHashMap<>();

    /** Returns the one of this context; creates and binds it on first use. */
    public static SourceStatuses of(CamelContext context) {
        synchronized (context) {
            SourceStatuses bound = context.getRegistry().lookupByNameAndType(BEAN, SourceStatuses.class);
            if (bound != null) {
                return bound;
            }
            SourceStatuses created = new SourceStatuses();
            context.getRegistry().bind(BEAN, created);
            return created;
        }
    }

    /** Returns one status per source, ordered by name. Stopped sources are not listed. */
    public List<SourceStatus> statuses() {
        return sources.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(source -> source.getValue().get())
                .toList();
    }

    /** Adds a source by the id of its route, or replaces it. */
    public void add(String routeId, Supplier<SourceStatus> status) {
        sources.put(routeId, status);
    }

    /** Removes a source from the list, because it was stopped. */
    public void remove(String routeId) {
        sources.remove(routeId);
    }
}
