package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
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
}
