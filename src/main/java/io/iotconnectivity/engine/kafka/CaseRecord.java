package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import java.time.Instant;
import java.util.Optional;

/** A record of the topic {@code cases-in}, which the incident stage processes. */
sealed interface CaseRecord {

    /**
     * The device stage has appended an event about the device that is the record's key.
     *
     * @param round of the signal that caused it
     * @param presence the device's state after the step, encoded
     * @param event the event, encoded
     */
    record Told(int round, Optional<String> trace, byte[] presence, byte[] event) implements CaseRecord {}

    /** Deadlines of cases are due. */
    record Tick(int partition) implements CaseRecord {}

    /** A silence is set, or the one with its id replaced. */
    record Silenced(Silence silence) implements CaseRecord {}

    /** A silence is ended now. */
    record Unsilenced(String id) implements CaseRecord {}

    /** A source has become blind or recovered. */
    record Sighted(Sight sight) implements CaseRecord {}

    /**
     * To every partition: no deadline fires before then.
     *
     * @param holder a later record of the same holder replaces an earlier one
     */
    record Held(String holder, Instant until) implements CaseRecord {}
}
