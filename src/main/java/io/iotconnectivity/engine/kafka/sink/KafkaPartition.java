package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.AssignedPartition;
import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.EventSlice;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.delivery.SinkProgress;
import io.iotconnectivity.delivery.SinkState;
import io.iotconnectivity.delivery.Unread;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.engine.kafka.Lease;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition of the events while it is assigned to this process for one sink. The position of an event is its offset
 * plus one, which is where Kafka's own position is once the event has been read.
 */
final class KafkaPartition implements AssignedPartition {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaPartition.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String sink;
    private final TopicPartition place;
    private final Lease lease;
    private final PartitionBuffer buffer;
    private final CheckpointLog checkpoints;
    private final OpenTicketKeys open;
    private final DisabledSinks disabled;
    private final Duration history;
    private final AppendTimes appended = new AppendTimes();
    private final EventCodec codec = new EventCodec();
    private volatile SavedState saved = new SavedState();
    private volatile Phase phase = Phase.RECOVERING;
    /** The last position that was fetched when it was last checked what is open. */
    private volatile long checked = -1;
    /** Before an event of a later version. */
    private volatile long stop = -1;

    private volatile Optional<String> problem = Optional.empty();

    /** What becomes of it. */
    private enum Phase {
        /** What is saved about it is being read. */
        RECOVERING,
        /** It is being fetched, but the group has not confirmed yet that it is ours. */
        READY,
        TOLD,
        /** Another process may have it. */
        LOST
    }

    /**
     * @param history how long Kafka keeps events
     */
    KafkaPartition(
            String sink,
            TopicPartition place,
            Lease lease,
            PartitionBuffer buffer,
            CheckpointLog checkpoints,
            OpenTicketKeys open,
            DisabledSinks disabled,
            Duration history) {
        this.sink = sink;
        this.place = place;
        this.lease = lease;
        this.buffer = buffer;
        this.checkpoints = checkpoints;
        this.open = open;
        this.disabled = disabled;
        this.history = history;
    }

    TopicPartition place() {
        return place;
    }

    PartitionBuffer buffer() {
        return buffer;
    }

    SavedState saved() {
        return saved;
    }

    void recovered(SavedState state) {
        saved = state;
        problem = Optional.empty();
    }

    /** What is saved about it cannot be read at present. */
    void waits(String why) {
        problem = Optional.of("sink " + sink + " cannot read yet what it has saved: " + why);
    }

    /** Why its events are not delivered at present; empty if they are. */
    Optional<String> problem() {
        return problem;
    }

    /** It is fetched from now on. */
    synchronized void ready() {
        if (phase == Phase.RECOVERING) {
            phase = Phase.READY;
        }
    }

    /** Its worker is told of it now. */
    synchronized void told() {
        if (phase == Phase.READY) {
            phase = Phase.TOLD;
        }
    }

    /** It is no longer ours, for good. */
    synchronized void lost() {
        phase = Phase.LOST;
        buffer.close();
    }

    boolean isFetched() {
        return phase == Phase.READY || phase == Phase.TOLD;
    }

    boolean isTold() {
        return phase == Phase.TOLD;
    }

    boolean isLost() {
        return phase == Phase.LOST;
    }

    /** Events were fetched. */
    void fetched(List<ConsumerRecord<String, byte[]>> records) {
        records.forEach(record -> appended.add(record.offset(), record.timestamp()));
    }

    @Override
    public Optional<Unread> unread() {
        OptionalLong oldest = appended.first(saved.cursor());
        if (oldest.isEmpty() || saved.cursor() >= buffer.end()) {
            return Optional.empty();
        }
        Instant since = Instant.ofEpochMilli(oldest.getAsLong());
        return Optional.of(new Unread(since, since.plus(history)));
    }

    @Override
    public SinkProgress progress() {
        return saved.progress(buffer.end(), disabled.reason(sink));
    }

    @Override
    public SinkState load() {
        return saved.state(buffer.end(), disabled.reason(sink));
    }

    @Override
    public EventSlice eventsAfter(long position, int limit) {
        if (position == stop) {
            return new EventSlice(List.of(), position);
        }
        PartitionBuffer.Slice slice = buffer.read(position, limit, PATIENCE);
        List<Logged> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : slice.records()) {
            try {
                events.add(logged(record));
            } catch (UnsupportedRecord e) {
                stopBefore(record, e);
                return new EventSlice(events, record.offset());
            }
        }
        return new EventSlice(events, slice.end());
    }

    /** A version that can read it delivers it, and what follows. */
    private void stopBefore(ConsumerRecord<String, byte[]> record, UnsupportedRecord why) {
        String what = "sink " + sink + " delivers nothing from offset " + record.offset() + " of " + place
                + " on, which a later version wrote: " + why.getMessage() + "; update this instance";
        if (problem.isEmpty()) {
            LOG.error("{}", what);
        }
        problem = Optional.of(what);
        stop = record.offset();
    }

    private Logged logged(ConsumerRecord<String, byte[]> record) {
        long seq = record.offset() + 1;
        try {
            return new Logged(
                    seq, codec.read(record.value()), header(record, Topics.ADDRESSEE), header(record, Topics.TRACE));
        } catch (UnsupportedRecord e) {
            throw e;
        } catch (MalformedRecord e) {
            LOG.error(
                    "Sink {} passes over an event that cannot be read, at offset {} of {}: {}",
                    sink,
                    record.offset(),
                    place,
                    e.getMessage());
            return Logged.unreadable(seq);
        }
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    @Override
    public long waitingAfter(long position) {
        return Math.max(0, buffer.end() - position);
    }

    /**
     * What is open is written in the same transaction as the event that opens it, so everything that was fetched by now
     * is there. Whoever reads it may still be behind; what is not open is therefore looked up again.
     */
    @Override
    public boolean isOver(Event event) {
        if (event.isTest() || open.isOpen(event)) {
            return false;
        }
        long fetched = buffer.fetched();
        if (fetched > checked) {
            open.catchUp();
            checked = fetched;
        }
        return !open.isOpen(event);
    }

    @Override
    public boolean isHeld() {
        return phase == Phase.TOLD && lease.isHeld();
    }

    @Override
    public void save(Checkpoint checkpoint, Runnable then) {
        checkpoints.save(this, checkpoint, then);
    }

    @Override
    public void disable(String why) {
        disabled.disable(sink, why);
    }
}
