package io.iotconnectivity.presence;

import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest connection of a device that is known, from either of its ends.
 *
 * @param connection what AWS told of it
 * @param openedAt when it was opened, by AWS's clock; absent while only its end is known
 * @param closedAt when it ended, by AWS's clock; absent while it is open, as far as is known
 * @param closedFor why it ended; present exactly if {@code closedAt} is
 * @param heardAt when the latest news of it reached us
 */
public record Link(
        Connection connection,
        Optional<Instant> openedAt,
        Optional<Instant> closedAt,
        Optional<Reason> closedFor,
        Instant heardAt) {}
