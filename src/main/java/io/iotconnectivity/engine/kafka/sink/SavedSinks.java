package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.delivery.SinkState;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.engine.move.Moved;
import io.iotconnectivity.engine.move.TicketSubjects;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What is saved about all sinks of an installation. All of it is in memory, as it is while they run. */
final class SavedSinks {
    private final List<Saved> sinks;
    private final Map<String, String> disabled;

    /**
     * A sink.
     *
     * @param cursors by partition, where it has come to
     * @param states by partition; absent where nothing is saved about it
     */
    record Saved(String name, long[] cursors, long[] reaches, List<Optional<SinkState>> states) {
        List<PendingRow> rows(int partition) {
            return states.get(partition).map(SinkState::pending).orElse(List.of());
        }
    }

    private SavedSinks(List<Saved> sinks, Map<String, String> disabled) {
        this.sinks = sinks;
        this.disabled = disabled;
    }

    static SavedSinks read(ClusterSettings settings, TopicReading topics, int partitions) {
        List<Map<String, SavedState>> found = new ArrayList<>();
        long[] ends = new long[partitions];
        Set<String> names = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends[partition] = topics.end(new TopicPartition(settings.topic(Topics.EVENTS), partition));
            Map<String, SavedState> states = new HashMap<>();
            topics.all(new TopicPartition(settings.topic(Topics.SINKS), partition), record -> {
                String name = name(record.key());
                try {
                    new SinkRecords(name)
                            .read(
                                    record.key(),
                                    record.value(),
                                    states.computeIfAbsent(name, first -> new SavedState()));
                } catch (MalformedRecord e) {
                    TopicReading.passedOver(record, e);
                }
            });
            states.values().removeIf(state -> !state.isRegistered());
            names.addAll(states.keySet());
            found.add(states);
        }
        Map<String, String> disabled = new HashMap<>();
        topics.all(new TopicPartition(settings.topic(Topics.DISABLED), 0), record -> DisabledSinks.read(record.value())
                .ifPresentOrElse(why -> disabled.put(record.key(), why), () -> disabled.remove(record.key())));
        return new SavedSinks(
                names.stream().sorted().map(name -> saved(name, found, ends)).toList(), disabled);
    }

    private static String name(String key) {
        return URLDecoder.decode(key.substring(0, Math.max(0, key.indexOf('/'))), StandardCharsets.UTF_8);
    }

    /** Where nothing is saved, it would begin at the end. */
    private static Saved saved(String name, List<Map<String, SavedState>> found, long[] ends) {
        long[] cursors = ends.clone();
        long[] reaches = ends.clone();
        List<Optional<SinkState>> states = new ArrayList<>();
        for (int partition = 0; partition < ends.length; partition++) {
            Optional<SinkState> state = Optional.ofNullable(found.get(partition).get(name))
                    .map(saved -> saved.state(Long.MAX_VALUE, Optional.empty()));
            if (state.isPresent()) {
                cursors[partition] = Math.min(state.get().progress().cursor(), ends[partition]);
                reaches[partition] = Math.min(state.get().progress().reach(), ends[partition]);
            }
            states.add(state);
        }
        return new Saved(name, cursors, reaches, states);
    }

    List<Saved> all() {
        return sinks;
    }

    Optional<String> disabled(String sink) {
        return Optional.ofNullable(disabled.get(sink));
    }

    /** The open tickets of all sinks. */
    Collection<String> tickets() {
        Set<String> tickets = new HashSet<>();
        states().forEach(state -> tickets.addAll(state.tickets().keySet()));
        return tickets;
    }

    private List<SinkState> states() {
        return sinks.stream()
                .flatMap(sink -> sink.states().stream())
                .flatMap(Optional::stream)
                .toList();
    }

    /** Passes on the tickets, and what is to be repeated. */
    void rest(TicketSubjects subjects, Consumer<Moved> to) {
        for (Saved sink : sinks) {
            for (SinkState state :
                    sink.states().stream().flatMap(Optional::stream).toList()) {
                for (Map.Entry<String, Receipt> each : new TreeMap<>(state.tickets()).entrySet()) {
                    to.accept(new Moved.Ticket(
                            sink.name(),
                            each.getKey(),
                            subjects.of(each.getKey()),
                            each.getValue().kept()));
                }
            }
        }
        EventCodec events = new EventCodec();
        for (Saved sink : sinks) {
            for (SinkState state :
                    sink.states().stream().flatMap(Optional::stream).toList()) {
                for (Map.Entry<String, Repetition> each : state.repetitions().entrySet()) {
                    Repetition again = each.getValue();
                    to.accept(
                            new Moved.Repeated(sink.name(), each.getKey(), again.every(), events.write(again.event())));
                }
            }
        }
    }
}
