package io.iotconnectivity.bench;

import java.util.List;
import java.util.Optional;

/**
 * One line of the table; a cell that does not apply is empty.
 *
 * @param what    the figure, its unit and the size of what was measured: rows of two runs are compared if this is the same
 * @param product what the product reached
 * @param bare    what a client reached that does nothing else
 * @param ratio   product to bare, measured in the same rounds
 * @param mark    what the product should reach, and whether it did
 */
record Row(String what, Cell product, Cell bare, Cell ratio, String mark, Better better) {
    private static final String MET = ", met";
    private static final String MISSED = ", missed";

    /** In the place of the mark, if there is no figure. */
    private static final String FAILED = "not measured";

    static Row compared(String what, Spread product, Spread bare, Spread ratio, String mark) {
        return new Row(what, Cell.of(product), Cell.of(bare), Cell.of(ratio), mark, Better.LESS);
    }

    /** A row without figures to compare. */
    static Row alone(String what, String product, String mark) {
        return new Row(what, Cell.of(product), Cell.EMPTY, Cell.EMPTY, mark, Better.LESS);
    }

    static Row alone(String what, Spread product, String mark) {
        return new Row(what, Cell.of(product), Cell.EMPTY, Cell.EMPTY, mark, Better.LESS);
    }

    /** A row measured once. */
    static Row alone(String what, double product, String mark) {
        return alone(what, Spread.of(List.of(product)), mark);
    }

    /** What could not be measured at all. */
    static Row failed(String name, String why) {
        return alone(name, why, FAILED);
    }

    Row moreIsBetter() {
        return new Row(what, product, bare, ratio, mark, Better.MORE);
    }

    static String atLeast(double mark, String text, double reached) {
        return verdict(text, reached >= mark);
    }

    static String atMost(double mark, String text, double reached) {
        return verdict(text, reached <= mark);
    }

    static String verdict(String text, boolean isMet) {
        return text + (isMet ? MET : MISSED);
    }

    boolean isMet() {
        return mark.endsWith(MET);
    }

    boolean isMissed() {
        return mark.endsWith(MISSED);
    }

    boolean isFailed() {
        return mark.equals(FAILED);
    }

    /** What two runs are compared by. Where there is a bare client, the ratio to it: it says least about the machine. */
    Optional<Spread> judged() {
        return ratio.spread().or(product::spread);
    }

    List<String> cells() {
        return List.of(what, product.text(), bare.text(), ratio.text(), mark);
    }
}
