package io.iotconnectivity.bench;

import java.util.Optional;

/**
 * What stands in one place of the table.
 *
 * @param spread the figures behind the text; absent if there is nothing to calculate with
 */
record Cell(String text, Optional<Spread> spread) {
    static final Cell EMPTY = of("");

    static Cell of(String text) {
        return new Cell(text, Optional.empty());
    }

    static Cell of(Spread spread) {
        return new Cell(
                spread.isPoint() ? Spread.plain(spread.median()) : spread.text(Spread::plain), Optional.of(spread));
    }
}
