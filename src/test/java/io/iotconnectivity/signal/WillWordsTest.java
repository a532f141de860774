package io.iotconnectivity.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.signal.WillWords.Entry;
import io.iotconnectivity.signal.WillWords.Meaning;
import io.iotconnectivity.signal.WillWords.Unknown;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WillWordsTest {
    private static final String LONGEST = "w".repeat(WillWords.MAX_WORD);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Offline            |              | offline",
                "Power.Main = Off   | power.main   | off",
                "note=*             | note         | *",
                "note=\"\"          | note         | ''",
                "\"\"               |              | ''",
                "a=b=c              | a            | b=c",
            })
    void anEntryIsAWordOrAPathWithAWord(String text, String path, String word) {
        assertThat(Entry.of(text)).isEqualTo(new Entry(path == null ? "" : path, word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*", "state=", "state= "})
    void whatIsNoWordIsRefused(String text) {
        assertThatThrownBy(() -> Entry.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is neither a word of up to 64 characters, nor path=word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=offline", " =*", ".state=off", "state.=off", "state..reported=off"})
    void anEntryWhosePathLeadsNowhereIsRefused(String text) {
        assertThatThrownBy(() -> Entry.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a path into JSON; write for example ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "state.", ".state", "state..reported"})
    void aPathToLookForWordsThatLeadsNowhereIsRefused(String path) {
        assertThatThrownBy(() -> new WillWords(Map.of(), List.of(path), Unknown.KEEP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a path into JSON; write for example ");
    }

    @Test
    void aWordMayHave64Characters() {
        assertThat(Entry.of(LONGEST)).isEqualTo(new Entry("", LONGEST));
        assertThat(Entry.of("state=" + LONGEST)).isEqualTo(new Entry("state", LONGEST));
        assertThatThrownBy(() -> Entry.of(LONGEST + "w")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Entry.of("state=" + LONGEST + "w")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WORD", "{\"state\":\"WORD\"}", "{\"power\":\"WORD\"}"})
    void theLongestWordIsUnderstoodWhereverItStands(String payload) {
        WillWords words = new WillWords(
                Map.of(Entry.of(LONGEST), Meaning.GONE, Entry.of("power=" + LONGEST), Meaning.GONE),
                List.of("state"),
                Unknown.KEEP);
        WillParser parser = new WillParser(new DeviceTopic("lwt/+", ""), words);

        assertThat(parser.read("lwt/a", payload.replace("WORD", LONGEST).getBytes(UTF_8), Instant.EPOCH))
                .isEqualTo(new Reading.Understood(new Signal.LastWill(new ClientId("a"), Instant.EPOCH)));
        assertThat(parser.read("lwt/a", payload.replace("WORD", LONGEST + "w").getBytes(UTF_8), Instant.EPOCH))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({"KEEP, keep", "GONE, gone", "IGNORE, ignore"})
    void whatToDoWithTheUnknownIsNamedAsInTheSettings(Unknown unknown, String word) {
        assertThat(unknown.word()).isEqualTo(word);
    }
}
