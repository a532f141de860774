package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final Pattern KEY = Pattern.compile("\\{\\{([a-z-]+\\.[a-z.-]+)}}");
    /** What routes need in a form that users should not have to write. */
    private static final Set<String> DERIVED = Set.of("sink.sqs.queue-name");

    @Test
    void everyKeyOfARouteIsExplainedInTheShippedSettings() throws IOException {
        Properties shipped = RoutePlaceholders.shipped();

        assertThat(keysOfRoutes()).isNotEmpty().allMatch(key -> shipped.containsKey(key) || DERIVED.contains(key));
    }

    private static Set<String> keysOfRoutes() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/routes"))) {
            for (Path file : files.toList()) {
                Matcher matcher = KEY.matcher(Files.readString(file));
                while (matcher.find()) {
                    keys.add(matcher.group(1));
                }
            }
        }
        return keys;
    }
}
