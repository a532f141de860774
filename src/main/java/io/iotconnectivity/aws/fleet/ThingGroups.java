package io.iotconnectivity.aws.fleet;

import io.github.resilience4j.core.IntervalFunction;
import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.incident.GroupName;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups devices by an attribute or a thing group of their thing in the fleet index. The whole index is read at the
 * start and then regularly; until a thing is first read it has no group here. If the index does not answer, what was
 * last read applies.
 */
public final class ThingGroups implements Grouping, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThingGroups.class);

    private static final String EVERYTHING = "thingName:*";
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final IntervalFunction BACKOFF =
            IntervalFunction.ofExponentialBackoff(1000, 2, LONGEST_PAUSE.toMillis());
    /** If the index is off or we lack the permission, somebody has to act first. */
    private static final Duration NEXT_OCCASION = Duration.ofMinutes(15);

    private static final long CLOSE_MILLIS = 5_000;

    private final ThingGroupSettings settings;
    private final boolean hasPart;
    private final Thread thread = NamedThread.daemon("thing-groups", this::run);
    private final Set<String> said = new HashSet<>();

    /** What devices are looked up in. */
    private volatile GroupTable table = new GroupTable();
    /** What is being read into: at first the same, so that the first page counts at once. */
    private GroupTable reading = table;

    private Optional<String> next = Optional.empty();
    private int failures;
    private volatile Runnable whenRead = () -> {};
    private volatile ThingSearch index;
    private volatile boolean closed;

    public ThingGroups(ThingGroupSettings settings) {
        this.settings = settings;
        this.hasPart = settings.thingGroups()
                .filter(pattern -> pattern.hasPart(Grouping.PART))
                .isPresent();
    }

    /**
     * Notifies the listener from now on whenever the whole index has been read.
     *
     * @param listener must not block
     */
    public void whenRead(Runnable listener) {
        whenRead = listener;
    }

    /** Starts reading. Call it once. */
    public void start(ThingSearch from) {
        index = from;
        thread.start();
    }

    @Override
    public Optional<String> of(DeviceData device) {
        GroupTable now = table;
        return device.thingName().flatMap(now::find).or(() -> now.find(device.clientId()));
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(readOn(index).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.error("Reading thing groups failed and will start over later", e);
                    next = Optional.empty();
                    Pauses.pause(LONGEST_PAUSE);
                }
            }
        }
    }

    /**
     * Reads the next page.
     *
     * @return how long to wait before the one after it
     */
    Duration readOn(ThingSearch from) throws InterruptedException {
        try {
            FleetPage page = from.search(EVERYTHING, FleetIndex.MOST_THINGS, next);
            page.things().forEach(this::read);
            next = page.next();
            failures = 0;
            return next.isPresent() ? Duration.ZERO : finished();
        } catch (FleetIndexException e) {
            return failed(e);
        }
    }

    private Duration finished() {
        boolean first = reading == table;
        table = reading;
        reading = new GroupTable();
        said.clear();
        if (first) {
            LOG.info(
                    "The fleet index has been read for groups: {} in all, of {} things and client ids",
                    table.groups(),
                    table.size());
        }
        whenRead.run();
        return settings.refresh();
    }

    private Duration failed(FleetIndexException failure) {
        if (said.add(failure.getMessage()) && !closed) {
            LOG.warn("Thing groups cannot be read: {}", failure.getMessage());
        }
        if (failure.passes()) {
            failures = Math.min(failures + 1, 7);
            return Duration.ofMillis(BACKOFF.apply(failures));
        }
        boolean placeIsGone = failure.kind() == Kind.INVALID_QUERY && next.isPresent();
        next = Optional.empty();
        return placeIsGone ? LONGEST_PAUSE : shorter(NEXT_OCCASION, settings.refresh());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void read(FleetThing thing) {
        groupOf(thing).ifPresent(group -> {
            reading.put(thing.thing(), group);
            if (!thing.clientId().equals(thing.thing())) {
                reading.put(thing.clientId(), group);
            }
        });
    }

    private Optional<String> groupOf(FleetThing thing) {
        return settings.attribute()
                .map(thing.attributes()::get)
                .flatMap(GroupName::of)
                .or(() -> thingGroup(thing));
    }

    private Optional<String> thingGroup(FleetThing thing) {
        return thing.groups().stream()
                .sorted()
                .flatMap(name -> named(name).stream())
                .flatMap(name -> GroupName.of(name).stream())
                .findFirst();
    }

    private Optional<String> named(String thingGroup) {
        return settings.thingGroups()
                .flatMap(wanted -> hasPart
                        ? wanted.part(thingGroup, Grouping.PART)
                        : Optional.of(thingGroup).filter(wanted::matches));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
