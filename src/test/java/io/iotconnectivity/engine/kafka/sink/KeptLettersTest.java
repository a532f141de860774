package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.LetterRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class KeptLettersTest {
    private static final LetterCodec CODEC = new LetterCodec();

    private final List<ConsumerRecord<String, byte[]>> topic = new ArrayList<>();

    @Test
    void whatWasReplayedOrForgottenIsNoLongerOneAndTheLatestReasonHolds() {
        append(letter("a"), letter("old"), letter("a"), letter("kept"), letter("old"));
        append(new LetterRecord.Begun(), new LetterRecord.Gone(List.of(1L)), new LetterRecord.Refused(4, "still no"));
        topic.add(new ConsumerRecord<>("letters", 0, topic.size(), "old", null));
        append(letter("old"));
        topic.add(new ConsumerRecord<>("letters", 0, topic.size(), "", new byte[] {99}));

        KeptLetters kept = new KeptLetters(CODEC);
        topic.forEach(kept::learn);

        assertThat(topic.stream().map(kept::letter).flatMap(Optional::stream))
                .extracting(letter -> letter.origin() + ": " + letter.reason())
                .containsExactly("a: no", "kept: still no", "old: no");
    }

    private void append(LetterRecord... records) {
        for (LetterRecord record : records) {
            topic.add(new ConsumerRecord<>("letters", 0, topic.size(), "", CODEC.write(record)));
        }
    }

    private static Letter letter(String origin) {
        return new Letter(
                true,
                origin,
                "no",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new byte[] {1},
                1,
                3,
                Instant.EPOCH);
    }
}
