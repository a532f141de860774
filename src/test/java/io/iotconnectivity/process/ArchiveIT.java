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
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release archive as users run it: unpacked, started by its script, on a machine with little more than Java. */
class ArchiveIT {
    private static final Path BUILT = Path.of(System.getProperty("product.jar", "target/iot-connectivity.jar"))
            .toAbsolutePath()
            .getParent();
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Unpacked once for all that leave it as it is or only prepare it: that takes longer than all the rest. */
    private static Path release;

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private Path caller;

    private record Ended(int status, String out, String err) {}

    @BeforeAll
    static void unpackRelease(@TempDir Path folder) throws Exception {
        release = unpack(folder);
    }

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
        Path home = unpack(Files.createDirectory(directory.resolve("a folder with spaces")));
        edit(home, "routes/sink-log.camel.yaml", "logName: connectivity", "logName: connectivity.edited");
        edit(home, "conf/log4j2.xml", " pattern=\"%d", " pattern=\"own layout: %d");
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
        Files.writeString(caller.resolve("day.jsonl"), "");
        Path script = release.resolve("bin/iot-connectivity");

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
        Path script = release.resolve("bin/iot-connectivity");
        Path loaded = directory.resolve("loaded.log");

        prepareOnce();
        environment.put("JAVA_OPTS", "-Dhttp.port=" + FreePort.find() + " -Xlog:class+load:file=" + loaded);
        assertThat(run(script, "explain", "pump-1").err()).contains("Nothing answers");

