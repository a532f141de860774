package io.iotconnectivity.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a sink has come since its last checkpoint; saved as a whole or not at all.
 *
 * @param cursor the sink is done with all events up to this position, or they have a pending row
 * @param reach up to this position events may have been tried, should no later checkpoint be saved
 * @param rows pending rows to write, by position; empty: to be deleted
 * @param tickets what the sink keeps of each ticket that it was told of; empty: the ticket is closed, and nothing is told again of it
 * @param repetitions what the sink is to be told again and again, by ticket; empty: nothing any more
 * @param completions of the events that the sink is done with
 */
public record Checkpoint(
        String sink,
        long cursor,
        long reach,
        Map<Long, Optional<PendingRow>> rows,
        Map<String, Optional<Receipt>> tickets,
        Map<String, Optional<Repetition>> repetitions,
        List<Completion> completions) {}
