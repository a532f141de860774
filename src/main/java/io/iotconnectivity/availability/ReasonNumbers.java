package io.iotconnectivity.availability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the reasons of absences, which are given in order and never change. Reasons beyond the {@value
 * #MOST}th share the last number. Thread-safe.
 */
public final class ReasonNumbers {
    /** How many there can be. */
    public static final int MOST = 500;

    /** What further reasons are called. */
    public static final String OTHER = "OTHER";

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Creates those that are known, in the order of their numbers. */
    public ReasonNumbers(List<String> known) {
        known.forEach(this::number);
    }

    synchronized int number(String reason) {
        Integer number = numbers.get(reason);
        if (number != null) {
            return number;
        }
        String name = names.size() >= MOST - 1 ? OTHER : reason;
        return numbers.computeIfAbsent(name, added -> {
            names.add(added);
            return names.size() - 1;
        });
    }

    /**
     * @throws IllegalArgumentException if no reason has that number
     */
    synchronized String reason(int number) {
        if (number < 0 || number >= names.size()) {
            throw new IllegalArgumentException("no reason has the number " + number);
        }
        return names.get(number);
    }

    /** The reasons from that number on. */
    public synchronized List<String> from(int number) {
        return List.copyOf(names.subList(number, names.size()));
    }
}
