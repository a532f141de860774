package io.iotconnectivity.breakdown;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How absences are spread over the values of some dimensions. Devices come one after the other. It has at most {@value
 * #MOST_CELLS} cells; what belongs to others is counted as left out. Not thread-safe.
 */
public final class CrossSection {
    /** Some 200 bytes each. */
    public static final int MOST_CELLS = 100_000;

    /** The value of what is not known of a device. */
    public static final String UNKNOWN = "unknown";

    private final List<Dimension> by;
    private final Map<List<String>, Cell> cells = new HashMap<>();
    /** The devices by their own values, whether they were away or not. */
    private final Map<List<String>, Integer> fleet = new HashMap<>();

    private final Sums total = new Sums();
    private List<String> device = List.of();
    private long devices;
    private long leftOut;

    /** Sums of absences. Not thread-safe. */
    public static class Sums {
        private long absences;
        private long outages;
        private long time;

        void add(long length, boolean isOutage) {
            absences++;
            outages += isOutage ? 1 : 0;
            time += length;
        }

        public long absences() {
            return absences;
        }

        /** How many of the absences were long enough to be outages. */
        public long outages() {
            return outages;
        }

        /** How long the absences were, in milliseconds. */
        public long time() {
            return time;
        }
    }

    /** The absences with the same values. Not thread-safe. */
    public static final class Cell extends Sums {
        private final List<String> values;
        private long devices;
        private long latest;

        private Cell(List<String> values) {
            this.values = values;
        }

        /** In the order of the dimensions. */
        public List<String> values() {
            return values;
        }

        /** How many devices were absent. */
        public long devices() {
            return devices;
        }
    }

    /**
     * @param by in which the absences are told apart
     */
    public CrossSection(List<Dimension> by) {
        this.by = List.copyOf(by);
    }

    /** The next device, whose absences follow. */
    public void device(Traits traits) {
        devices++;
        device = by.stream()
                .map(each -> isOfAbsence(each) ? "" : traits.in(each).orElse(UNKNOWN))
                .toList();
        if (fleet.containsKey(device) || fleet.size() < MOST_CELLS) {
            fleet.merge(device, 1, Integer::sum);
        }
    }

    /**
     * An absence of the device.
     *
     * @param hour of the day in which it began, from 0
     * @param length in milliseconds
     */
    public void absence(String reason, int hour, long length, boolean isOutage) {
        total.add(length, isOutage);
        List<String> values = new ArrayList<>(device);
        for (int i = 0; i < by.size(); i++) {
            if (by.get(i).equals(Dimension.REASON)) {
                values.set(i, reason);
            } else if (by.get(i).equals(Dimension.HOUR)) {
                values.set(i, String.format(Locale.ROOT, "%02d", hour));
            }
        }
        Cell cell = cells.get(values);
        if (cell == null) {
            if (cells.size() >= MOST_CELLS) {
                leftOut++;
                return;
            }
            cell = new Cell(List.copyOf(values));
            cells.put(cell.values(), cell);
        }
        cell.add(length, isOutage);
        if (cell.latest != devices) {
            cell.latest = devices;
            cell.devices++;
        }
    }

    private static boolean isOfAbsence(Dimension dimension) {
        return dimension.equals(Dimension.REASON) || dimension.equals(Dimension.HOUR);
    }

    /** All absences. */
    public Sums total() {
        return total;
    }

    /** How many devices there were. */
    public long devices() {
        return devices;
    }

    /** How many absences are in no cell, because there would be too many. */
    public long leftOut() {
        return leftOut;
    }

    /** The cells, those with the most absences first. */
    public List<Cell> cells() {
        return cells.values().stream()
                .sorted(Comparator.comparingLong(Cell::absences)
                        .reversed()
                        .thenComparing(Comparator.comparingLong(Cell::time).reversed())
                        .thenComparing(cell -> cell.values().toString()))
                .toList();
    }

    /** How many devices have the values of a cell, apart from those that belong to absences. */
    public long devicesOf(Cell cell) {
        List<String> values = new ArrayList<>(cell.values());
        for (int i = 0; i < by.size(); i++) {
            if (isOfAbsence(by.get(i))) {
                values.set(i, "");
            }
        }
        return fleet.getOrDefault(values, 0);
    }

    /** The values of a cell by the names of their dimensions. */
    public Map<String, String> named(Cell cell) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            named.put(by.get(i).name(), cell.values().get(i));
        }
        return named;
    }
}
