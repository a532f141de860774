package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200b, 0x200c, 0x200d, 0x200e,
                0x200f, 0xfeff, 0x061c, 0x00ad, 0x2060, 0x2028, 0x2029, 0x0085, 0x180e, 0x034f, 0x115f, 0x3164, 0xffa0,
                0x2800, 0x180b, 0x180f, 0xfe00, 0xfe0f, 0xe000, 0x1b, 0x7f, 0x0a
            })
    void whatIsUnseenIsEscaped(int c) {
        assertThat(Printable.of("a" + Character.toString(c) + "b"))
                .isEqualTo(String.format(Locale.ROOT, "a\\u%04xb", c));
    }

    @Test
    void unseenCharactersBeyondTheFirstPlaneAreEscapedAsTheirPairs() {
        assertThat(Printable.of("a" + Character.toString(0xe0100))).isEqualTo("a\\udb40\\udd00");
        assertThat(Printable.of("a" + Character.toString(0xe01ef))).isEqualTo("a\\udb40\\uddef");
    }

    @ParameterizedTest
    @ValueSource(ints = {' ', '!', '~', 0xa0, 0x180a, 0x1820, 0xfdfd, 0xfe10})
    void theNeighboursOfWhatIsUnseenStay(int c) {
        assertThat(Printable.of("a" + Character.toString(c) + "b")).isEqualTo("a" + Character.toString(c) + "b");
    }

    @Test
    void aTextIsCutBeforeACharacterThatDoesNotFit() {
        assertThat(Printable.cut("pump", 4)).isEqualTo("pump");
        assertThat(Printable.cut("pumps", 4)).isEqualTo("pump");
        assertThat(Printable.cut("pum\ud83d\ude00", 4)).isEqualTo("pum");
        assertThat(Printable.cut("pu\ud83d\ude00s", 4)).isEqualTo("pu\ud83d\ude00");
        assertThat(Printable.cut("pump", 0)).isEmpty();
    }

    @Test
    void whatFitsIsLeftAsItIs() {
        assertThat(Printable.cut("half\ud83d", 5)).isEqualTo("half\ud83d");
    }

    @Test
    void backslashIsEscapedSoThatNoTextLooksLikeAnotherThatIsEscaped() {
        assertThat(Printable.of("a\\u202e")).isEqualTo("a\\u005cu202e");
    }

    @Property
    void sentenceWithPartsThatAreEscapedAlreadyIsLeftAsItIs(@ForAll String name) {
        String sentence = "the group " + Printable.of(name) + " is away";

        assertThat(Printable.line(sentence)).isEqualTo(sentence);
    }

    @Property
    void lineHasNothingUnseenAndIsEscapedOnce(@ForAll String text) {
        String line = Printable.line(text);

        assertThat(line.codePoints()).noneMatch(Printable::isUnseen);
        assertThat(Printable.line(line)).isEqualTo(line);
    }

    @Test
    void backslashOfASentenceStays() {
        assertThat(Printable.line("answered {\"a\":\"b\\d+\"}\n\u202e"))
                .isEqualTo("answered {\"a\":\"b\\d+\"}\\u000a\\u202e");
    }

    @Test
    void whatEverybodySeesStays() {
        String text = "Pumpe-7 \u00fc \u6c34\u6cf5 \u0645\u0636\u062e\u0629 \ud83d\ude00";

        assertThat(Printable.of(text)).isEqualTo(text);
    }
}
