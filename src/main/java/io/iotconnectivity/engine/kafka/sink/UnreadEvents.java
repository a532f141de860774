package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.engine.kafka.sink.SavedSinks.Saved;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.move.TicketSubjects;
import io.iotconnectivity.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * The events that sinks still have to receive, in one order for all partitions, with the place of each sink in it. There
 * is such an order if of any two sinks one is nowhere behind the other: what the first has not read comes first.
 */
final class UnreadEvents {
    private final ClusterSettings settings;
    private final TopicReading topics;
    private final SavedSinks sinks;
    private final TicketSubjects subjects;
    private final EventCodec codec = new EventCodec();
    /** By partition and position, the numbers of the events that wait for a sink. */
    private final List<Map<Long, Long>> waiting = new ArrayList<>();

    private final Map<String, Long> cursors = new HashMap<>();
    private final Map<String, Long> reaches = new HashMap<>();
    private long number;

    UnreadEvents(ClusterSettings settings, TopicReading topics, SavedSinks sinks, TicketSubjects subjects) {
        this.settings = settings;
        this.topics = topics;
        this.sinks = sinks;
        this.subjects = subjects;
    }

    /**
     * Passes on the events, the places of the sinks, and which events wait for which sink.
     *
     * @throws StoreException if there is no such order
     */
    void pass(Consumer<Moved> to) {
        if (sinks.all().isEmpty()) {
            return;
        }
        List<long[]> stops = stops(sinks.all());
        int partitions = stops.get(0).length;
        Set<Place> wanted = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            waiting.add(new HashMap<>());
            TopicPartition place = new TopicPartition(settings.topic(Topics.EVENTS), partition);
            earlier(partition, Math.max(stops.get(0)[partition], topics.begin(place)), wanted, to);
        }
        for (int stop = 0; stop < stops.size(); stop++) {
            long[] from = stops.get(stop);
            sinks.all().stream()
                    .filter(sink -> Arrays.equals(sink.cursors(), from))
                    .forEach(sink -> cursors.put(sink.name(), number));
            for (int partition = 0; partition < partitions; partition++) {
                TopicPartition place = new TopicPartition(settings.topic(Topics.EVENTS), partition);
                long until = stop + 1 < stops.size() ? stops.get(stop + 1)[partition] : topics.end(place);
                topics.range(place, from[partition], until, record -> unread(record, wanted, to));
            }
        }
        rest(to);
    }

    private record Place(int partition, long seq) {}

    /**
     * Where sinks have come to, those that have read least first.
     *
     * @throws StoreException if there is no order between two of them
     */
    static List<long[]> stops(Collection<Saved> sinks) {
        List<Saved> ordered = new ArrayList<>(sinks);
        ordered.sort(Comparator.comparingLong(sink -> sum(sink.cursors())));
        List<long[]> stops = new ArrayList<>();
        Saved before = ordered.get(0);
        for (Saved sink : ordered) {
            for (int partition = 0; partition < sink.cursors().length; partition++) {
                if (sink.cursors()[partition] < before.cursors()[partition]) {
                    throw new StoreException("engine=kafka: sinks " + before.name() + " and " + sink.name()
                            + " have stopped at places between which there is no order: each has read what the other"
                            + " has not. Start the instances, and let one of them catch up (sinks enable NAME) or forget"
                            + " one (sinks forget NAME)");
                }
            }
            if (stops.isEmpty() || !Arrays.equals(sink.cursors(), before.cursors())) {
                stops.add(sink.cursors());
            }
            before = sink;
        }
        return stops;
    }

    private static long sum(long[] all) {
        return Arrays.stream(all).sum();
    }

    /** What waits for a sink is saved with it. What all sinks have read, or Kafka has deleted, is passed on from there, the rest from the log. */
    private void earlier(int partition, long upTo, Set<Place> wanted, Consumer<Moved> to) {
        Map<Long, Logged> read = new TreeMap<>();
        for (Saved sink : sinks.all()) {
            for (PendingRow row : sink.rows(partition)) {
                if (row.seq() <= upTo) {
                    read.put(row.seq(), row.logged());
                } else {
                    wanted.add(new Place(partition, row.seq()));
                }
            }
        }
        read.forEach((seq, logged) -> {
            number++;
            waiting.get(partition).put(seq, number);
            subjects.add(logged.event());
            to.accept(new Moved.Logged(number, codec.write(logged.event()), logged.addressee(), logged.trace()));
        });
    }

    private void unread(ConsumerRecord<String, byte[]> record, Set<Place> wanted, Consumer<Moved> to) {
        Event event;
        try {
            event = codec.read(record.value());
        } catch (MalformedRecord e) {
            TopicReading.passedOver(record, e);
            return;
        }
        number++;
        long seq = record.offset() + 1;
        if (wanted.contains(new Place(record.partition(), seq))) {
            waiting.get(record.partition()).put(seq, number);
        }
        sinks.all().stream()
                .filter(sink -> seq > sink.cursors()[record.partition()] && seq <= sink.reaches()[record.partition()])
                .forEach(sink -> reaches.put(sink.name(), number));
        subjects.add(event);
        to.accept(new Moved.Logged(
                number, record.value(), header(record, Topics.ADDRESSEE), header(record, Topics.TRACE)));
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private void rest(Consumer<Moved> to) {
        for (Saved sink : sinks.all()) {
            long cursor = cursors.get(sink.name());
            long reach = Math.max(cursor, reaches.getOrDefault(sink.name(), 0L));
            to.accept(new Moved.Sink(sink.name(), cursor, reach, sinks.disabled(sink.name())));
        }
        for (Saved sink : sinks.all()) {
            for (int partition = 0; partition < waiting.size(); partition++) {
                for (PendingRow row : sink.rows(partition)) {
                    Long of = waiting.get(partition).get(row.seq());
                    if (of != null) {
                        to.accept(new Moved.Waiting(
                                sink.name(), of, row.attempts(), row.due(), row.error(), row.maybe()));
                    }
                }
            }
        }
    }
}
