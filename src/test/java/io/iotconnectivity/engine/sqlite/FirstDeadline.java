package io.iotconnectivity.engine.sqlite;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Shows tests of other packages when an engine is going to look at something again. */
public final class FirstDeadline {
    private FirstDeadline() {}

    /** As the last write that has been answered has left it. */
    public static Optional<Instant> of(SqliteEngine engine) {
        OptionalLong first = engine.writer().nextDeadline();
        return first.isPresent() ? Optional.of(Instant.ofEpochMilli(first.getAsLong())) : Optional.empty();
    }
}
