package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.iotconnectivity.cli.Commands;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Answer;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Device;
import io.iotconnectivity.sandbox.Fleet;
import io.iotconnectivity.sandbox.FleetSettings;
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks and tells the running product, on the command line, with real devices and a real ticket desk. */
class OperatorIT {
    private static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    @AutoClose
    private Broker broker;

    @AutoClose
    private WebhookInbox inbox;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.builder().start();
        inbox = WebhookInbox.start(0);
        inbox.verify("desk", SECRET);
    }

    private Setup setup() {
        return Setup.in(directory, broker.url())
                .withWebhook("desk", inbox.uri("desk"))
                .with("webhook.desk.events", "incident.*")
                .with("webhook.desk.secret", SECRET)
                .with("sink.webhook-desk.max-attempts", "1");
    }

    @Test
    void silenceKeepsATicketFromBeingOpenedAndExplainSaysSo() {
        try (RunningProduct product = setup().start().awaitUp();
                Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(2))) {
            assertThat(run("silences", "add", "--clients", "sensor-0001", "--for", "1h", "--comment", "it is moved"))
                    .isZero();
            String silence =
                    json("silences", "list", "--json").at("/items/0/id").asText();
            assertThat(product.get("/api/summary").path("silences").asInt()).isEqualTo(1);

            vanishes(product, fleet.device("sensor-0001"), "sensor-0001");
            vanishes(product, fleet.device("sensor-0002"), "sensor-0002");

            eventually(() -> assertThat(told("io.iotconnectivity.incident.opened"))
                    .extracting(event -> event.at("/data/devices/0").asText())
                    .containsExactly("sensor-0002"));
            eventually(() -> assertThat(printed("explain", "sensor-0002"))
                    .contains(
                            "sensor-0002 disconnected",
                            "sensor-0002 is OFFLINE",
                            "webhook-desk was told incident.opened"));
            assertThat(printed("explain", "sensor-0001")).contains("sensor-0001 is OFFLINE", "silence", "it is moved");
            JsonNode open = json("incidents", "--status", "open", "--json");
            assertThat(open.path("total").asInt()).isEqualTo(1);
            assertThat(product.get("/api/summary")
                            .at("/incidents/byKind/device")
                            .asInt())
                    .isEqualTo(1);

            fleet.device("sensor-0001").connect().join();
            fleet.device("sensor-0002").connect().join();
            eventually(() -> assertThat(told("io.iotconnectivity.incident.resolved"))
                    .extracting(event -> event.at("/data/incidentId").asText())
                    .containsExactly(open.at("/items/0/incidentId").asText()));
            assertThat(run("silences", "end", silence)).isZero();
            assertThat(json("silences", "list", "--json").path("total").asInt()).isZero();
        }
    }

    @Test
    void sinkIsTriedTheWayThatEveryEventGoes() {
        GreenMail post = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        post.start();
        Setup setup = setup().with("sink.mail.enabled", "true")
                .with("sink.mail.host", "localhost")
                .with("sink.mail.port", String.valueOf(post.getSmtp().getPort()))
                .with("sink.mail.security", "none")
                .with("sink.mail.from", "monitor@example.com")
                .with("sink.mail.to", "ops@example.com");
        try (RunningProduct product = setup.start().awaitUp()) {
            assertThat(run("sinks", "test", "mail", "--wait")).isZero();
            assertThat(post.getReceivedMessages()).hasSize(2);

            assertThat(run("sinks", "test", "webhook-desk", "--wait")).isZero();

            assertThat(out.toString()).contains("incident.opened delivered", "incident.resolved delivered");
            assertThat(inbox.received("desk"))
                    .hasSize(2)
                    .allMatch(received -> received.signature() == Received.Signature.GOOD)
                    .extracting(received -> received.json().at("/data/kind").asText())
                    .containsOnly("test");
            assertThat(run("sinks", "test", "log", "--wait")).isZero();
            assertThat(product.output()).contains("incident test/log is open", "incident test/log is resolved");
            assertThat(product.get("/api/incidents").path("total").asInt()).isZero();
            assertThat(product.status("/api/devices/iot-connectivity-test")).contains(404);

            inbox.answer("desk", Answer.status(500));
            assertThat(run("sinks", "test", "webhook-desk", "--wait")).isEqualTo(1);
            assertThat(out.toString()).contains("500");
        } finally {
            post.stop();
        }
    }

    @Test
    void webhookOfDeviceEventsIsTriedWithADevice() {
        Setup setup = setup().with("webhook.desk.events", "device.offline,device.online");
        try (RunningProduct product = setup.start().awaitUp()) {
            assertThat(run("sinks", "test", "webhook-desk", "--wait")).isZero();

            assertThat(new Deliveries(inbox, "desk").typesInOrder("iot-connectivity-test"))
                    .containsExactly("offline", "online");
            assertThat(product.isAlive()).isTrue();
        }
    }

    @Test
    void whatWasLostIsDeliveredAgainWithTheSameId() {
        try (RunningProduct product = setup().start().awaitUp();
                Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(1))) {
            inbox.answer("desk", Answer.status(500));
            vanishes(product, fleet.device("sensor-0001"), "sensor-0001");
            eventually(() -> assertThat(json("dead-letters", "list", "--sink", "webhook-desk", "--json")
                            .path("total")
                            .asInt())
                    .isEqualTo(1));
            JsonNode letter = json("dead-letters", "list", "--json").at("/items/0");
            assertThat(letter.path("reason").asText()).contains("500");
            assertThat(printed("dead-letters", "show", letter.path("id").asText()))
                    .contains("incident.opened");

            inbox.answer("desk", Answer.OK);
            assertThat(run("dead-letters", "replay", "--sink", "webhook-desk", "--reason", "500"))
                    .isZero();

            eventually(() -> assertThat(told("io.iotconnectivity.incident.opened"))
                    .extracting(event -> event.path("id").asText())
                    .containsExactly(letter.path("eventId").asText()));
            assertThat(json("dead-letters", "list", "--json").path("total").asInt())
                    .isZero();
            assertThat(run("dead-letters", "replay")).isEqualTo(2);
        }
    }

    private static void vanishes(RunningProduct product, Device device, String name) {
        device.connect().join();
        await().untilAsserted(() -> assertThat(product.stateOf(name)).isEqualTo("ONLINE"));
        device.vanish().join();
        eventually(() -> assertThat(product.stateOf(name)).isEqualTo("OFFLINE"));
    }

    /** The events of one type that the desk has taken. */
    private List<JsonNode> told(String type) {
        return inbox.received("desk").stream()
                .filter(received -> received.answered() < 300)
                .map(Received::json)
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--config";
        all[args.length + 1] = directory.resolve("product.properties").toString();
        return Commands.execute(
                all,
                new SettingsLoader(directory, Map.of(), new Properties()),
                settings -> {},
                new PrintWriter(out, true),
                new PrintWriter(out, true));
    }

    private String printed(String... args) {
        assertThat(run(args)).as(() -> out.toString()).isZero();
        return out.toString();
    }

    private JsonNode json(String... args) {
        try {
            return JSON.readTree(printed(args));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }
}
