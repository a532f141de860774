package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link in the documentation leads somewhere. */
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,4} (.+)$");
    private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");
    private static final Pattern TEST = Pattern.compile("`(\\w+)`");
    private static final Pattern CLASS = Pattern.compile("`(?:[a-z0-9]+/)*([A-Z]\\w+)[`.(]");
    private static final int README_CHARACTERS = 10_000;

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFileAndItsHeading(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        Matcher links = LINK.matcher(withoutCode(Files.readString(page)));
        while (links.find()) {
            String target = links.group(1);
            if (!target.startsWith("http") && !arrives(page, target)) {
                broken.add(target);
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            assertThat(docs.filter(page -> page.toString().endsWith(".md")))
                    .allSatisfy(page -> assertThat(readme).contains("(docs/" + page.getFileName() + ")"));
        }
    }

    @Test
    void readmeStaysShort() throws IOException {
        assertThat(Files.readString(Path.of("README.md")).length()).isLessThan(README_CHARACTERS);
    }

    /** In both, the last column of each row names the tests. */
    @ParameterizedTest
    @CsvSource({
        "docs/security.md, ## A hostile device, ## Known vulnerabilities, | attempt",
        "docs/architecture.md, '## What is guaranteed, and how', ## Deliberate limits, | guarantee"
    })
    void everyTestThatIsNamedAsProofExists(Path page, String from, String to, String head) throws IOException {
        Set<String> tests = classes("src/test/java");
        List<String> rows = Files.readAllLines(page).stream()
                .dropWhile(line -> !line.startsWith(from))
                .takeWhile(line -> !line.startsWith(to))
                .filter(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("| ---") && !line.startsWith(head))
                .toList();
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            List<String> named = TEST.matcher(row.substring(row.lastIndexOf('|', row.length() - 2)))
                    .results()
                    .map(test -> test.group(1))
                    .toList();
            assertThat(named).isNotEmpty().allMatch(tests::contains);
        });
    }

    @Test
    void everyClassThatTheArchitectureNamesExists() throws IOException {
        Set<String> known = classes("src");
        List<String> named = CLASS.matcher(Files.readString(Path.of("docs/architecture.md")))
                .results()
                .map(name -> name.group(1))
                .toList();
        assertThat(named).isNotEmpty().allMatch(known::contains);
    }

    private static Set<String> classes(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyPackageSaysWhatItIsWhatItKeepsAndWhatItMustNotKnow() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .map(Path::getParent)
                            .distinct())
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(Files.readString(folder.resolve("package-info.java"))
                                    .replaceAll("[\\s*]+", " "))
                            .contains("must not"));
        }
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean arrives(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path path = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(path)
                && (hash < 0 || anchors(Files.readString(path)).contains(target.substring(hash + 1)));
    }

    /** Explicit anchors, and those that GitHub generates from headings. */
    private static List<String> anchors(String text) {
        Stream<String> written = ANCHOR.matcher(text).results().map(anchor -> anchor.group(1));
        Stream<String> headings = HEADING.matcher(withoutCode(text)).results().map(heading -> heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
        return Stream.concat(written, headings).toList();
    }

    private static String withoutCode(String text) {
        return text.replaceAll("(?ms)^ *```.*?^ *```", "");
    }
}
