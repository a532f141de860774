package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void theLongestWordIsCutWhereverItStands() {
        String site = "S".repeat(24);
        String id = "i".repeat(30);

        assertThat(Headline.of("outage of " + site + ": " + id + " is offline", 67))
                .isEqualTo("outage of " + site + ": " + "i".repeat(10) + "…" + "i".repeat(9) + " is offline");
    }

    @Test
    void ofTwoWordsOfOneLengthTheFirstIsCut() {
        String first = "f".repeat(30);
        String second = "s".repeat(30);

        assertThat(Headline.of(first + " took " + second, 60))
                .isEqualTo("f".repeat(12) + "…" + "f".repeat(11) + " took " + second);
    }

    @Test
    void anIdKeepsSixteenCharactersOrTheLineIsCutAsAWhole() {
        String line = "i".repeat(40) + " is offline";

        assertThat(Headline.of(line, 27)).isEqualTo("iiiiiiii…iiiiiii is offline");
        assertThat(Headline.of(line, 26)).isEqualTo("i".repeat(13) + "…i is offline");
    }

    @Test
    void aLineOfBlanksIsCutToo() {
        assertThat(Headline.of("      ", 3)).isEqualTo(" … ");
    }

    @ParameterizedTest
    @CsvSource({"1, …", "2, p…", "3, p…e", "4, pu…e"})
    void theSmallestSpaceIsUsed(int most, String headline) {
        assertThat(Headline.of("pump-7 offline", most)).isEqualTo(headline);
    }

    @ParameterizedTest
    @CsvSource({"5, 😀…😀", "6, 😀…😀", "7, 😀…😀", "8, 😀😀…😀", "9, 😀😀…😀😀", "3, …"})
    void aCharacterThatDoesNotFitIsLeftOut(int most, String headline) {
        assertThat(Headline.of("😀".repeat(8), most)).isEqualTo(headline);
    }

    @Property
    void everyLineFitsAndNoCharacterIsCutInHalf(@ForAll String line, @ForAll @IntRange(min = 1, max = 40) int most) {
        String whole = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String headline = Headline.of(whole, most);

        assertThat(headline.length()).isLessThanOrEqualTo(most);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(headline)).isTrue();
    }
}
