package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Undecided;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a stage could not process in the topic of dead letters. */
final class DeadLetterTopic {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);
    /** The origin of what the incident rules failed on, as in every engine. */
    private static final String INCIDENTS = "incidents";

    private static final LetterCodec LETTERS = new LetterCodec();

    private final ProcessorContext<String, byte[]> context;

    DeadLetterTopic(ProcessorContext<String, byte[]> context) {
        this.context = context;
    }

    /** A record of one of our own topics cannot be decoded. */
    void unreadable(String topic, Record<String, byte[]> record, String reason, Instant now) {
        LOG.error(
                "A record of topic {} about {} cannot be read: {}",
                topic,
                Printable.of(String.valueOf(record.key())),
                Printable.of(reason));
        byte[] payload = record.value() == null ? new byte[0] : record.value();
        keep(topic, reason, Optional.ofNullable(record.key()), Optional.empty(), payload, now);
    }

    void unprocessed(Signal signal, String reason, Optional<Throwable> why, Instant now) {
        LOG.error(
                "{} keeps its state, because a signal ({}) could not be processed: {}",
                signal.client(),
                signal.kind().word(),
                Printable.of(reason),
                why.orElse(null));
        byte[] payload = signal.toString().getBytes(StandardCharsets.UTF_8);
        keep(signal.kind().word(), reason, Optional.of(signal.client().value()), Optional.empty(), payload, now);
    }

    void undecided(Undecided undecided, String reason, Throwable why, Instant now) {
        Optional<String> client = undecided.client().map(ClientId::value);
        LOG.error(
                "{}: no incident begins or ends, because the rules failed on {}",
                Printable.of(client.orElse("no device")),
                Printable.of(undecided.what()),
                why);
        byte[] payload = undecided.event().isPresent()
                ? undecided.body()
                : undecided.what().getBytes(StandardCharsets.UTF_8);
        keep(INCIDENTS, reason, client, undecided.event().map(Event::id), payload, now);
    }

    /**
     * What a stage has stored cannot be decoded, so it counts as never stored.
     *
     * @param origin the stage
     * @param what names it, for the log
     */
    void damaged(String origin, String what, Optional<ClientId> client, byte[] stored, String reason, Instant now) {
        LOG.error("{} is damaged, and begins anew: {}", what, Printable.of(reason));
        String words = what + " is damaged, and begins anew: " + reason;
        keep(origin, words, client.map(ClientId::value), Optional.empty(), stored, now);
    }

    private void keep(
            String origin,
            String reason,
            Optional<String> subject,
            Optional<String> eventId,
            byte[] payload,
            Instant now) {
        byte[] kept = Arrays.copyOf(payload, Math.min(payload.length, Unreadable.MAX_PAYLOAD));
        Letter letter =
                new Letter(false, origin, reason, Optional.empty(), subject, eventId, kept, payload.length, 0, now);
        context.forward(new Record<>(subject.orElse(""), LETTERS.write(letter), now.toEpochMilli()), Topics.LETTERS);
    }
}
