package io.iotconnectivity.incident;

import io.iotconnectivity.event.Severity;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The incident about the error budget of a class, as part of the case with the name {@link #nameOf}.
 *
 * @param burning how the budget is spent too fast
 * @param exhausted whether nothing of it is left
 */
public record SloCase(Ticket ticket, Set<Burn> burning, boolean exhausted) {
    /** No group has such a name: none begins with a blank. */
    private static final String FRONT = " slo/";

    /** A budget that was used up counts as such until this much of it is back, so that it does not come and go. */
    private static final double BACK_AT = 0.05;

    public SloCase {
        burning =
                burning == null || burning.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(burning));
    }

    /** The name of the case of a class. */
    static String nameOf(String deviceClass) {
        return FRONT + deviceClass;
    }

    /** Whether a case is about a class, and not a group. */
    static boolean isName(String name) {
        return name.startsWith(FRONT);
    }

    /** The class that a case with such a name is about. */
    static String classOf(String name) {
        return name.substring(FRONT.length());
    }

    /**
     * Whether the budget counts as used up.
     *
     * @param before whether it did
     */
    static boolean isExhausted(SloReading reading, boolean before) {
        return reading.remaining()
                .filter(left -> before ? left < BACK_AT : left <= 0)
                .isPresent();
    }

    /** Whether anything is wrong. */
    boolean isTrouble() {
        return exhausted || !burning.isEmpty();
    }

    /** How bad it is. */
    Severity severity() {
        return burning.stream().map(Burn::severity).max(Severity::compareTo).orElse(Severity.WARNING);
    }

    /** Whether an operator would call it the same. */
    boolean looksLike(SloCase other) {
        return exhausted == other.exhausted
                && burning.isEmpty() == other.burning.isEmpty()
                && severity() == other.severity();
    }

    SloCase with(Ticket changed) {
        return new SloCase(changed, burning, exhausted);
    }
}
