package io.iotconnectivity.availability;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sums over a period, of one device or of many; all times are in milliseconds. {@link #up}, {@link #down}, {@link
 * #excluded} and {@link #unknown} add up to {@link #period}. Not thread-safe.
 */
public final class Figures {
    long devices;
    long period;
    long up;
    long silent;
    long unknown;
    long maintenance;
    long blind;
    long planned;
    long connected;
    long connections;
    long longestConnection;
    long outages;
    long outageTime;
    long longestOutage;
    long interruptions;
    private final Map<String, Long> down = new TreeMap<>();

    /** Adds those of another device, or of another part of the period. */
    public void add(Figures other) {
        devices += other.devices;
        period += other.period;
        up += other.up;
        silent += other.silent;
        unknown += other.unknown;
        maintenance += other.maintenance;
        blind += other.blind;
        planned += other.planned;
        connected += other.connected;
        connections += other.connections;
        longestConnection = Math.max(longestConnection, other.longestConnection);
        outages += other.outages;
        outageTime += other.outageTime;
        longestOutage = Math.max(longestOutage, other.longestOutage);
        interruptions += other.interruptions;
        other.down.forEach(this::addDown);
    }

    void addDown(String reason, long time) {
        if (time > 0) {
            down.merge(reason, time, Long::sum);
        }
    }

    void outage(long time, long lasted, long leastOutage) {
        if (time == 0) {
            return;
        }
        if (lasted < leastOutage) {
            interruptions++;
            return;
        }
        outages++;
        outageTime += time;
        longestOutage = Math.max(longestOutage, time);
    }

    void connection(long time) {
        connections++;
        longestConnection = Math.max(longestConnection, time);
    }

    /** How many devices they are of. */
    public long devices() {
        return devices;
    }

    /** The length of the period, times the devices. */
    public long period() {
        return period;
    }

    /** How long they were connected, outside of what is excluded. */
    public long up() {
        return up;
    }

    /** How much of {@link #up} they were silent. */
    public long silent() {
        return silent;
    }

    /** How long they were away, outside of what is excluded. */
    public long down() {
        return down.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same, by reason. */
    public Map<String, Long> downByReason() {
        return Collections.unmodifiableMap(down);
    }

    /** How long nothing was known, outside of what is excluded. */
    public long unknown() {
        return unknown;
    }

    /** How much of the period does not count. */
    public long excluded() {
        return maintenance + blind + planned;
    }

    /** How much of {@link #excluded} is maintenance. */
    public long maintenance() {
        return maintenance;
    }

    /** How much of {@link #excluded} is time in which a source of ours was blind. */
    public long blind() {
        return blind;
    }

    /** How much of {@link #excluded} they were away as planned. */
    public long planned() {
        return planned;
    }

    /** How long they were connected, whether or not it is excluded. */
    public long connected() {
        return connected;
    }

    /** Connections that were open at some time. */
    public long connections() {
        return connections;
    }

    /** The longest time within the period for which one connection was open. */
    public long longestConnection() {
        return longestConnection;
    }

    /** Absences that count, wholly or in part, and were long enough to be outages. */
    public long outages() {
        return outages;
    }

    /** How long those lasted within the period, outside of what is excluded. */
    public long outageTime() {
        return outageTime;
    }

    /** How long the longest of them did. */
    public long longestOutage() {
        return longestOutage;
    }

    /** Absences that count but were too short to be outages. */
    public long interruptions() {
        return interruptions;
    }

    /** The part of the time up and down that was up, from 0 to 1; absent if there was neither. */
    public Optional<Double> availability() {
        long away = down();
        return up + away == 0 ? Optional.empty() : Optional.of((double) up / (up + away));
    }

    /** How long a connection was open within the period, on average; absent without connections. */
    public Optional<Long> meanConnection() {
        return mean(connected, connections);
    }

    /** How long an outage lasted within the period, on average; absent without outages. */
    public Optional<Long> mttr() {
        return mean(outageTime, outages);
    }

    /** How long they were up for each outage; absent without outages. */
    public Optional<Long> mtbf() {
        return mean(up, outages);
    }

    private static Optional<Long> mean(long time, long count) {
        return count == 0 ? Optional.empty() : Optional.of(Math.round((double) time / count));
    }
}
