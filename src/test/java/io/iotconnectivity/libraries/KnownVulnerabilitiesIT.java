package io.iotconnectivity.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is shipped, held against the advisories that were reviewed. It looks nothing up: the list is renewed by hand. */
class KnownVulnerabilitiesIT {
    private static final Path PRODUCT = Path.of(System.getProperty("product.jar"));
    private static final Path REVIEWED = Path.of("src/main/security/iot-connectivity.vex.json");

    /** Families that come in one version each, with the parts that may differ. */
    private static final Map<String, Set<String>> FAMILIES = Map.of(
            "com.fasterxml.jackson", Set.of("jackson-annotations"),
            "io.micrometer", Set.of(),
            "io.netty", Set.of("netty-tcnative-classes"),
            "io.opentelemetry", Set.of(),
            "io.vertx", Set.of("vertx-core"),
            "org.apache.camel", Set.of(),
            "org.apache.httpcomponents.core5", Set.of(),
            "org.apache.logging.log4j", Set.of(),
            "org.bouncycastle", Set.of(),
            "software.amazon.awssdk", Set.of("signin"));

    private static List<Library> libraries;
    private static List<Advisory> advisories;

    @BeforeAll
    static void read() throws IOException {
        libraries = ShippedLibraries.of(PRODUCT);
        advisories = Advisory.read(REVIEWED);
    }

    @Test
    void everyShippedVersionThatAnAdvisoryAffectsIsExplained() {
        Review review = new Review(libraries);
        System.out.println("Known vulnerabilities of the " + libraries.size() + " libraries that are shipped:");
        review.table(advisories).forEach(System.out::println);

        assertThat(review.objections(advisories)).isEmpty();
    }

    @Test
    void thePageExplainsThemAndNoOthers() throws IOException {
        Set<String> explained = Files.readAllLines(Path.of("docs/security.md")).stream()
                .dropWhile(line -> !line.startsWith("## Known vulnerabilities of libraries"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| [CVE") || line.startsWith("| [GHSA"))
                .map(line -> line.substring(3, line.indexOf(']')))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(explained)
                .isEqualTo(advisories.stream()
                        .filter(advisory -> !advisory.state().equals("resolved"))
                        .map(Advisory::id)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void familyComesInOneVersion() {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (Library library : libraries) {
            FAMILIES.forEach((group, mayDiffer) -> {
                boolean belongs =
                        library.group().equals(group) || library.group().startsWith(group + ".");
                if (belongs && !mayDiffer.contains(library.name())) {
                    versions.computeIfAbsent(group, isNew -> new TreeSet<>()).add(library.version());
                }
            });
        }

        assertThat(versions).containsOnlyKeys(FAMILIES.keySet()).allSatisfy((group, of) -> assertThat(of)
                .hasSize(1));
    }

    @Test
    void noLibraryIsThereTwiceUnderTwoNames() throws IOException {
        Map<String, Library> owners = new HashMap<>();
        Map<String, Integer> shared = new TreeMap<>();
        for (Library library : libraries) {
            try (JarFile jar = new JarFile(library.jar().toFile())) {
                jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                        .filter(name -> !name.endsWith("module-info.class") && !name.endsWith("package-info.class"))
                        .forEach(name -> {
                            Library owner = owners.putIfAbsent(name, library);
                            if (owner != null && !isOfOneRelease(owner, library)) {
                                shared.merge(owner + " and " + library, 1, Integer::sum);
                            }
                        });
            }
        }

        assertThat(shared).as("classes that two libraries have").isEmpty();
    }

    /** The same library in two folders, or parts of one release, which come with the same classes of others inside. */
    private static boolean isOfOneRelease(Library one, Library other) {
        return one.group().equals(other.group()) && one.version().equals(other.version());
    }
}
