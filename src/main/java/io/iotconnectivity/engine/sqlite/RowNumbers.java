package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.LogPosition;
import java.util.OptionalLong;

/** The rows of the logs in the file are numbered; outside of this package their numbers are places in a log. */
final class RowNumbers {
    private RowNumbers() {}

    static LogPosition position(long number) {
        return number == 0 ? LogPosition.BEGINNING : new LogPosition(Long.toString(number));
    }

    /** Empty for a place that an engine of another kind gave. */
    static OptionalLong number(LogPosition position) {
        try {
            return OptionalLong.of(Long.parseLong(position.text()));
        } catch (NumberFormatException ofAnotherEngine) {
            return OptionalLong.empty();
        }
    }
}
