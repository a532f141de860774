package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.ClientPattern;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTest {
    private static final Optional<String> KEY = Optional.of("0123456789abcdef");
    private static final int KEPT_BY_KAFKA = 4096;

    @ParameterizedTest
    @ValueSource(strings = {"", "([^-]+)-.*", "(\\w+) shards=\n.*"})
    void whatIsWrittenIsRead(String pattern) {
        Agreement written = Agreement.of(KEY, settings(pattern));
        Agreement withoutKey = Agreement.of(Optional.empty(), settings(pattern));

        assertThat(Agreement.read(written.text())).contains(written);
        assertThat(Agreement.read(withoutKey.text())).contains(withoutKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2 key=- shards=0123456789abcdef ", "1 key=0123 shards=0123456789abcdef "})
    void whatALaterVersionWritesIsNotMistaken(String text) {
        assertThat(Agreement.read(text)).isEmpty();
    }

    @Test
    void longPatternsThatBeginAlikeAreTold() {
        String beginning = "(漢" + "漢".repeat(1_200) + ")";
        Agreement one = Agreement.of(KEY, settings(beginning + "a"));
        Agreement other = Agreement.of(KEY, settings(beginning + "b"));

        assertThat(one.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(KEPT_BY_KAFKA);
        assertThat(one.hasShardsOf(other)).isFalse();
        assertThat(Agreement.read(one.text()).orElseThrow().hasShardsOf(one)).isTrue();
    }

    @Test
    void keyOfOthersIsAnotherUnlessItIsTheSame() {
        Agreement none = Agreement.of(Optional.empty(), settings(""));
        Agreement key = Agreement.of(KEY, settings(""));
        Agreement another = Agreement.of(Optional.of("f".repeat(16)), settings(""));

        assertThat(key.hasOtherKeyThan(key)).isFalse();
        assertThat(key.hasOtherKeyThan(none)).isFalse();
        assertThat(key.hasOtherKeyThan(another)).isTrue();
        assertThat(none.hasOtherKeyThan(key)).isTrue();
        assertThat(none.orKeyOf(Optional.of(key))).isEqualTo(key);
        assertThat(another.orKeyOf(Optional.of(key))).isEqualTo(another);
    }

    private static ClusterSettings settings(String pattern) {
        return new ClusterSettings(
                "localhost:9092",
                "fleet",
                Path.of("kafka"),
                Map.of(),
                Duration.ofDays(1),
                Duration.ofDays(1),
                "one",
                Instant.EPOCH,
                true,
                Optional.of(pattern).filter(text -> !text.isEmpty()).map(ClientPattern::of));
    }
}
