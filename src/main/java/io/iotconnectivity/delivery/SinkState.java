package io.iotconnectivity.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the store holds of one sink.
 *
 * @param cursor the sink is done with all events up to this position that have no pending row
 * @param reach what lies between the cursor and this position may have been tried, without a note of it
 * @param gone why the sink gets nothing until somebody enables it; absent while it is enabled
 * @param pending events at or before the cursor that the sink has still to get, in the order of the log
 * @param tickets the tickets that the sink has open, with what it keeps of each
 * @param repetitions what the sink is to be told again and again, by ticket
 */
public record SinkState(
        long cursor,
        long reach,
        Optional<String> gone,
        List<Pending> pending,
        Map<String, Receipt> tickets,
        Map<String, Repetition> repetitions) {

    /** An event with its pending row. */
    public record Pending(Logged logged, PendingRow row) {}
}
