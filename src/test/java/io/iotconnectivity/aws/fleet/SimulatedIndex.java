package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fleet index that knows the truth. It understands the two queries that the reconciler asks. */
final class SimulatedIndex implements ThingSearch {
    static final String ALL = "thingName:*";

    private static final Pattern CHANGED =
            Pattern.compile("\\(" + Pattern.quote(ALL) + "\\) AND connectivity\\.timestamp > (\\d+)");

    final List<String> asked = new ArrayList<>();
    final Deque<FleetIndexException> failures = new ArrayDeque<>();
    private final TreeMap<String, Connectivity> things = new TreeMap<>();
    private final Map<String, Map<String, String>> attributes = new TreeMap<>();
    private final int pageSize;

    SimulatedIndex(int pageSize) {
        this.pageSize = pageSize;
    }

    void connected(String client, Instant since) {
        put(client, Status.CONNECTED, Optional.of(since), Optional.empty(), Optional.empty());
    }

    void connected(String client, Instant since, Duration keepAlive) {
        put(client, Status.CONNECTED, Optional.of(since), Optional.empty(), Optional.of(keepAlive));
    }

    void gone(String client, Instant since, Reason reason) {
        put(client, Status.NOT_CONNECTED, Optional.of(since), Optional.of(reason), Optional.empty());
    }

    void neverConnected(String client) {
        put(client, Status.NOT_CONNECTED, Optional.empty(), Optional.empty(), Optional.empty());
    }

    void notIndexed(String client) {
        put(client, Status.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void put(
            String client,
            Status status,
            Optional<Instant> since,
            Optional<Reason> reason,
            Optional<Duration> keepAlive) {
        things.put(client, new Connectivity(status, since, reason, keepAlive, Optional.of(client), Optional.empty()));
    }

    /** The thing is deleted. */
    void remove(String client) {
        things.remove(client);
    }

    void attribute(String client, String name, String value) {
        attributes.put(client, Map.of(name, value));
    }

    void fails(Kind kind) {
        failures.add(new FleetIndexException(kind, "the index says " + kind, null));
    }

    @Override
    public FleetPage search(String query, int limit, Optional<String> after) throws FleetIndexException {
        asked.add(query);
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        Matcher changed = CHANGED.matcher(query);
        long later = changed.matches() ? Long.parseLong(changed.group(1)) : Long.MIN_VALUE;
        if (!changed.matches() && !query.equals(ALL)) {
            throw new AssertionError("an unexpected query: " + query);
        }
        List<FleetThing> found = things.tailMap(after.orElse(""), false).entrySet().stream()
                .filter(thing -> later == Long.MIN_VALUE
                        || thing.getValue()
                                .since()
                                .filter(since -> since.toEpochMilli() > later)
                                .isPresent())
                .map(thing -> new FleetThing(
                        thing.getKey(),
                        thing.getKey(),
                        thing.getValue(),
                        Optional.empty(),
                        List.of(),
                        attributes.getOrDefault(thing.getKey(), Map.of())))
                .limit(pageSize + 1L)
                .toList();
        return found.size() <= pageSize
                ? new FleetPage(found, Optional.empty())
                : new FleetPage(
                        found.subList(0, pageSize),
                        Optional.of(found.get(pageSize - 1).thing()));
    }
}
