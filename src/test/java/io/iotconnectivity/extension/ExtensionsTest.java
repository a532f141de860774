package io.iotconnectivity.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtensionsTest {
    @TempDir
    private Path folder;

    private ExtensionFolder extensions;

    @BeforeEach
    void nameTheFolder() {
        extensions = new ExtensionFolder(Optional.of(folder));
    }

    @Test
    void emptyFolderAddsNothing() throws IOException {
        Files.writeString(folder.resolve("README"), "no jar");

        Extensions found = Extensions.in(extensions);

        assertThat(found.isEmpty()).isTrue();
        assertThat(found.over(getClass().getClassLoader())).isSameAs(getClass().getClassLoader());
    }

    @Test
    void folderBesideTheJarNeedNotBeThereButOneThatWasNamedHasTo() {
        assertThat(Extensions.in(new ExtensionFolder(Optional.empty())).problems())
                .isEmpty();
        assertThat(Extensions.in(new ExtensionFolder(Optional.of(folder.resolve("none"))))
                        .problems())
                .containsExactly(
                        "extensions.folder: " + folder.resolve("none") + " is no folder; make it, or name another one");
    }

    @Test
    void whatIsNewIsFoundByItsClassLoader() throws IOException {
        jar("camel-own-" + camel() + ".jar", "org.apache.camel", "camel-own", camel());
        jar("thing-1.2.jar", "org.example", "thing", "1.2");

        Extensions found = Extensions.in(extensions);

        assertThat(found.problems()).isEmpty();
        assertThat(found.describe()).isEqualTo(folder + ": camel-own " + camel() + ", thing 1.2");
        assertThat(found.over(getClass().getClassLoader()).getResource("of/thing"))
                .isNotNull();
    }

    @Test
    void allProblemsAreToldTogetherWithTheWayOut() throws IOException {
        jar("camel-kafka-4.16.0.jar", "org.apache.camel", "camel-kafka", "4.16.0");
        jar("camel-api-3.1.jar", "org.apache.camel", "camel-api", "3.1");
        jar("camel-spring-boot-4.0.0.jar", "org.apache.camel.springboot", "camel-spring-boot", "4.0.0");
        jar("twice-1.jar", "org.example", "twice", "1");
        jar("twice-2.jar", "org.example", "twice", "2");
        Files.writeString(folder.resolve("broken-1.0.jar"), "<html>404</html>");

        assertThat(Extensions.in(extensions).problems())
                .hasSize(5)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith(folder.resolve("broken-1.0.jar") + " is not a jar that can be read (")
                        .endsWith("; copy it again, or delete it"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith(folder.resolve("camel-kafka-4.16.0.jar") + " is of Camel 4.16.0, but this is Camel "
                                + camel() + "; delete it and fetch it anew: mvn -f ")
                        .endsWith(" -Dcomponent=camel-kafka dependency:copy-dependencies -DoutputDirectory=" + folder))
                .anySatisfy(problem -> assertThat(problem).contains("camel-api-3.1.jar is of Camel 3.1, "))
                .anySatisfy(problem -> assertThat(problem).contains("camel-spring-boot-4.0.0.jar is of Camel 4.0.0, "))
                .anySatisfy(problem -> assertThat(problem)
                        .endsWith("more than one version of twice; delete all but one of twice-1.jar, twice-2.jar"));
    }

    @Test
    void ofWhatTheProductHasItselfThatOfTheProductIsUsed() throws IOException {
        jar("camel-api-" + camel() + ".jar", "org.apache.camel", "camel-api", camel());
        jar("jackson-core-1.0.jar", "com.fasterxml.jackson.core", "jackson-core", "1.0");

        Extensions found = Extensions.in(extensions);

        assertThat(found.problems()).isEmpty();
        assertThat(found.isEmpty()).isFalse();
        assertThat(found.describe())
                .isEqualTo(folder + ": nothing new; left out, as lib has them: camel-api " + camel()
                        + ", jackson-core 1.0");
        assertThat(found.over(getClass().getClassLoader())).isSameAs(getClass().getClassLoader());
    }

    @Test
    void partOfTheAwsSdkOfAnotherVersionIsDoubtful() throws IOException {
        jar("lambda-2.20.0.jar", "software.amazon.awssdk", "lambda", "2.20.0");

        assertThat(Extensions.in(extensions).doubts())
                .singleElement()
                .asString()
                .startsWith("lambda-2.20.0.jar in " + folder + " does not go with the 2.");
    }

    @Test
    void jarThatHoldsOthersIsTakenForWhatItsNameSays() throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve("all-3.jar"));
                ZipOutputStream jar = new ZipOutputStream(file)) {
            maven(jar, "org.apache.camel", "camel-api", "3.1");
            maven(jar, "org.example", "all", "3");
        }

        Extensions found = Extensions.in(extensions);

        assertThat(found.problems()).isEmpty();
        assertThat(found.describe()).isEqualTo(folder + ": all 3");
    }

    @Test
    void libraryThatMavenDidNotMakeIsTakenForWhatItsFileIsCalled() throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve("mine.jar"));
                ZipOutputStream jar = new ZipOutputStream(file)) {
            jar.putNextEntry(new ZipEntry("of/mine"));
        }

        assertThat(Extensions.in(extensions).describe()).isEqualTo(folder + ": mine");
    }

    private static String camel() {
        return CamelContext.class.getPackage().getImplementationVersion();
    }

    private void jar(String name, String group, String artifact, String version) throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve(name));
                ZipOutputStream jar = new ZipOutputStream(file)) {
            maven(jar, group, artifact, version);
            jar.putNextEntry(new ZipEntry("of/" + artifact));
        }
    }

    private static void maven(ZipOutputStream jar, String group, String artifact, String version) throws IOException {
        jar.putNextEntry(new ZipEntry("META-INF/maven/" + group + "/" + artifact + "/pom.properties"));
        jar.write(("groupId=" + group + "\nartifactId=" + artifact + "\nversion=" + version + "\n")
                .getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }
}
