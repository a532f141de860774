package io.iotconnectivity.delivery;

import java.util.List;
import java.util.Map;

/**
 * The stored state of one sink in a partition of the log.
 *
 * @param pending events at or before the cursor that the sink still has to receive, in log order
 * @param tickets the open tickets of the sink, with what it keeps for each
 * @param repetitions the events to repeat to the sink, by ticket
 */
public record SinkState(
        SinkProgress progress,
        List<PendingRow> pending,
        Map<String, Receipt> tickets,
        Map<String, Repetition> repetitions) {}
