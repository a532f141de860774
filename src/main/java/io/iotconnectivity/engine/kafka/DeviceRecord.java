package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record of the topic {@code signals}, which the device stage processes. */
sealed interface DeviceRecord {

    /**
     * A signal about the device that is the record's key.
     *
     * @param round how often the two kinds of rules have triggered each other so far; 1 for a signal from outside
     * @param trace the trace that its events continue; absent if there is none
     */
    record Heard(Signal signal, int round, Optional<String> trace) implements DeviceRecord {}

    /**
     * Deadlines are due in the partition that this record is in. Deadlines fire by the time of this record, so they
     * never overtake signals that were appended before it.
     *
     * @param partition the partition
     */
    record Tick(int partition) implements DeviceRecord {}

    /**
     * To every partition: no deadline fires before then.
     *
     * @param holder a later record of the same holder replaces an earlier one
     */
    record Held(String holder, Instant until) implements DeviceRecord {}

    /**
     * To every partition: what the sources had brought by then has been appended before this record. Whoever hears them
     * may be lost, and with it for a while the news that a device is back; so a later deadline waits for a later one of
     * these.
     *
     * @param until for how long deadlines wait, if none comes
     */
    record HeardUpTo(Instant at, Instant until) implements DeviceRecord {}

    /**
     * The device that is the record's key, as another installation has exported it.
     *
     * @param past whether its deadline has been worked on and must not come again
     * @param heard the keys of the latest signals about it, latest last
     */
    record Imported(Presence presence, boolean past, List<InboxKey> heard) implements DeviceRecord {}

    /** To every partition: these sources are blind from now on, and no others. */
    record BlindNow(List<BlindSource> sources) implements DeviceRecord {}
}
