package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of devices, in the order in which they are tried; the first whose rule a device meets is its class. All
 * others have the default class. Which client patterns a client id matches is remembered for those seen last, because
 * matching takes microseconds. Thread-safe.
 */
public final class DeviceClasses {
    /** As many as there are bits in what is remembered. */
    public static final int MOST_CLASSES = 64;

    /** About four times the devices of the largest batch; a power of two. */
    private static final int REMEMBERED = 4_096;

    private final Policy otherwise;
    private final List<Entry> entries;
    private final FleetFacts fleet;
    private final AtomicReferenceArray<Matched> latest;

    /**
     * A class.
     *
     * @param policy names the class as its {@link Policy#deviceClass}
     */
    public record Entry(ClassRule rule, Policy policy) {
        public Entry {
            if (policy.deviceClass().isEmpty()) {
                throw new IllegalArgumentException("the policy of no class");
            }
        }

        String name() {
            return policy.deviceClass().orElseThrow().name();
        }
    }

    private record Matched(String clientId, long entries) {}

    /**
     * @param otherwise the policy of the default class
     * @param entries at most {@value #MOST_CLASSES}
     */
    public DeviceClasses(Policy otherwise, List<Entry> entries) {
        this(otherwise, entries, FleetFacts.NONE);
    }

    private DeviceClasses(Policy otherwise, List<Entry> entries, FleetFacts fleet) {
        if (entries.size() > MOST_CLASSES) {
            throw new IllegalArgumentException("more than " + MOST_CLASSES + " classes");
        }
        this.otherwise = otherwise;
        this.entries = List.copyOf(entries);
        this.fleet = fleet;
        this.latest = entries.isEmpty() ? null : new AtomicReferenceArray<>(REMEMBERED);
    }

    /** No classes but the default one. */
    public static DeviceClasses none(Policy policy) {
        return new DeviceClasses(policy, List.of());
    }

    /** The same classes, for devices of this fleet. */
    public DeviceClasses in(FleetFacts facts) {
        return entries.isEmpty() ? this : new DeviceClasses(otherwise, entries, facts);
    }

    /** The same classes, each also asking these enrich routes. */
    public DeviceClasses with(Enriching routes) {
        return new DeviceClasses(
                otherwise.with(routes),
                entries.stream()
                        .map(entry -> new Entry(entry.rule(), entry.policy().with(routes)))
                        .toList(),
                fleet);
    }

    /** Whether there are none but the default one. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** In the order in which they are tried. */
    public List<Entry> entries() {
        return entries;
    }

    /** The names of the classes, in the order in which they are tried. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /** The policy of the default class. */
    public Policy otherwise() {
        return otherwise;
    }

    /**
     * The class of a device now; empty if it is the default one. A device that was of a class whose conditions cannot be
     * judged yet, because the application has just started, stays in it.
     */
    public Optional<Entry> find(Presence device) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        for (long left = matching(device.client()); left != 0; left &= left - 1) {
            Entry entry = entries.get(Long.numberOfTrailingZeros(left));
            if (!entry.rule().needsFleet()) {
                return Optional.of(entry);
            }
            Optional<Boolean> fits = fits(entry, device);
            if (fits.isEmpty()
                    ? device.deviceClass().filter(entry.name()::equals).isPresent()
                    : fits.get()) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The policy of the class of this name; that of the default class if there is none. */
    public Policy policyOf(Optional<String> name) {
        return name.flatMap(this::named).map(Entry::policy).orElse(otherwise);
    }

    /** The class of this name; empty if there is none. */
    public Optional<Entry> named(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The shortest silence allowed to a device of any class. */
    public StalePolicy shortestSilence() {
        return new StalePolicy(
                List.of(),
                Stream.concat(Stream.of(otherwise), entries.stream().map(Entry::policy))
                        .flatMap(policy -> policy.silence().durations())
                        .min(Duration::compareTo));
    }

    /** Absent if it is not known yet. */
    private Optional<Boolean> fits(Entry entry, Presence device) {
        Optional<Boolean> group = entry.rule()
                .group()
                .map(pattern -> fleet.group(device)
                        .map(pattern::matches)
                        .or(() -> fleet.hasGroups() ? Optional.of(false) : Optional.empty()))
                .orElse(Optional.of(true));
        Optional<Boolean> thing = entry.rule().thing().isEmpty()
                ? Optional.of(true)
                : fleet.classesOfThing(device).map(names -> names.contains(entry.name()));
        boolean fails = group.filter(fits -> !fits)
                .or(() -> thing.filter(fits -> !fits))
                .isPresent();
        return fails ? Optional.of(false) : group.flatMap(any -> thing);
    }

    /** The conditions on things, by the name of their class. */
    public Map<String, ThingRule> thingRules() {
        return entries.stream()
                .filter(entry -> entry.rule().thing().isPresent())
                .collect(Collectors.toUnmodifiableMap(
                        Entry::name, entry -> entry.rule().thing().orElseThrow()));
    }

    /** The keep-alive objectives of the classes that have one of their own. */
    public Map<String, Duration> keepAliveSlos() {
        return byName().values().stream()
                .filter(each -> each.keepAliveSlo().isPresent())
                .collect(Collectors.toUnmodifiableMap(
                        DeviceClass::name, each -> each.keepAliveSlo().orElseThrow()));
    }

    /** The classes by name. */
    public Map<String, DeviceClass> byName() {
        return entries.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Entry::name, entry -> entry.policy().deviceClass().orElseThrow()));
    }

    /** Whether the class of any device depends on what only the fleet tells. */
    public boolean needFleet() {
        return entries.stream().anyMatch(entry -> entry.rule().needsFleet());
    }

    /** The bits of the entries whose client pattern, if any, the client id matches. */
    private long matching(ClientId client) {
        String clientId = client.value();
        int hash = clientId.hashCode();
        int slot = (hash ^ hash >>> 16) & REMEMBERED - 1;
        Matched known = latest.get(slot);
        if (known == null || !known.clientId().equals(clientId)) {
            known = new Matched(clientId, match(client));
            latest.set(slot, known);
        }
        return known.entries();
    }

    private long match(ClientId client) {
        long matching = 0;
        for (int i = 0; i < entries.size(); i++) {
            ClassRule rule = entries.get(i).rule();
            if (rule.clients().isEmpty() || rule.clients().get().matches(client)) {
                matching |= 1L << i;
            }
        }
        return matching;
    }
}
