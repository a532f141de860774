package io.iotconnectivity.engine.kafka.view;

import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.LetterRecord;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.StoryCodec;
import io.iotconnectivity.engine.kafka.ReadableTopics;
import io.iotconnectivity.engine.sqlite.ViewTransaction;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What a record changes in a view. */
final class RecordChange {
    private final ReadableTopics topics;
    private final StoryCodec story = new StoryCodec();
    private final LetterCodec letters = new LetterCodec();

    RecordChange(ReadableTopics topics) {
        this.topics = topics;
    }

    /**
     * Applies a record.
     *
     * @throws MalformedRecord if it cannot be decoded; nothing has changed then
     */
    void apply(ReadPartition.Content content, ConsumerRecord<String, byte[]> record, ViewTransaction to)
            throws SQLException {
        try {
            switch (content) {
                case DEVICES -> device(record, to);
                case EVENTS ->
                    to.event(
                            present(record),
                            header(record, ReadableTopics.ADDRESSEE),
                            header(record, ReadableTopics.TRACE));
                case STORY -> told(record, to);
                case LETTERS -> letter(record, to);
                case SHOWN -> shown(record, to);
            }
        } catch (MalformedRecord e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedRecord(e.getMessage(), e);
        }
    }

    private static byte[] present(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new MalformedRecord("it has no value");
        }
        return record.value();
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private void device(ConsumerRecord<String, byte[]> record, ViewTransaction to) throws SQLException {
        ClientId client = new ClientId(String.valueOf(record.key()));
        if (record.value() == null) {
            to.forgotten(client);
            return;
        }
        Optional<ReadableTopics.KnownDevice> known = topics.device(client, record.value());
        if (known.isPresent()) {
            to.device(known.get().presence(), known.get().encoded(), known.get().lastHeard());
        }
    }

    private void told(ConsumerRecord<String, byte[]> record, ViewTransaction to) throws SQLException {
        StoryCodec.Told told = story.read(record.value());
        if (told instanceof StoryCodec.Decided decided) {
            to.decision(decided.decision());
        } else if (told instanceof StoryCodec.Delivered delivered) {
            to.sent(delivered.sent());
        }
    }

    private void letter(ConsumerRecord<String, byte[]> record, ViewTransaction to) throws SQLException {
        if (record.value() == null) {
            to.sinkForgotten(String.valueOf(record.key()));
        } else {
            LetterRecord read = letters.read(record.value());
            if (read instanceof Letter letter) {
                to.letter(record.offset() + 1, letter);
            } else if (read instanceof LetterRecord.Gone gone) {
                to.lettersGone(gone.numbers());
            } else if (read instanceof LetterRecord.Refused refused) {
                to.letterRefused(refused.number(), refused.reason());
            }
        }
    }

    private static void shown(ConsumerRecord<String, byte[]> record, ViewTransaction to) throws SQLException {
        String key = String.valueOf(record.key());
        Optional<String> silence = ReadableTopics.silenceId(key);
        if (silence.isPresent()) {
            if (record.value() == null) {
                to.silenceEnded(silence.get());
            } else {
                to.silence(silence.get(), record.value());
            }
        } else if (ReadableTopics.incidentId(key).isPresent() && record.value() != null) {
            to.open(record.value());
        }
        // The end of an incident is told by an event.
    }
}
