package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.LogPosition;
import java.util.OptionalLong;

/**
 * Rows of the file's logs are numbered; outside this package, those numbers are positions in a log.
 *
 * @param prefix of the positions, which distinguishes them from those of other files; empty if there are no others
 */
record RowNumbers(String prefix) {
    /** Those of the only file, or those that are the same in every file. */
    static final RowNumbers SAME = new RowNumbers("");

    /** Those of one file of several, each of which numbers its rows in an order of its own. */
    static RowNumbers of(long file) {
        return new RowNumbers(file + ".");
    }

    LogPosition position(long number) {
        return number == 0 ? LogPosition.BEGINNING : new LogPosition(prefix + number);
    }

    /** Empty for a position that came from another file or another kind of engine. */
    OptionalLong number(LogPosition position) {
        if (position.equals(LogPosition.BEGINNING)) {
            return OptionalLong.of(0);
        }
        try {
            return position.text().startsWith(prefix)
                    ? OptionalLong.of(Long.parseLong(position.text().substring(prefix.length())))
                    : OptionalLong.empty();
        } catch (NumberFormatException ofAnotherEngine) {
            return OptionalLong.empty();
        }
    }
}
