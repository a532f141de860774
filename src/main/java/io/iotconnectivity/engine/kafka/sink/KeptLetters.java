package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.LetterRecord;
import io.iotconnectivity.engine.codec.MalformedRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds out which records of the topic of dead letters still are some: it reads the topic once to learn what has become
 * of them, and then again.
 */
final class KeptLetters {
    private final LetterCodec codec;
    private final Set<Long> gone = new HashSet<>();
    private final Map<Long, String> refused = new HashMap<>();
    /** By sink, the last record that says that it was forgotten. */
    private final Map<String, Long> forgotten = new HashMap<>();

    KeptLetters(LetterCodec codec) {
        this.codec = codec;
    }

    /** Reads a record for the first time. */
    void learn(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            forgotten.put(String.valueOf(record.key()), record.offset());
            return;
        }
        try {
            LetterRecord read = codec.read(record.value());
            if (read instanceof LetterRecord.Gone replayed) {
                gone.addAll(replayed.numbers());
            } else if (read instanceof LetterRecord.Refused again) {
                refused.put(again.number(), again.reason());
            }
        } catch (MalformedRecord e) {
            TopicReading.passedOver(record, e);
        }
    }

    /** The dead letter that a record is, with its latest reason; empty if it is none, or none any more. */
    Optional<Letter> letter(ConsumerRecord<String, byte[]> record) {
        long number = record.offset() + 1;
        if (record.value() == null || gone.contains(number)) {
            return Optional.empty();
        }
        LetterRecord read;
        try {
            read = codec.read(record.value());
        } catch (MalformedRecord told) {
            return Optional.empty();
        }
        return Optional.of(read)
                .filter(Letter.class::isInstance)
                .map(Letter.class::cast)
                .filter(letter -> !isForgotten(letter, record.offset()))
                .map(letter -> latest(letter, number));
    }

    private boolean isForgotten(Letter letter, long offset) {
        return letter.outbound() && forgotten.getOrDefault(letter.origin(), -1L) > offset;
    }

    private Letter latest(Letter letter, long number) {
        return new Letter(
                letter.outbound(),
                letter.origin(),
                refused.getOrDefault(number, letter.reason()),
                letter.topic(),
                letter.subject(),
                letter.eventId(),
                letter.payload(),
                letter.originalSize(),
                letter.attempts(),
                letter.at());
    }
}
