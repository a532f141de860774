package io.iotconnectivity.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Devices that drop and return as the seed says, and what is true of them. A device that is away for long returns only
 * once its sinks know, so each of its outages has to be told; one that is away for a moment must not be heard of.
 */
final class RoundFleet {
    private static final int ALONE = 40;
    private static final int MOST_AWAY = 20;
    /** How many are away for a moment while something fails. */
    private static final int AWAY_MEANWHILE = 4;

    private static final int GROUPS = 3;
    private static final int OF_A_GROUP = 100;
    private static final int MOMENT_MILLIS = 400;

    private final PresenceFeed feed;
    private final Random random;
    private final Predicate<Outage> told;
    private final long longestNanos;
    private final Map<String, Device> devices = new TreeMap<>();
    private final List<Outage> outages = new ArrayList<>();
    private final List<Outage> away = new ArrayList<>();
    private final Set<String> unknown = new TreeSet<>();
    private int moments;
    private int storms;
    private int returned;

    private static final class Device {
        private long version;
        private int outages;
    }

    /**
     * Something that is to be told once, and whose end is to be told once.
     *
     * @param incident the key of its incident
     * @param devices that are away
     * @param number of the outages that they have had, this one included
     */
    record Outage(String incident, List<String> devices, int number) {}

    /**
     * @param longest the longest absence that need not be told
     * @param told whether all sinks that can be reached know of an outage
     */
    RoundFleet(long seed, PresenceFeed feed, Duration longest, Predicate<Outage> told) {
        this.random = RoundPlan.random(seed, 1);
        this.feed = feed;
        this.longestNanos = longest.toNanos();
        this.told = told;
        alone().forEach(device -> devices.put(device, new Device()));
        IntStream.range(0, GROUPS).boxed().flatMap(RoundFleet::group).forEach(each -> devices.put(each, new Device()));
    }

    /** Each has a group of its own, so that it is never part of a storm. */
    private static Stream<String> alone() {
        return IntStream.range(0, ALONE).mapToObj(number -> String.format(Locale.ROOT, "alone-%02d-pump", number));
    }

    private static Stream<String> group(int group) {
        return IntStream.range(0, OF_A_GROUP)
                .mapToObj(number -> String.format(Locale.ROOT, "site-%d-pump-%02d", group, number));
    }

    int size() {
        return devices.size();
    }

    /** All devices. */
    List<String> names() {
        return List.copyOf(devices.keySet());
    }

    synchronized void connectAll() {
        devices.forEach((name, device) -> feed.connects(name, ++device.version));
    }

    /** Whoever is known to be away returns, and somebody else drops, maybe. */
    synchronized void act() {
        returnToldOnes();
        int what = random.nextInt(10);
        if (what < 4 && away.size() < MOST_AWAY) {
            String name = someoneHere();
            drop(name);
            begin(new Outage("device/" + name, List.of(name), devices.get(name).outages));
        } else if (what < 7) {
            int millis = random.nextInt(MOMENT_MILLIS);
            awayDuring(1, () -> pause(millis));
        }
    }

    /**
     * Some devices are away only while something happens, which therefore has to be short.
     *
     * @param settleMillis how long they are away before it
     */
    synchronized void awayFor(int settleMillis, Runnable meanwhile) {
        awayDuring(AWAY_MEANWHILE, () -> {
            pause(settleMillis);
            meanwhile.run();
        });
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String someoneHere() {
        List<String> here = alone().filter(name ->
                        away.stream().noneMatch(outage -> outage.devices().contains(name)))
                .toList();
        return here.get(random.nextInt(here.size()));
    }

    /**
     * All devices of the next group drop.
     *
     * @param meanwhile run when half of them have
     */
    void storm(Runnable meanwhile) {
        int group;
        synchronized (this) {
            group = storms++ % GROUPS;
        }
        List<String> all = group(group).toList();
        synchronized (this) {
            all.subList(0, OF_A_GROUP / 2).forEach(this::drop);
        }
        meanwhile.run();
        synchronized (this) {
            all.subList(OF_A_GROUP / 2, OF_A_GROUP).forEach(this::drop);
            begin(new Outage("group/site-" + group, all, devices.get(all.get(0)).outages));
        }
    }

    private void begin(Outage outage) {
        away.add(outage);
        outages.add(outage);
    }

    private void drop(String name) {
        Device device = devices.get(name);
        device.outages++;
        feed.drops(name, device.version);
    }

    private void awayDuring(int count, Runnable meanwhile) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            names.add(someoneHere());
        }
        long began = System.nanoTime();
        names.forEach(name -> feed.drops(name, devices.get(name).version));
        meanwhile.run();
        names.forEach(name -> feed.connects(name, ++devices.get(name).version));
        moments += names.size();
        if (System.nanoTime() - began > longestNanos) {
            // This process stood still, so nobody can say whether these have to be told.
            unknown.addAll(names);
        }
    }

    /** Whoever is known to be away returns. */
    synchronized void returnToldOnes() {
        List<Outage> returning = away.stream().filter(told).toList();
        away.removeAll(returning);
        returned += returning.size();
        for (Outage outage : returning) {
            for (String name : outage.devices()) {
                feed.connects(name, ++devices.get(name).version);
            }
        }
    }

    /** What is still to be told before everybody can return. */
    synchronized List<Outage> away() {
        return List.copyOf(away);
    }

    /** Everything that had to be told. */
    synchronized List<Outage> outages() {
        return List.copyOf(outages);
    }

    /** The devices of which it is unknown whether they were away for long enough. */
    synchronized Set<String> unknown() {
        return Set.copyOf(unknown);
    }

    synchronized int outagesOf(String name) {
        return devices.get(name).outages;
    }

    /** How many outages have ended. */
    synchronized int returned() {
        return returned;
    }

    /** How many absences were too short to be told. */
    synchronized int moments() {
        return moments;
    }
}
