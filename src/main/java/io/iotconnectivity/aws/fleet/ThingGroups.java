package io.iotconnectivity.aws.fleet;

import io.github.resilience4j.core.IntervalFunction;
import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.incident.GroupName;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.ThingRule;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups devices by an attribute or a thing group of their thing in the fleet index, and knows which classes of devices
 * fit the thing, and what the thing is like. The whole index is read at the
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

    /** Combinations of more values are those of single things, of which nothing is learnt; some 50 MB. */
    static final int MOST_TRAITS = 100_000;

    private static final long CLOSE_MILLIS = 5_000;

    private final ThingGroupSettings settings;
    private final boolean hasPart;
    private final Map<String, ThingRule> classes;
    /** The sets of classes that are in the table, each as a text and as a set: there are few. */
    private final Map<String, Set<String>> sets = new ConcurrentHashMap<>();

    private final Thread thread = NamedThread.daemon("thing-groups", this::run);
    private final Set<String> said = new HashSet<>();

    /** What devices are looked up in. */
    private volatile Tables table = new Tables();
    /** What is being read into: at first the same, so that the first page counts at once. */
    private Tables reading = table;

    private volatile boolean complete;

    private Optional<String> next = Optional.empty();
    private int failures;
    private volatile Runnable whenRead = () -> {};
    private volatile ThingSearch index;
    private volatile boolean closed;

    /** What is known of things by their names and client ids. */
    private static final class Tables {
        final GroupTable groups = new GroupTable();
        final GroupTable classes = new GroupTable();
        final GroupTable traits = new GroupTable();
        /** The combinations of traits that are in the table, each as a text and as a map. */
        final Map<String, Map<Dimension, String>> combinations = new ConcurrentHashMap<>();
    }

    public ThingGroups(ThingGroupSettings settings) {
        this(settings, Map.of());
    }

    /**
     * @param classes the conditions of the classes on things, by the name of the class
     */
    public ThingGroups(ThingGroupSettings settings, Map<String, ThingRule> classes) {
        this.settings = settings;
        this.classes = new TreeMap<>(classes);
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
        GroupTable now = table.groups;
        return device.thingName().flatMap(now::find).or(() -> now.find(device.clientId()));
    }

    /**
     * The names of the classes that fit the thing of a device; empty if it is not a thing, or fits none.
     *
     * @return absent if the index has not been read far enough
     */
    public Optional<Set<String>> classesOf(Presence device) {
        GroupTable now = table.classes;
        Optional<String> found = device.thing()
                .flatMap(now::find)
                .or(() -> now.find(device.client().value()));
        return found.map(sets::get).or(() -> complete ? Optional.of(Set.of()) : Optional.empty());
    }

    /** What the thing of a device is like; empty if it is not a thing, or not known yet. */
    public Map<Dimension, String> traitsOf(Presence device) {
        Tables now = table;
        return device.thing()
                .flatMap(now.traits::find)
                .or(() -> now.traits.find(device.client().value()))
                .map(now.combinations::get)
                .orElse(Map.of());
    }

    /** In what {@link #traitsOf} may know something. */
    public Set<Dimension> traits() {
        Set<Dimension> all = new HashSet<>();
        if (!settings.traits().isEmpty()) {
            all.add(Dimension.THING_TYPE);
            settings.traits().forEach(attribute -> all.add(Dimension.attribute(attribute)));
        }
        return all;
    }

    /** Whether the whole index has been read once. */
    public boolean isRead() {
        return complete;
    }

    private void run() {
        while (!closed) {
            try {
                Pauses.pause(readOn(index));
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
        reading = new Tables();
        complete = true;
        said.clear();
        if (first && settings.grouping()) {
            LOG.info(
                    "The fleet index has been read for groups: {} in all, of {} things and client ids",
                    table.groups.groups(),
                    table.groups.size());
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
        groupOf(thing).ifPresent(group -> put(reading.groups, thing, group));
        if (!classes.isEmpty()) {
            put(reading.classes, thing, classesOf(thing));
        }
        if (!settings.traits().isEmpty()) {
            traitsOf(thing).ifPresent(known -> put(reading.traits, thing, known));
        }
    }

    private Optional<String> traitsOf(FleetThing thing) {
        Map<Dimension, String> values = new TreeMap<>();
        thing.type().ifPresent(type -> values.put(Dimension.THING_TYPE, type));
        for (String attribute : settings.traits()) {
            Optional.ofNullable(thing.attributes().get(attribute))
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> values.put(Dimension.attribute(attribute), value));
        }
        String text = values.toString();
        Map<String, Map<Dimension, String>> known = reading.combinations;
        if (!known.containsKey(text)) {
            if (known.size() >= MOST_TRAITS) {
                return Optional.empty();
            }
            Map<Dimension, String> before = table.combinations.get(text);
            known.put(text, before == null ? Map.copyOf(values) : before);
        }
        return Optional.of(text);
    }

    private static void put(GroupTable names, FleetThing thing, String value) {
        names.put(thing.thing(), value);
        if (!thing.clientId().equals(thing.thing())) {
            names.put(thing.clientId(), value);
        }
    }

    private String classesOf(FleetThing thing) {
        Set<String> fitting = new LinkedHashSet<>();
        classes.forEach((name, rule) -> {
            if (rule.fits(thing.type(), thing.attributes())) {
                fitting.add(name);
            }
        });
        String text = String.join(",", fitting);
        sets.putIfAbsent(text, Set.copyOf(fitting));
        return text;
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
