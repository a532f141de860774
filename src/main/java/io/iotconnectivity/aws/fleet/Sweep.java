package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Signal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One pass through all results of a fleet index query, page by page. */
final class Sweep {

    /**
     * What a sweep compares, and with what.
     *
     * @param held the known state of these devices; those never seen are absent
     * @param retiring when an attribute of a thing takes its device out of service
     * @param noDevices clients that are ignored
     */
    record Means(
            ThingSearch index,
            Function<Collection<ClientId>, List<Presence>> held,
            FleetDifference comparison,
            RetireSettings retiring,
            Predicate<ClientId> noDevices,
            Clock clock) {}

    private final Means means;
    private final String query;
    private final Consumer<FleetThing> each;
    private final Instant startedAt;
    private Optional<String> next = Optional.empty();
    private boolean through;
    private boolean startedOver;
    private long compared;
    private long differences;
    private long told;
    private long withConnectivity;

    /**
     * @param each is told of each thing that the query finds
     */
    Sweep(Means means, String query, Consumer<FleetThing> each) {
        this.means = means;
        this.query = query;
        this.each = each;
        this.startedAt = means.clock().instant();
    }

    /**
     * Compares the next page.
     *
     * @return what to report to the core
     * @throws FleetIndexException if the index does not answer; the same page can be requested again
     */
    List<Signal> nextPage() throws FleetIndexException, InterruptedException {
        Instant asked = means.clock().instant();
        FleetPage page = means.index().search(query, FleetIndex.MOST_THINGS, next);
        List<Signal> news = compare(page.things(), asked);
        page.things().forEach(each);
        // Only now: had the store failed, the page would have to be requested again.
        next = page.next();
        through = next.isEmpty();
        return news;
    }

    private List<Signal> compare(List<FleetThing> things, Instant asked) {
        Map<ClientId, FleetThing> found = new LinkedHashMap<>();
        for (FleetThing thing : things) {
            clientOf(thing).filter(means.noDevices().negate()).ifPresent(client -> found.put(client, thing));
        }
        Map<ClientId, Presence> held = found.isEmpty()
                ? Map.of()
                : means.held().apply(found.keySet()).stream()
                        .collect(Collectors.toMap(Presence::client, Function.identity()));
        List<Signal> news = new ArrayList<>();
        found.forEach((client, thing) -> {
            Optional<Presence> presence = Optional.ofNullable(held.get(client));
            if (means.comparison().isNews(presence, thing.connectivity())) {
                news.add(new Signal.Reconciled(client, asked, thing.connectivity()));
                told++;
            }
            presence.flatMap(known -> means.retiring().change(known, thing, asked))
                    .ifPresent(news::add);
            if (presence.filter(known -> FleetDifference.differs(known, thing.connectivity()))
                    .isPresent()) {
                differences++;
            }
            if (thing.connectivity().status() != Status.UNKNOWN) {
                withConnectivity++;
            }
        });
        compared += found.size();
        return news;
    }

    private static Optional<ClientId> clientOf(FleetThing thing) {
        try {
            return Optional.of(new ClientId(thing.clientId()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isThrough() {
        return through;
    }

    /** Starts over, once: AWS does not keep result positions forever. */
    boolean startOver() {
        if (startedOver || next.isEmpty()) {
            return false;
        }
        startedOver = true;
        next = Optional.empty();
        compared = 0;
        differences = 0;
        told = 0;
        withConnectivity = 0;
        return true;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** Things that were compared. */
    long compared() {
        return compared;
    }

    /** Devices whose known state differed from the index. */
    long differences() {
        return differences;
    }

    /** Devices with anything to report: {@link #differences}, and what was not known before. */
    long told() {
        return told;
    }

    /** Whether the index contains things, but nothing about their connections. */
    boolean lacksConnectivity() {
        return compared > 0 && withConnectivity == 0;
    }
}
