package io.iotconnectivity.availability;

/**
 * A change: from then on the device is in that condition.
 *
 * @param at in milliseconds since 1970
 * @param reason why it is away; empty for every other condition
 */
public record Mark(long at, Condition condition, String reason) implements TimelineEntry {
    /** The beginning of every history. */
    public static final Mark NOTHING = new Mark(0, Condition.UNKNOWN, "");

    /** A change to a condition that needs no reason. */
    public Mark(long at, Condition condition) {
        this(at, condition, "");
    }

    @Override
    public long end() {
        return at;
    }

    boolean saysTheSameAs(Mark other) {
        return condition == other.condition && reason.equals(other.reason);
    }

    Mark at(long moment) {
        return new Mark(moment, condition, reason);
    }
}
