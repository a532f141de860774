package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class PropertyFileTest {
    private static final String TEXT =
            """
            # comment \\
            a = 1
            ! comment
            b : two \\
                lines
              c   three\\u0021
            empty
            path = C:\\\\x\\\\
            $aws/x = #not a comment
            """;

    @Test
    void readsTheSameAsJavasOwnReader() throws Exception {
        Properties javas = new Properties();
        javas.load(new StringReader(TEXT));
        List<String> problems = new ArrayList<>();

        List<Entry> ours = new PropertyFile("f", problems).read(TEXT);

        assertThat(problems).isEmpty();
        assertThat(ours).hasSize(javas.size());
        assertThat(ours).allSatisfy(entry -> assertThat(entry.value())
                .isEqualTo(javas.getProperty(entry.key()).strip()));
    }

    @Property
    void readsLinesWithoutEscapesTheSameAsJavasOwnReader(
            @ForAll @Chars({'a', 'ä', '=', ':', ' ', '\t', '\f', '#', '!'}) String line) throws Exception {
        Properties javas = new Properties();
        javas.load(new StringReader(line));

        List<Entry> ours = new PropertyFile("f", new ArrayList<>()).read(line);

        assertThat(ours)
                .extracting(Entry::key, Entry::value)
                .containsExactlyElementsOf(javas.stringPropertyNames().stream()
                        .map(key -> tuple(key, javas.getProperty(key).strip()))
                        .toList());
    }

    @Test
    void remembersWhereAnEntryBegins() {
        assertThat(new PropertyFile("f", new ArrayList<>()).read(TEXT))
                .extracting(Entry::origin)
                .containsExactly("f:2", "f:4", "f:6", "f:7", "f:8", "f:9");
    }

    @Test
    void tellsOfABrokenEscape() {
        List<String> problems = new ArrayList<>();

        new PropertyFile("f", problems).read("a = \\u12");

        assertThat(problems).singleElement().asString().contains("(f:1)");
    }

    @Test
    void byteOrderMarkAndLineEndsOfOtherSystemsChangeNothing() {
        List<Entry> plain = new PropertyFile("f", new ArrayList<>()).read(TEXT);

        for (String text : List.of("\uFEFF" + TEXT, TEXT.replace("\n", "\r\n"), "\uFEFF" + TEXT.replace("\n", "\r"))) {
            List<String> problems = new ArrayList<>();
            assertThat(new PropertyFile("f", problems).read(text)).isEqualTo(plain);
            assertThat(problems).isEmpty();
        }
    }

    @Test
    void backslashThatWouldBeLostIsToldOfWithItsLineAndTheDoubledForm() {
        List<String> problems = new ArrayList<>();

        new PropertyFile("f", problems)
                .read(
                        """
                group.pattern = (?<group>site\\d+)-.*
                maintenance.move.clients = pump\\.a|\\
                    valve\\.b
                dependency.(?<site>\\w+)-sensor = ${site}-gateway
                mqtt.password = hush\\Zhush
                """);

        assertThat(problems)
                .containsExactly(
                        "group.pattern: a backslash must be doubled here; write \\\\d (f:1)",
                        "maintenance.move.clients: a backslash must be doubled here; write \\\\. (f:2), \\\\. (f:3)",
                        "dependency.(?<site>w+)-sensor: a backslash must be doubled here; write \\\\w (f:4)",
                        "mqtt.password: a backslash must be doubled here; write \\\\Z (f:5)");
    }

    @Test
    void backslashesThatMeanSomethingStay() {
        List<String> problems = new ArrayList<>();

        List<Entry> read = new PropertyFile("f", problems)
                .read("key\\ with\\:all\\=of\\#them\\! = a\\tb\\nc\\rd\\fe\\u0041\\:\\=\\ \\#\\!\\\\d\\\n  end");

        assertThat(problems).isEmpty();
        assertThat(read).singleElement().satisfies(entry -> {
            assertThat(entry.key()).isEqualTo("key with:all=of#them!");
            assertThat(entry.value()).isEqualTo("a\tb\nc\rd\feA:= #!\\dend");
        });
    }
}
