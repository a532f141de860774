package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that starts the product, with a Java that only says where it was started. */
class LauncherTest {
    private static final String SAYING_JAVA =
            """
            #!/bin/sh
            for option in "$@"; do
              case $option in
                -Xshare:on | -XX:AOTMode=on) exit 1 ;;
                -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) echo classes >"${option#*=}" ;;
              esac
            done
            pwd
            """;

    @TempDir
    private Path directory;

    private Path home;
    private Path java;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(directory.toRealPath().resolve("product"));
        Files.createDirectory(home.resolve("lib"));
        Path script = Files.createDirectory(home.resolve("bin")).resolve("iot-connectivity");
        Files.copy(Path.of("src/main/dist/bin/iot-connectivity"), script);
        java = directory.resolve("java");
        Path program = Files.createDirectories(java.resolve("bin")).resolve("java");
        Files.writeString(program, SAYING_JAVA);
        for (Path each : new Path[] {script, program}) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        release(17);
    }

    @Test
    void startsInItsOwnFolderWhereverTheCallersShellLooksForFolders() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Files.createDirectory(elsewhere.resolve("bin"));

        assertThat(run(Map.of("CDPATH", elsewhere.toString()), "run")).isEqualTo(home + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "17, classes.jsa, classes.jsa, classes-commands.jsa",
        "25, classes.jsa, classes.aot, classes-commands.aot",
        "17, classes, classes, classes-commands",
        "25, classes, classes.aot, classes-commands.aot"
    })
    void archivesHaveNeighbouringNamesWhateverTheNameEndsWith(
            int version, String named, String product, String commands) throws Exception {
        release(version);
        Path cache = Files.createDirectory(directory.resolve("cache-1.2"));

        assertThat(run(Map.of("CDS_ARCHIVE", cache.resolve(named).toString()), "prepare"))
                .isEmpty();

        try (var files = Files.list(cache)) {
            assertThat(files.map(each -> each.getFileName().toString())).containsExactlyInAnyOrder(product, commands);
        }
    }

    private void release(int version) throws IOException {
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
    }

    /** What it says, errors included. */
    private String run(Map<String, String> environment, String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bin/iot-connectivity", command)
                .directory(home.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
