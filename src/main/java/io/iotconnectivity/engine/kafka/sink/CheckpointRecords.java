package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.LostEvent;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.StoryCodec;
import io.iotconnectivity.engine.kafka.AddressedEvents;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records that a sink appends to the topics. Thread-safe. */
final class CheckpointRecords {
    private final String sink;
    private final ClusterSettings settings;
    private final SinkRecords rows;
    private final LargeRecords large;
    private final EventCodec events = new EventCodec();
    private final LetterCodec letters = new LetterCodec();
    private final StoryCodec story = new StoryCodec();

    CheckpointRecords(String sink, ClusterSettings settings) {
        this.sink = sink;
        this.settings = settings;
        this.rows = new SinkRecords(sink);
        this.large = new LargeRecords(sink, settings);
    }

    /** What saves a checkpoint of a partition. */
    List<ProducerRecord<String, byte[]>> of(Checkpoint checkpoint, int partition) {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        rows.write(checkpoint, (key, value) -> all.add(row(partition, key, value)));
        checkpoint.completions().forEach(completion -> {
            completion.lost().ifPresent(lost -> {
                all.add(letter(lost));
                lost.fallback().ifPresent(other -> all.add(AddressedEvents.record(settings, other, lost.event())));
            });
            completion.sent().ifPresent(sent -> all.add(result(sent)));
        });
        return all.stream().map(large::fitting).flatMap(Optional::stream).toList();
    }

    /** What deletes everything that is stored of a partition. */
    List<ProducerRecord<String, byte[]>> deleting(SavedState saved, int partition) {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        rows.keys(saved.state(0, Optional.empty()), (key, value) -> all.add(row(partition, key, value)));
        return all;
    }

    private ProducerRecord<String, byte[]> row(int partition, String key, byte[] value) {
        return new ProducerRecord<>(settings.topic(Topics.SINKS), partition, key, value);
    }

    private ProducerRecord<String, byte[]> letter(LostEvent lost) {
        Event event = lost.event();
        byte[] payload = events.write(event);
        Letter letter = new Letter(
                true,
                sink,
                lost.reason(),
                Optional.empty(),
                Optional.of(event.subject()),
                Optional.of(event.id()),
                payload,
                payload.length,
                lost.attempts(),
                lost.at());
        return new ProducerRecord<>(settings.topic(Topics.LETTERS), event.subject(), letters.write(letter));
    }

    private ProducerRecord<String, byte[]> result(Sent sent) {
        return new ProducerRecord<>(settings.topic(Topics.STORY), sent.subject(), story.write(sent));
    }
}
