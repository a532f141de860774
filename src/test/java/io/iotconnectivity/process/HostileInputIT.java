package io.iotconnectivity.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What devices, callers and other users of the machine try: to write in the name of others, to exhaust a parser, to read along. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {
    /** Clears a terminal, sets its title, and begins a line of its own. */
    private static final String FORGED =
            "\u001b[2J\u001b]0;owned\u0007\r\nforged line\u2028forged line\u0085forged line\u202e";

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069&&[^\n\t]]");
    private static final int UNREADABLE = 8;

    private static final int FORGED_WILLS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    @AutoClose
    private UnderAttack attack;

    private Path directory;
    private Path state;
    private Path temporary;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        directory = folder;
        state = directory.resolve("state");
        temporary = Files.createDirectory(directory.resolve("tmp"), PosixFilePermissions.asFileAttribute(OWNERS));
        attack = UnderAttack.start(
                directory,
                setup -> setup.with(
                                "engine.file", state.resolve("connectivity.db").toString())
                        .with("record.folder", state.resolve("record").toString())
                        .with("sign-of-life.enabled", "true")
                        .with("sign-of-life.topic", "telemetry/+"),
                "-Djava.io.tmpdir=" + temporary);
    }

    @Test
    void logHoldsNothingThatWasSmuggledIntoItAndNoDepthIsTooDeep() throws Exception {
        int before = kept();
        PresenceFeed feed = new PresenceFeed(attack.broker());
        feed.happens("connected", "mallory" + FORGED, 1);
        feed.happens("disconnected", "mallory" + FORGED, 2);
        for (String topic : List.of("$aws/events/presence/connected/x", "lwt/mallory")) {
            attack.broker().publish(topic, "no JSON" + FORGED + "{");
            attack.broker().publish(topic, "{\"clientId\":".repeat(8_000));
            attack.broker().publish(topic, "[".repeat(100_000) + "]".repeat(20_000));
            attack.broker().publish(topic, "{\"" + "\\u001b[2J\\r\\nforged".repeat(500) + "\":1,\"clientId\":[[[");
        }
        URI address = attack.product().address();
        for (String request : List.of(
                "GET /api/devices/%1b%5b2J%0d%0aforged%20line HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "GET /\u001b[2J HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "GET /api/summary HTTP/1.1\r\nHost: \u001b[2J\r\n\r\n",
                "GET /api/summary HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \u001b[2J\r\n\r\n",
                "\u001b[2J\r\nforged line\r\n\r\n")) {
            send(address, request);
        }

        await("what cannot be read to be kept").atMost(PATIENCE).until(() -> kept() >= before + UNREADABLE / 2);
        attack.stillTells("device-7");
        assertThat(attack.product().output()).doesNotContainPattern(CONTROL).doesNotContainPattern("(?m)^forged line");
    }

    private int kept() {
        return attack.product().output().split("cannot be read and is kept", -1).length;
    }

    /** A device whose policy is the printed one may publish on its own topics, with whatever payload. */
    @Test
    void whatOneDeviceSaysOfAnotherIsKeptAndChangesNothing() {
        RunningProduct product = attack.product();
        new PresenceFeed(attack.broker()).connects("gateway", 1);
        await().atMost(PATIENCE).until(() -> product.stateOf("gateway").equals("ONLINE"));

        for (int i = 0; i < FORGED_WILLS; i++) {
            attack.broker().publish("telemetry/forger", "{\"clientId\":\"invented-" + i + "\"}");
            attack.broker()
                    .publish(
                            "lwt/forger",
                            "{\"state\":{\"reported\":{\"last_will\":\"yes\",\"client_id\":\"gateway\"}}}");
        }
        await().atMost(PATIENCE).until(() -> lettersAbout("lwt/forger").size() == FORGED_WILLS);
        attack.stillTells("device-8");

        assertThat(product.stateOf("gateway")).isEqualTo("ONLINE");
        assertThat(product.get("/api/devices").path("items"))
                .extracting(device -> device.path("clientId").asText())
                .contains("gateway", "forger", "device-8")
                .noneMatch(id -> id.startsWith("invented-"));
        assertThat(lettersAbout("telemetry/forger")).hasSizeBetween(1, 2);
        for (String topic : List.of("lwt/forger", "telemetry/forger")) {
            assertThat(lettersAbout(topic))
                    .allSatisfy(letter -> assertThat(letter.path("reason").asText())
                            .contains("may not speak for another", ".speaks-for-others"));
        }
    }

    private List<JsonNode> lettersAbout(String topic) {
        List<JsonNode> letters = new ArrayList<>();
        for (JsonNode letter :
                attack.product().get("/api/dead-letters?limit=200").path("items")) {
            if (letter.path("topic").asText().equals(topic)) {
                letters.add(letter);
            }
        }
        return letters;
    }

    @Test
    void nobodyElseReadsWhatIsWritten() throws IOException {
        attack.stillTells("pump-7");

        List<String> open = new ArrayList<>();
        for (Path root : List.of(state, temporary)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(HostileInputIT::holdsSomething).toList()) {
                    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
                    if (!OWNERS.containsAll(granted)) {
                        open.add(PosixFilePermissions.toString(granted) + " " + directory.relativize(file));
                    }
                }
            }
        }
        assertThat(open).isEmpty();
        assertThat(state.resolve("record")).isNotEmptyDirectory();
        assertThat(state.resolve("connectivity.db.lock")).exists();
    }

    /** The lock of the library that SQLite unpacks is empty. */
    private static boolean holdsSomething(Path file) {
        return !file.getFileName().toString().endsWith(".so.lck");
    }

    private static void send(URI address, String request) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readNBytes(1 << 16);
        }
    }
}
