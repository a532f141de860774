package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release archive as users have it: unpacked, started by its script, on a machine that has little but a Java. */
class ArchiveIT {
    private static final Path BUILT = Path.of(System.getProperty("product.jar", "target/iot-connectivity.jar"))
            .toAbsolutePath()
            .getParent();
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private Path home;
    private Path caller;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void prepare() throws Exception {
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS", SHORT_LIVED);
        caller = Files.createDirectory(directory.resolve("where the caller is"));
    }

    @AfterEach
    void endWhatStillRuns() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void runsWithWhatTheUserHasEditedAddedAndDeleted() throws Exception {
        unpack("a folder with spaces");
        edit("routes/sink-log.camel.yaml", "logName: connectivity", "logName: connectivity.edited");
        edit("conf/log4j2.xml", " pattern=\"%d", " pattern=\"own layout: %d");
        Files.delete(home.resolve("routes/source-last-will.camel.yaml"));
        Files.copy(home.resolve("examples/routes/sink-file.camel.yaml"), home.resolve("routes/sink-file.camel.yaml"));
        Files.writeString(home.resolve("lib/iot-connectivity.jsa"), "an archive of classes that is broken");
        Path link = Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("links")).resolve("iotc"),
                Path.of("../a folder with spaces").resolve(home.getFileName()).resolve("bin/iot-connectivity"));
        int http = FreePort.find();
        try (Broker broker = Broker.builder().start()) {
            Files.writeString(
                    caller.resolve("my.properties"),
                    "mqtt.url = " + broker.url() + "\npolicy.CONNECTION_LOST.grace = 0s\nsettle = 0s\n");
            environment.put("JAVA_OPTS", SHORT_LIVED + " -Xmx256m -Dhttp.port=" + http);

            Process product = start(link, "run", "--config", "my.properties");
            await("the product to be up: " + out())
                    .atMost(PATIENCE)
                    .until(() -> !product.isAlive() || status(http) == 200);
            PresenceFeed feed = new PresenceFeed(broker);
            feed.connects("pump-1", 1);
            feed.drops("pump-1", 1);

            Path events = home.resolve("out/events.jsonl");
            await("the sink that was added")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(events).content().contains("io.iotconnectivity.device.offline"));
            await("the route that was edited").atMost(PATIENCE).untilAsserted(() -> assertThat(out())
                    .containsPattern("own layout: .* edited +pump-1 is OFFLINE"));
            assertThat(out()).contains("source-presence").doesNotContain("source-last-will");
            assertThat(home.resolve("data/connectivity.db")).exists();

            product.destroy();
            assertThat(product.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(product.exitValue()).isEqualTo(143);
        }
    }

    @Test
    void commandsAnswerWhereverTheyAreCalled() throws Exception {
        unpack("release");
        Files.writeString(caller.resolve("day.jsonl"), "");
        Path script = home.resolve("bin/iot-connectivity");

        assertThat(run(script, "--help")).satisfies(help -> {
            assertThat(help.status()).isZero();
            assertThat(help.out()).contains("Usage: iot-connectivity");
        });
        assertThat(run(script, "replay", "day.jsonl", "--json")).satisfies(replay -> {
            assertThat(replay.status()).as(replay.err()).isZero();
            assertThat(JSON.readTree(replay.out()).path("signals").asInt()).isZero();
        });
        assertThat(run(script, "run", "--config", "none.properties")).satisfies(wrong -> {
            assertThat(wrong.status()).isEqualTo(2);
            assertThat(wrong.err()).contains(caller.resolve("none.properties") + " does not exist");
        });
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        environment.put("AWS_ACCESS_KEY_ID", "nobody");
        environment.put("AWS_SECRET_ACCESS_KEY", "nothing");
        assertThat(run(script, "doctor", "--json")).satisfies(doctor -> {
            assertThat(doctor.status()).isIn(0, 1);
            assertThat(JSON.readTree(doctor.out()).path("items")).isNotEmpty();
        });
    }

    @Test
    void preparedReleaseTakesItsClassesFromTheArchive() throws Exception {
        unpack("release");
        Path script = home.resolve("bin/iot-connectivity");
        Path loaded = directory.resolve("loaded.log");

        assertThat(run(script, "prepare")).satisfies(prepared -> {
            assertThat(prepared.status()).as(prepared.err()).isZero();
            assertThat(prepared.out() + prepared.err()).isEmpty();
        });
        environment.put("JAVA_OPTS", SHORT_LIVED + " -Xlog:class+load:file=" + loaded);
        assertThat(run(script, "--version").status()).isZero();

        assertThat(Files.readAllLines(loaded))
                .as("classes that come from the archive")
                .anyMatch(line -> line.endsWith("io.iotconnectivity.cli.Commands source: shared objects file (top)"));
        assertThat(home.resolve("data")).as("a rehearsal leaves nothing behind").doesNotExist();
    }

    @Test
    void javaThatDoesNotDoIsToldOf() throws Exception {
        unpack("release");
        Path script = home.resolve("bin/iot-connectivity");
        Path old = Files.createDirectories(directory.resolve("java 11/bin"));
        Path java =
                Files.writeString(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        environment.put("JAVA_HOME", old.getParent().toString());
        assertThat(run(script, "run").err()).contains("is Java 11; it has to be 17 or later");
        environment.put("JAVA_HOME", directory.toString());
        assertThat(run(script, "run").err()).contains("there is no bin/java in it");
        environment.remove("JAVA_HOME");
        environment.put("PATH", "");
        assertThat(run(script, "run").status()).isNotZero();
    }

    @Test
    void nothingOfTestsOrSandboxIsInIt() throws Exception {
        unpack("release");
        try (JarFile jar = new JarFile(home.resolve("iot-connectivity.jar").toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("io/iotconnectivity/App.class")
                    .noneMatch(name -> name.matches("io/iotconnectivity/(sandbox|bench)/.*|.*(Test|IT)\\.class"));
        }
        assertThat(home.resolve("lib/ext"))
                .isDirectoryContaining(file -> file.endsWith("README"))
                .isDirectoryContaining(file -> file.endsWith("pom.xml"))
                .isDirectoryNotContaining(file -> file.toString().endsWith(".jar"));
        assertThat(libraries())
                .noneMatch(name -> name.matches("camel-(kafka|aws2-(kinesis|eventbridge|s3))-.*|kafka.*"))
                .noneMatch(name -> name.matches("(hivemq|wiremock|junit|assertj|jqwik|archunit|camel-test).*"));
        assertThat(home)
                .isDirectoryContaining(file -> file.endsWith("LICENSE"))
                .isDirectoryContaining(file -> file.endsWith("README.md"))
                .isDirectoryContaining(file -> file.endsWith("CHANGELOG.md"))
                .isDirectoryContaining(file -> file.endsWith("SECURITY.md"))
                .isDirectoryContaining(file -> file.endsWith("iot-connectivity.vex.json"));
    }

    @Test
    void listOfPartsIsThatOfTheLibraries() throws Exception {
        unpack("release");
        Path parts = home.resolve("iot-connectivity.cdx.json");
        assumeThat(parts).as("Maven makes none while it is offline").exists();

        TreeSet<String> listed = new TreeSet<>();
        for (JsonNode part : JSON.readTree(
                        home.resolve("iot-connectivity.cdx.json").toFile())
                .path("components")) {
            String classifier = part.path("purl").asText().contains("classifier=")
                    ? "-" + part.path("purl").asText().replaceAll(".*classifier=([^&]*).*", "$1")
                    : "";
            listed.add(part.path("name").asText() + "-" + part.path("version").asText() + classifier + ".jar");
        }
        assertThat(listed).isEqualTo(libraries());
    }

    private TreeSet<String> libraries() throws IOException {
        TreeSet<String> libraries = new TreeSet<>();
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .forEach(libraries::add);
        }
        return libraries;
    }

    private void unpack(String into) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(into));
        Path archive;
        try (Stream<Path> files = Files.list(BUILT)) {
            archive = files.filter(file -> file.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            home = files.findFirst().orElseThrow();
        }
    }

    private void edit(String file, String part, String replacement) throws IOException {
        String before = Files.readString(home.resolve(file));
        assertThat(before).contains(part);
        Files.writeString(home.resolve(file), before.replace(part, replacement));
    }

    private Process start(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(caller.toFile())
                .redirectOutput(directory.resolve("out.log").toFile())
                .redirectError(directory.resolve("err.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Ended run(Path script, String... arguments) throws Exception {
        Process process = start(script, arguments);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out(), Files.readString(directory.resolve("err.log")));
    }

    private String out() throws IOException {
        return Files.readString(directory.resolve("out.log"));
    }

    private static int status(int http) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/observe/health"))
                    .build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException notListeningYet) {
            return 0;
        }
    }
}
