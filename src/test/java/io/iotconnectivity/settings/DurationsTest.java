package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "1h30m,PT1H30M", "90d,PT2160H", "0,PT0S", "0s,PT0S", "1S,PT1S"})
    void readsWhatCamelReads(String text, Duration meant) {
        assertThat(Durations.parse(text)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "3O s", "-1s", "1.5s", "s", "1x", "1s1m", "99999999999s"})
    void readsNothingElse(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Property
    void readsWhatItWrites(@ForAll @LongRange(min = 0, max = 10_000_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);

        // 9 digits are enough for everything that is set; fewer than that many milliseconds are written as such.
        if (millis % 1000 == 0 || millis < 1_000_000_000L) {
            assertThat(Durations.parse(Durations.write(duration))).contains(duration);
        }
    }
}
