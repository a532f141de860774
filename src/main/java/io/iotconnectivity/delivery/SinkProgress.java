package io.iotconnectivity.delivery;

import java.util.Optional;

/**
 * How far a sink has come in a partition of the log.
 *
 * @param cursor the sink is done with all events up to this position that have no pending row
 * @param reach events between the cursor and this position may have been tried without a record of it; not behind the
 *     end of the log at the time of reading
 * @param gone why the sink is disabled; absent while it is enabled
 */
public record SinkProgress(long cursor, long reach, Optional<String> gone) {}
