package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.ImportLog;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The events and the sinks of an import. The events go into the log of events; where each of them is there then tells
 * where each sink has come to, in each partition. What sinks have saved is collected in memory, where they hold it as
 * well while they run.
 */
final class ImportedSinks {
    private final ClusterSettings settings;
    private final EventCodec events = new EventCodec();
    /** The numbers up to which a sink has come, or may have, with how far that is in each partition. */
    private final TreeMap<Long, long[]> stops = new TreeMap<>();

    private final Set<Long> waiting = new HashSet<>();
    /** By number, where those events are that wait for a sink; guarded by this object, as the stops are. */
    private final Map<Long, Place> places = new HashMap<>();

    private final Map<String, Moved.Sink> sinks = new TreeMap<>();
    private final Map<String, Map<Integer, Saved>> saved = new HashMap<>();
    private int partitions;

    private record Place(int partition, Logged logged) {}

    /** What a sink has saved in a partition. */
    private record Saved(
            Map<Long, Optional<PendingRow>> rows,
            Map<String, Optional<Receipt>> tickets,
            Map<String, Optional<Repetition>> repetitions) {
        Saved() {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>());
        }
    }

    ImportedSinks(ClusterSettings settings) {
        this.settings = settings;
    }

    /** Looks at an item that will be taken: what must be remembered of the events is known only after them. */
    void expect(Moved item) {
        if (item instanceof Moved.Sink sink) {
            stops.put(sink.cursor(), new long[0]);
            stops.put(sink.reach(), new long[0]);
        } else if (item instanceof Moved.Waiting row) {
            waiting.add(row.number());
        }
    }

    /**
     * @param count how many partitions there are
     */
    void begin(int count) {
        partitions = count;
        stops.replaceAll((number, nothing) -> new long[count]);
    }

    /** Takes an item, if it is about events or sinks. */
    void take(Moved item, ImportLog log) {
        if (item instanceof Moved.Logged logged) {
            append(logged, log);
        } else if (item instanceof Moved.Sink sink) {
            sinks.put(sink.name(), sink);
        } else if (item instanceof Moved.Waiting row) {
            // Where the event is must be known.
            log.flush();
            wait(row);
        } else if (item instanceof Moved.Ticket ticket) {
            Receipt receipt = new Receipt(ticket.receipt(), Optional.empty());
            // Of one that nobody knows any more, no event will come.
            String subject = ticket.subject().orElse(ticket.ticket());
            in(ticket.sink(), partition(subject)).tickets().put(ticket.ticket(), Optional.of(receipt));
        } else if (item instanceof Moved.Repeated repeated) {
            Event event = events.read(repeated.event());
            in(repeated.sink(), partition(event.subject()))
                    .repetitions()
                    .put(repeated.ticket(), Optional.of(new Repetition(repeated.every(), event)));
        }
    }

    private int partition(String subject) {
        return Topics.partition(subject, partitions);
    }

    private Saved in(String sink, int partition) {
        return saved.computeIfAbsent(sink, first -> new HashMap<>()).computeIfAbsent(partition, first -> new Saved());
    }

    private void append(Moved.Logged logged, ImportLog log) {
        Event event = events.read(logged.event());
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(settings.topic(Topics.EVENTS), event.subject(), logged.event());
        header(record, Topics.ADDRESSEE, logged.addressee());
        header(record, Topics.TRACE, logged.trace());
        log.append(record, place -> appended(logged, event, place));
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, Optional<String> value) {
        value.ifPresent(text -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    private synchronized void appended(Moved.Logged logged, Event event, RecordMetadata place) {
        long position = place.offset() + 1;
        stops.tailMap(logged.number()).values().forEach(stop -> stop[place.partition()] = position);
        if (waiting.contains(logged.number())) {
            places.put(
                    logged.number(),
                    new Place(place.partition(), new Logged(position, event, logged.addressee(), logged.trace())));
        }
    }

    private synchronized void wait(Moved.Waiting row) {
        Place place = places.get(row.number());
        // The event could not be read any more, so nobody would have received it.
        if (place != null) {
            PendingRow pending = new PendingRow(place.logged(), row.attempts(), row.due(), row.error(), row.maybe());
            in(row.sink(), place.partition()).rows().put(pending.seq(), Optional.of(pending));
        }
    }

    /** Saves what was collected. All events are appended. */
    synchronized void save(ImportLog log) {
        for (Moved.Sink sink : sinks.values()) {
            CheckpointRecords records = new CheckpointRecords(sink.name(), settings);
            for (int partition = 0; partition < partitions; partition++) {
                Saved here = in(sink.name(), partition);
                Checkpoint checkpoint = new Checkpoint(
                        stops.get(sink.cursor())[partition],
                        stops.get(sink.reach())[partition],
                        here.rows(),
                        here.tickets(),
                        here.repetitions(),
                        List.of());
                records.of(checkpoint, partition).forEach(log::append);
            }
            sink.disabled()
                    .ifPresent(why -> log.append(new ProducerRecord<>(
                            settings.topic(Topics.DISABLED), sink.name(), DisabledSinks.disabled(why))));
        }
    }
}
