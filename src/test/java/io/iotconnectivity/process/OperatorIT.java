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
import jakarta.mail.internet.MimeMessage;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks and tells the running product, on the command line, with real devices and a real ticket desk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {
    private static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringWriter out = new StringWriter();

    @AutoClose
    private Broker broker;

    @AutoClose
    private WebhookInbox inbox;

    @AutoClose("stop")
    private GreenMail post;

    @AutoClose
    private Fleet fleet;

    @AutoClose
    private RunningProduct product;

    private Path directory;

    @BeforeAll
    void start(@TempDir Path folder) {
        directory = folder;
        broker = Broker.builder().start();
        inbox = WebhookInbox.start(0);
        inbox.verify("desk", SECRET);
        ServerSetup setup = new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(60_000);
        post = new GreenMail(setup);
        post.start();
        fleet = Fleet.start(broker.url(), FleetSettings.onCommand(3));
        product = Setup.in(directory, broker.url())
                .withWebhook("desk", inbox.uri("desk"))
                .with("webhook.desk.events", "incident.*")
                .with("webhook.desk.secret", SECRET)
                .with("sink.webhook-desk.max-attempts", "1")
                .withWebhook("devices", inbox.uri("devices"))
                .with("webhook.devices.events", "device.offline,device.online")
                .with("sink.mail.enabled", "true")
                .with("sink.mail.host", "localhost")
                .with("sink.mail.port", String.valueOf(post.getSmtp().getPort()))
                .with("sink.mail.security", "none")
                .with("sink.mail.from", "monitor@example.com")
                .with("sink.mail.to", "ops@example.com")
                .start()
                .awaitUp();
    }

    @BeforeEach
    void deskIsOpen() {
        inbox.answer("desk", Answer.OK);
    }

    @Test
    void silenceKeepsATicketFromBeingOpenedAndExplainSaysSo() {
        assertThat(run("silences", "add", "--clients", "sensor-0001", "--for", "1h", "--comment", "it is moved"))
                .isZero();
        String silence = json("silences", "list", "--json").at("/items/0/id").asText();
        assertThat(product.get("/api/summary").path("silences").asInt()).isEqualTo(1);

        vanishes("sensor-0001");
        vanishes("sensor-0002");

        eventually(() -> assertThat(told("incident.opened", "sensor-0002")).hasSize(1));
        eventually(() -> assertThat(printed("explain", "sensor-0002"))
                .contains(
                        "sensor-0002 disconnected", "sensor-0002 is OFFLINE", "webhook-desk was told incident.opened"));
        assertThat(printed("explain", "sensor-0001")).contains("sensor-0001 is OFFLINE", "silence", "it is moved");
        JsonNode open = json("incidents", "--status", "open", "--json");
        assertThat(open.path("items"))
                .extracting(incident -> incident.path("key").asText())
                .contains("device/sensor-0002")
                .doesNotContain("device/sensor-0001");
        assertThat(product.get("/api/summary").at("/incidents/byKind/device").asInt())
                .isEqualTo(open.path("total").asInt());

        fleet.device("sensor-0001").connect().join();
        fleet.device("sensor-0002").connect().join();
        eventually(() -> assertThat(told("incident.resolved", "sensor-0002"))
                .extracting(event -> event.at("/data/incidentId").asText())
                .containsExactly(told("incident.opened", "sensor-0002")
                        .get(0)
                        .at("/data/incidentId")
                        .asText()));
        assertThat(told("incident.opened", "sensor-0001")).isEmpty();
        assertThat(told("incident.resolved", "sensor-0001")).isEmpty();
        assertThat(run("silences", "end", silence)).isZero();
        assertThat(json("silences", "list", "--json").path("total").asInt()).isZero();
    }

    @Test
    void sinkIsTriedTheWayThatEveryEventGoes() {
        assertThat(run("sinks", "test", "mail", "--wait")).isZero();
        assertThat(post.getReceivedMessages())
                .extracting(MimeMessage::getSubject)
                .filteredOn(subject -> subject.contains("Test of sink mail"))
                .hasSize(2);

        assertThat(run("sinks", "test", "webhook-desk", "--wait")).isZero();

        assertThat(out.toString()).contains("incident.opened delivered", "incident.resolved delivered");
        assertThat(inbox.received("desk"))
                .filteredOn(
                        received -> received.json().at("/data/kind").asText().equals("test"))
                .hasSize(2)
                .allMatch(received -> received.signature() == Received.Signature.GOOD);
        assertThat(run("sinks", "test", "log", "--wait")).isZero();
        assertThat(product.output()).contains("incident test/log is open", "incident test/log is resolved");
        assertThat(product.get("/api/incidents?limit=200").path("items"))
                .extracting(incident -> incident.path("kind").asText())
                .doesNotContain("test");
        assertThat(product.status("/api/devices/iot-connectivity-test")).contains(404);

        inbox.answer("desk", Answer.status(500));
        assertThat(run("sinks", "test", "webhook-desk", "--wait")).isEqualTo(1);
        assertThat(out.toString()).contains("500");
    }

    @Test
    void webhookOfDeviceEventsIsTriedWithADevice() {
        assertThat(run("sinks", "test", "webhook-devices", "--wait")).isZero();

        assertThat(new Deliveries(inbox, "devices").typesInOrder("iot-connectivity-test"))
                .containsExactly("offline", "online");
        assertThat(product.isAlive()).isTrue();
    }

    @Test
    void whatWasLostIsDeliveredAgainWithTheSameId() {
        inbox.answer("desk", Answer.status(500));
        vanishes("sensor-0003");
        eventually(() -> assertThat(json("dead-letters", "list", "--sink", "webhook-desk", "--json")
                        .path("total")
                        .asInt())
                .isEqualTo(1));
        JsonNode letter = json("dead-letters", "list", "--json").at("/items/0");
        assertThat(letter.path("reason").asText()).contains("500");
        assertThat(printed("dead-letters", "show", letter.path("id").asText())).contains("incident.opened");

        inbox.answer("desk", Answer.OK);
        assertThat(run("dead-letters", "replay", "--sink", "webhook-desk", "--reason", "500"))
                .isZero();

        eventually(() -> assertThat(told("incident.opened", "sensor-0003"))
                .extracting(event -> event.path("id").asText())
                .containsExactly(letter.path("eventId").asText()));
        assertThat(json("dead-letters", "list", "--json").path("total").asInt()).isZero();
        assertThat(run("dead-letters", "replay")).isEqualTo(2);
    }

    private void vanishes(String name) {
        Device device = fleet.device(name);
        device.connect().join();
        await().untilAsserted(() -> assertThat(product.stateOf(name)).isEqualTo("ONLINE"));
        device.vanish().join();
        eventually(() -> assertThat(product.stateOf(name)).isEqualTo("OFFLINE"));
    }

    /** The events of one type about one device's incident that the desk has taken. */
    private List<JsonNode> told(String type, String device) {
        return inbox.received("desk").stream()
                .filter(received -> received.answered() < 300)
                .map(Received::json)
                .filter(event -> event.path("type").asText().equals("io.iotconnectivity." + type))
                .filter(event -> event.path("subject").asText().equals("device/" + device))
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
