package io.iotconnectivity.bench;

/**
 * One line of the table; a cell that does not apply is empty.
 *
 * @param what    the figure and its unit
 * @param product what the product reached
 * @param bare    what a client reached that does nothing else
 * @param ratio   product to bare, measured in the same rounds
 * @param mark    what the product should reach, and whether it did
 */
record Row(String what, String product, String bare, String ratio, String mark) {

    static Row compared(String what, Spread product, Spread bare, Spread ratio, String mark) {
        return new Row(what, product.text(Spread::plain), bare.text(Spread::plain), ratio.text(Spread::plain), mark);
    }

    static Row alone(String what, String product, String mark) {
        return new Row(what, product, "", "", mark);
    }

    static String atLeast(double mark, String text, double reached) {
        return text + (reached >= mark ? ", met" : ", missed");
    }

    static String atMost(double mark, String text, double reached) {
        return text + (reached <= mark ? ", met" : ", missed");
    }
}
