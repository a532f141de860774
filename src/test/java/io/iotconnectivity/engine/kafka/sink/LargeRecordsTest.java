package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class LargeRecordsTest {
    private static final ClusterSettings SETTINGS =
            new ClusterSettings("localhost:9092", "fleet", Path.of("kafka"), Map.of(), Duration.ofDays(30));

    private final LargeRecords large = new LargeRecords("desk", SETTINGS);

    @Test
    void whatFitsIsAppendedAsItIs() {
        ProducerRecord<String, byte[]> row = row("desk/row/7", LargeRecords.LARGEST_VALUE);
        ProducerRecord<String, byte[]> deletion =
                new ProducerRecord<>(SETTINGS.topic(Topics.SINKS), 0, "desk/row/7", null);

        assertThat(large.fitting(row)).containsSame(row);
        assertThat(large.fitting(deletion)).containsSame(deletion);
    }

    @Test
    void whatKafkaWouldRefuseBecomesOneDeadLetterThatNamesIt() {
        int size = LargeRecords.LARGEST_VALUE + 1;

        ProducerRecord<String, byte[]> instead =
                large.fitting(row("desk/row/7", size)).orElseThrow();

        assertThat(instead.topic()).isEqualTo(SETTINGS.topic(Topics.LETTERS));
        Letter letter = new LetterCodec().readLetter(instead.value());
        assertThat(letter.origin()).isEqualTo("desk");
        assertThat(letter.reason())
                .contains("desk/row/7 of topic fleet.sinks has " + size + " bytes", "have less text in events");
        assertThat(letter.payload()).hasSize(LargeRecords.SHOWN);
        assertThat(letter.originalSize()).isEqualTo(size);
        // It is saved again after each attempt.
        assertThat(large.fitting(row("desk/row/7", size))).isEmpty();
        assertThat(large.fitting(row("desk/row/8", size))).isPresent();
    }

    private static ProducerRecord<String, byte[]> row(String key, int size) {
        return new ProducerRecord<>(SETTINGS.topic(Topics.SINKS), 0, key, new byte[size]);
    }
}
