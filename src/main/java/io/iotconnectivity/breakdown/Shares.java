package io.iotconnectivity.breakdown;

/** Words shares. */
final class Shares {
    private static final int WHOLE = 100;

    private Shares() {}

    /** Such as {@code 94 %}; only nothing is {@code 0 %}, and only all is {@code 100 %}. */
    static String percent(long part, long whole) {
        if (part == 0 || part == whole) {
            return (part == 0 ? 0 : WHOLE) + " %";
        }
        long rounded = Math.round(part * 100.0 / whole);
        if (rounded == 0) {
            return "less than 1 %";
        }
        return rounded == WHOLE ? "more than 99 %" : rounded + " %";
    }
}