        assertThat(Files.readAllLines(loaded))
                .as("classes that come from the archive")
                .anyMatch(line -> line.endsWith("io.iotconnectivity.cli.Commands source: shared objects file (top)"))
                .as("what a command that asks does not wait for")
                .noneMatch(
                        line -> line.matches(
                                ".*] (org\\.apache|software\\.amazon\\.awssdk\\.services|org\\.bouncycastle|io\\.vertx|sun\\.security\\.ssl)\\..*"));
        assertThat(release.resolve("data"))
                .as("a rehearsal leaves nothing behind")
                .doesNotExist();
    }

    @Test
    void archiveOfOtherJarsIsNoHindrance() throws Exception {
        prepareOnce();
        Path home = copy(release, directory.resolve("release"));
        Path script = home.resolve("bin/iot-connectivity");
        environment.put("JAVA_OPTS", "-Dhttp.port=" + FreePort.find());
        Path jar = home.resolve("iot-connectivity.jar");
        FileTime built = Files.getLastModifiedTime(jar);
        for (Path changed : List.of(jar, home.resolve("iot-connectivity-commands.jar"))) {
            Files.setLastModifiedTime(changed, FileTime.from(Instant.EPOCH));
        }

        assertThat(run(script, "--version")).satisfies(version -> {
            assertThat(version.status()).as(version.err()).isZero();
            assertThat(version.out().lines()).hasSize(1);
        });
        assertThat(run(script, "explain", "pump-1").err()).contains("Nothing answers");

        Files.setLastModifiedTime(jar, built);
        Map<Path, FileTime> before = archives(home, "jsa");
        prepare(script);
        Map<Path, FileTime> after = archives(home, "jsa");
        Path ofCommands = home.resolve("lib/iot-connectivity-commands.jsa");
        assertThat(after.remove(ofCommands)).as("made anew").isGreaterThan(before.remove(ofCommands));
        assertThat(after).as("still good").isEqualTo(before);
    }

    @Test
    void deviceThatIsCalledAsACommandIsAskedFor() throws Exception {
        environment.put("JAVA_OPTS", "-Dhttp.port=" + FreePort.find());

        assertThat(run(release.resolve("bin/iot-connectivity"), "explain", "fleet")
                        .err())
                .contains("Nothing answers");
    }

    @Test
    void java25KeepsAnAotCache() throws Exception {
        Optional<Path> java25 = java25();
        assumeThat(java25).as("Java 25 or later").isPresent();
        Path script = release.resolve("bin/iot-connectivity");
        environment.put("JAVA_HOME", java25.orElseThrow().toString());
        // A quarter less to compute.
        environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

        prepare(script);
        environment.remove("JDK_JAVA_OPTIONS");
        Map<Path, FileTime> before = archives(release, "aot");
        assertThat(before.keySet())
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("iot-connectivity.aot", "iot-connectivity-commands.aot");
        prepare(script);
        assertThat(archives(release, "aot")).as("still good").isEqualTo(before);
        // The JVM ends if the cache's objects do not fit in so small a heap.
        for (String options : List.of("", "-Xms8m", "-XX:+UseZGC", "-Xmx64m -XX:+UseSerialGC")) {
            environment.put("JAVA_OPTS", options + " -Dhttp.port=" + FreePort.find());
            assertThat(run(script, "--version").out()).as(options).startsWith("iot-connectivity");
            assertThat(run(script, "explain", "pump-1").err()).as(options).contains("Nothing answers");
        }
    }

    @Test
    void commandsFindAllTheirLibraries() throws Exception {
        try (JarFile jar =
                new JarFile(release.resolve("iot-connectivity-commands.jar").toFile())) {
            String[] libraries =
                    jar.getManifest().getMainAttributes().getValue("Class-Path").split(" ");
            assertThat(libraries).hasSizeLessThan(12).allSatisfy(library -> assertThat(release.resolve(library))
                    .exists());
        }
    }

    @Test
    void javaThatDoesNotDoIsToldOf() throws Exception {
        Path script = release.resolve("bin/iot-connectivity");
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
        try (JarFile jar = new JarFile(release.resolve("iot-connectivity.jar").toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("io/iotconnectivity/App.class")
                    .noneMatch(name -> name.matches("io/iotconnectivity/(sandbox|bench)/.*|.*(Test|IT)\\.class"));
        }
        assertThat(release.resolve("lib/ext"))
                .isDirectoryContaining(file -> file.endsWith("README"))
                .isDirectoryContaining(file -> file.endsWith("pom.xml"))
                .isDirectoryNotContaining(file -> file.toString().endsWith(".jar"));
        assertThat(libraries())
                .noneMatch(name -> name.matches("camel-(kafka|aws2-(kinesis|eventbridge|s3))-.*|kafka.*"))
                .as("the libraries of engine=kafka, which most people do without")
                .noneMatch(name -> name.matches("(rocksdbjni|zstd-jni|lz4-java|snappy-java)-.*"))
                .noneMatch(name -> name.matches("(hivemq|wiremock|junit|assertj|jqwik|archunit|camel-test).*"));
        assertThat(release)
                .isDirectoryContaining(file -> file.endsWith("LICENSE"))
                .isDirectoryContaining(file -> file.endsWith("README.md"))
                .isDirectoryContaining(file -> file.endsWith("CHANGELOG.md"))
                .isDirectoryContaining(file -> file.endsWith("SECURITY.md"))
                .isDirectoryContaining(file -> file.endsWith("iot-connectivity.vex.json"));
    }

    @Test
    void listOfPartsIsThatOfTheLibraries() throws Exception {
        Path parts = release.resolve("iot-connectivity.cdx.json");
        assumeThat(parts).as("Maven makes none while it is offline").exists();

        TreeSet<String> listed = new TreeSet<>();
        for (JsonNode part : JSON.readTree(
                        release.resolve("iot-connectivity.cdx.json").toFile())
                .path("components")) {
            String classifier = part.path("purl").asText().contains("classifier=")
                    ? "-" + part.path("purl").asText().replaceAll(".*classifier=([^&]*).*", "$1")
                    : "";
            listed.add(part.path("name").asText() + "-" + part.path("version").asText() + classifier + ".jar");
        }
        assertThat(listed).isEqualTo(libraries());
    }

    private void prepare(Path script) throws Exception {
        assertThat(run(script, "prepare")).satisfies(prepared -> {
            assertThat(prepared.status()).as(prepared.err()).isZero();
            assertThat(prepared.out() + prepared.err()).isEmpty();
        });
    }

    private void prepareOnce() throws Exception {
        if (archives(release, "jsa").isEmpty()) {
            prepare(release.resolve("bin/iot-connectivity"));
        }
    }

    private static Map<Path, FileTime> archives(Path home, String ending) throws IOException {
        Map<Path, FileTime> archives = new HashMap<>();
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith("." + ending)).toList()) {
                archives.put(file, Files.getLastModifiedTime(file));
            }
        }
        return archives;
    }

    /** The home of a Java of that kind on this machine; {@code JAVA_HOME_25} names one elsewhere. */
    private static Optional<Path> java25() throws IOException {
        if (Runtime.version().feature() >= 25) {
            return Optional.of(Path.of(System.getProperty("java.home")));
        }
        String named = System.getenv("JAVA_HOME_25");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Path usual = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(usual)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(usual)) {
            return homes.filter(each -> each.getFileName().toString().matches(".*\\b25\\b.*"))
                    .filter(each -> Files.isExecutable(each.resolve("bin/java")))
                    .findFirst();
        }
    }

    private TreeSet<String> libraries() throws IOException {
        TreeSet<String> libraries = new TreeSet<>();
        try (Stream<Path> files = Files.list(release.resolve("lib"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .forEach(libraries::add);
        }
        return libraries;
    }

    private static Path unpack(Path folder) throws Exception {
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
            return files.findFirst().orElseThrow();
        }
    }

    /** With the times of its files, by which an archive tells its jars. */
    private static Path copy(Path home, Path copy) throws Exception {
        Process cp = new ProcessBuilder("cp", "-a", home.toString(), copy.toString())
                .inheritIO()
                .start();
        assertThat(cp.waitFor()).isZero();
        return copy;
    }

    private static void edit(Path home, String file, String part, String replacement) throws IOException {
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
