package io.iotconnectivity.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The progress of a sink in one partition since its last checkpoint; saved atomically.
 *
 * @param cursor the sink is done with all events up to this position, or they have a pending row
 * @param reach events up to this position may have been tried if no later checkpoint is saved; may lie ahead of the log
 * @param rows pending rows to write, by position; an empty value deletes the row
 * @param tickets what the sink keeps for each ticket that it opened; an empty value closes the ticket and ends its
 *     repetitions
 * @param repetitions the events to repeat to the sink, by ticket; an empty value ends the repetitions
 * @param completions the completions of the events that the sink is done with
 */
public record Checkpoint(
        long cursor,
        long reach,
        Map<Long, Optional<PendingRow>> rows,
        Map<String, Optional<Receipt>> tickets,
        Map<String, Optional<Repetition>> repetitions,
        List<Completion> completions) {}
