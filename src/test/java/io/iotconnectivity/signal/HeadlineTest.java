package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    @Test
    void whatIsTooMuchIsTakenOutOfTheIdAndTheVerdictStays() {
        assertThat(Headline.of("a".repeat(64) + "z".repeat(64) + " is offline: CONNECTION_LOST (NETWORK)", 130))
                .hasSize(130)
                .matches("a+…z+ is offline: CONNECTION_LOST \\(NETWORK\\)");
    }

    @Test
    void lineOfManyWordsIsCutInItsMiddle() {
        assertThat(Headline.of("word ".repeat(60) + "is offline", 60))
                .hasSize(60)
                .endsWith(" is offline");
    }

    @Test
    void whatFitsStays() {
        assertThat(Headline.of("pump-7 is offline", 17)).isEqualTo("pump-7 is offline");
    }

    @Property
    void everyLineFitsAndNoCharacterIsCutInHalf(@ForAll String line, @ForAll @IntRange(min = 1, max = 40) int most) {
        String whole = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String headline = Headline.of(whole, most);

        assertThat(headline.length()).isLessThanOrEqualTo(most);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(headline)).isTrue();
    }
}
