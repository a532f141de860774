package io.iotconnectivity.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.ReconcileStatus;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.delivery.Telling;
import io.iotconnectivity.delivery.Unread;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.enrich.EnrichStatus;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Enquiry;
import io.iotconnectivity.presence.Findings;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.report.Kept;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.source.SourceStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:02:41Z");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private final RecordingEngine engine = new RecordingEngine();
    private final ListedLedger ledger = engine.listed;
    private volatile List<SourceStatus> sources = List.of(source(true));
    private volatile boolean started = true;
    private volatile Optional<String> clockProblem = Optional.empty();
    private volatile Optional<String> availabilityProblem = Optional.empty();
    private volatile FleetIndex fleet;
    private volatile Optional<ReconcileStatus> reconciliation = Optional.empty();
    private volatile List<EnrichStatus> enrich = List.of();

    @AutoClose
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        server = serve(Optional.empty());
    }

    private WebServer serve(Optional<String> token) throws IOException {
        Backend facts = new Backend(
                engine,
                sink -> event -> true,
                sink -> Telling.AT_ONCE,
                () -> started,
                () -> sources,
                () -> clockProblem,
                Optional::empty,
                () -> "iotc_devices 1.0\n",
                () -> Optional.ofNullable(fleet),
                () -> reconciliation,
                () -> enrich,
                progress -> List.of(),
                Duration.ofMinutes(5),
                DeviceClasses.none(Policy.defaults()),
                new CloudEvents("iot-connectivity/test"),
                new Kept(Optional.empty(), Optional.empty(), () -> availabilityProblem),
                Optional.empty(),
                Served.NO_FILES,
                List.of(),
                "1.2.3",
                NOW);
        return WebServer.start(
                HttpSettings.direct("127.0.0.1", 0, true, token, 100_000),
                facts,
                Clock.systemUTC(),
                new HttpMeters(new SimpleMeterRegistry()));
    }

    @Test
    void deviceHasTheFieldsOfTheDeviceEvents() throws Exception {
        ledger.devices.add(away("pump/7 ü", Verdict.OFFLINE));

        JsonNode device = json(get("/api/devices/pump%2F7%20%C3%BC"));

        assertThat(device.get("clientId").asText()).isEqualTo("pump/7 ü");
        assertThat(device.get("state").asText()).isEqualTo("OFFLINE");
        assertThat(device.get("since").asText()).isEqualTo("2026-11-23T14:02:41Z");
        assertThat(device.get("reason").asText()).isEqualTo("CONNECTION_LOST");
        assertThat(device.get("cause").asText()).isEqualTo("NETWORK");
        assertThat(device.get("severity").asText()).isEqualTo("warning");
        assertThat(device.get("versionNumber").asLong()).isEqualTo(4);
        assertThat(device.get("sequence").asLong()).isEqualTo(3);
        assertThat(device.has("thingName")).isFalse();
        assertThat(device.has("graceEndsAt")).isFalse();
    }

    @Test
    void deviceHasTheNetworkOfItsAddress() throws Exception {
        ledger.devices.add(away("pump-7", Verdict.OFFLINE));

        assertThat(json(get("/api/devices/pump-7")).at("/network/prefix").asText())
                .isEqualTo("192.0.2.0/24");
        JsonNode story = json(get("/api/devices/pump-7/explain"));
        assertThat(story.at("/network/prefix").asText()).isEqualTo("192.0.2.0/24");
        assertThat(story.get("network").has("asn")).isFalse();
    }

    @Test
    void enrichRouteThatFailsIsAWarningInHealth() throws Exception {
        enrich = List.of(
                new EnrichStatus("people", 0, Optional.of(NOW), Optional.empty(), Optional.empty()),
                new EnrichStatus("sites", 3, Optional.empty(), Optional.of(NOW), Optional.of("it returned <html>")));

        JsonNode health = json(get("/observe/health"));

        assertThat(health.get("checks")).anySatisfy(check -> {
            assertThat(check.get("name").asText()).isEqualTo("enrich-sites");
            assertThat(check.get("status").asText()).isEqualTo("WARNING");
            assertThat(check.get("detail").asText()).contains(NOW.toString(), "it returned <html>");
            assertThat(check.at("/facts/waiting").asInt()).isEqualTo(3);
        });
        assertThat(health.get("checks")).anySatisfy(check -> {
            assertThat(check.get("name").asText()).isEqualTo("enrich-people");
            assertThat(check.get("status").asText()).isEqualTo("UP");
        });
    }

    @Test
    void devicesAreFoundByWhatEnrichRoutesKnow() throws Exception {
        assertThat(get("/api/devices?extra=sites.site%3AOslo").statusCode()).isEqualTo(200);

        HttpResponse<String> wrong = get("/api/devices?extra=Oslo");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("<route>.<field>:<value>, such as sites.site:Oslo");
    }

    @Test
    void plusInAClientIdIsAPlus() throws Exception {
        ledger.devices.add(away("a+b", Verdict.SUSPECT));

        assertThat(get("/api/devices/a+b").statusCode()).isEqualTo(200);
        assertThat(json(get("/api/devices/a%2Bb")).get("graceEndsAt").asText()).isEqualTo("2026-11-23T14:03:11Z");
    }

    private static String place(String clientId) {
        return new DevicePlace(DeviceOrder.BY_CLIENT_ID, Optional.empty(), clientId).text();
    }

    @Test
    void devicesAreListedPageByPage() throws Exception {
        ledger.devices.add(away("a", Verdict.OFFLINE));
        ledger.devices.add(away("b", Verdict.SUSPECT));

        JsonNode page = json(get("/api/devices?state=offline&q=x%2Fy&limit=1&after=" + place("0")));

        assertThat(page.get("items")).hasSize(1);
        assertThat(page.get("total").asLong()).isEqualTo(2);
        assertThat(page.get("next").asText()).isEqualTo("b");
        assertThat(ledger.asked).isEqualTo("Optional[OFFLINE] Optional[x/y] Optional[0] 1");
        assertThat(json(get("/api/devices")).has("next")).isFalse();
    }

    @Test
    void slowDevicesAreAskedForByTheSetting() throws Exception {
        get("/api/devices?slow=true");
        assertThat(ledger.slowerThan).contains(Duration.ofMinutes(5));

        get("/api/devices?slow=false");
        assertThat(ledger.slowerThan).isEmpty();
        assertThat(get("/api/devices?slow=very").statusCode()).isEqualTo(400);
    }

    @Test
    void summaryTellsOfTheComparisonWithTheFleetIndexOnlyWhereThereIsOne() throws Exception {
        assertThat(json(get("/api/summary")).has("reconciliation")).isFalse();

        reconciliation = Optional.of(new ReconcileStatus(
                false, true, Optional.of(NOW), Optional.empty(), 1200, 3, Optional.of("throttled")));

        JsonNode told = json(get("/api/summary")).get("reconciliation");
        assertThat(told.get("running").asBoolean()).isTrue();
        assertThat(told.get("compared").asLong()).isEqualTo(1200);
        assertThat(told.get("differences").asLong()).isEqualTo(3);
        assertThat(told.get("problem").asText()).isEqualTo("throttled");
    }

    @Test
    void fleetIsNotAskedBeforeTheStartIsThrough() throws Exception {
        HttpResponse<String> early = get("/api/fleet?query=thingName:x");

        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.headers().firstValue("Retry-After")).contains("5");
        assertThat(early.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(early).has("retryAfter")).isFalse();
        assertThat(get("/api/fleet").statusCode()).isEqualTo(400);
        assertThat(get("/api/fleet?query=" + "x".repeat(1001)).statusCode()).isEqualTo(400);
    }

    @Test
    void storeIsReadOffTheEventLoop() throws Exception {
        get("/api/devices");

        assertThat(ledger.askedOn.getName()).contains("worker");
    }

    @Test
    void eventsAreCloudEvents() throws Exception {
        ledger.devices.add(away("a/b", Verdict.OFFLINE));
        ledger.events.add(SampleEvents.offline("a/b").event());

        JsonNode event = json(get("/api/devices/a%2Fb/events")).get("items").get(0);

        assertThat(event.get("type").asText()).isEqualTo("io.iotconnectivity.device.offline");
        assertThat(event.get("data").get("clientId").asText()).isEqualTo("a/b");
    }

    @Test
    void deadLettersAreTextOrBase64() throws Exception {
        ledger.letters.add(letter(2, "{ü".getBytes(UTF_8)));
        ledger.letters.add(letter(1, new byte[] {(byte) 0xff, 0}));
        ledger.letters.add(letter(0, "x".repeat(100_000).getBytes(UTF_8)));

        JsonNode items = json(get("/api/dead-letters?sink=presence&after=3")).get("items");

        assertThat(items.get(0).get("payload").asText()).isEqualTo("{ü");
        assertThat(items.get(0).get("payloadEncoding").asText()).isEqualTo("utf-8");
        assertThat(items.get(1).get("payload").asText()).isEqualTo("/wA=");
        assertThat(items.get(1).get("payloadEncoding").asText()).isEqualTo("base64");
        assertThat(items.get(2).get("payload").asText()).hasSizeLessThan(20_000);
        assertThat(items.get(2).get("payloadTruncated").asBoolean()).isTrue();
        assertThat(ledger.asked).isEqualTo("Optional[presence] Optional[3] 100");
    }

    @Test
    void summaryCountsEveryVerdict() throws Exception {
        ledger.devices.add(away("a", Verdict.OFFLINE));
        ledger.sinks.add(new SinkStatus(
                "sns",
                true,
                1,
                2,
                3,
                1,
                0,
                Optional.of(Instant.now().minusSeconds(60)),
                Optional.of("denied"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0));

        JsonNode summary = json(get("/api/summary"));

        assertThat(summary.get("devices").toString())
                .isEqualTo(
                        "{\"ONLINE\":0,\"SUSPECT\":0,\"OFFLINE\":1,\"STALE\":0,\"UNKNOWN\":0,\"RETIRED\":0,\"NEVER_CONNECTED\":0}");
        assertThat(summary.get("version").asText()).isEqualTo("1.2.3");
        assertThat(summary.get("sinks").get(0).get("lagSeconds").asLong()).isBetween(59L, 120L);
        assertThat(summary.get("sources").get(0).get("connected").asBoolean()).isTrue();
        assertThat(json(get("/api/sinks")).get("items").get(0).get("lastError").asText())
                .isEqualTo("denied");
    }

    @Test
    void whatARestartWouldNotMendIsAWarning() throws Exception {
        clockProblem = Optional.of("3 days behind");
        engine.late = Optional.of("verdicts wait");
        availabilityProblem = Optional.of("data/kept cannot be opened");

        JsonNode health = json(get("/observe/health"));

        assertThat(health.path("status").asText()).isEqualTo("UP");
        assertThat(health.path("warnings").asInt()).isEqualTo(3);
        assertThat(health.path("checks"))
                .extracting(check -> check.path("name").asText() + " "
                        + check.path("status").asText() + " "
                        + check.path("detail").asText())
                .contains(
                        "clock WARNING 3 days behind",
                        "signals WARNING verdicts wait",
                        "availability WARNING data/kept cannot be opened");
    }

    @Test
    void healthSaysWhatIsDownAndWhy() throws Exception {
        assertThat(get("/observe/health").statusCode()).isEqualTo(200);

        sources = List.of(source(false));
        engine.store = new StoreHealth(Optional.of("the disk is full; make room"));
        HttpResponse<String> down = get("/observe/health");

        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(json(down).get("status").asText()).isEqualTo("DOWN");
        assertThat(down.body()).contains("source-presence", "not connected: refused", "the disk is full");
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aStoreThatHadToDropSomethingWarnsAndIsUp() throws Exception {
        engine.store = StoreHealth.WELL.warning(Optional.of("7 dead letters were dropped; narrow the topic"));
        HttpResponse<String> up = get("/observe/health");

        assertThat(up.statusCode()).isEqualTo(200);
        assertThat(json(up).get("status").asText()).isEqualTo("UP");
        assertThat(up.body()).contains("WARNING", "7 dead letters were dropped; narrow the topic");
    }

    @Test
    void aStoreThatOnlyARestartMendsIsNotAliveAndTheReasonIsNotForAnybody() throws Exception {
        engine.store = new StoreHealth(Optional.of("out of memory"), true);

        assertThat(get("/observe/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/observe/health/live").body()).doesNotContain("memory");
        engine.store = new StoreHealth(Optional.of("the disk is full"));
        assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aSourceThatIsSilentIsDownButAsReadyAsItCanBe() throws Exception {
        sources = List.of(source(true).withFeed(Optional.of("nothing arrives"), Optional.empty()));

        assertThat(get("/observe/health").statusCode()).isEqualTo(503);
        assertThat(json(get("/observe/health")).at("/checks/1/detail").asText()).isEqualTo("nothing arrives");
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(200);

        sources = List.of(source(true).withFeed(Optional.empty(), Optional.of("not proven")));
        assertThat(get("/observe/health").statusCode()).isEqualTo(200);
        assertThat(json(get("/observe/health")).at("/checks/1/status").asText()).isEqualTo("WARNING");
        assertThat(json(get("/observe/health")).at("/checks/1/detail").asText()).isEqualTo("not proven");
    }

    @Test
    void aSinkThatIsDisabledIsAWarningBecauseARestartWouldNotMendIt() throws Exception {
        ledger.sinks.clear();
        ledger.sinks.add(Served.sink("desk", true, Optional.of("410")));
        ledger.sinks.add(Served.delivering("sns", 3));
        ledger.sinks.add(Served.sink("off", false, Optional.empty()));

        HttpResponse<String> health = get("/observe/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(json(health).get("status").asText()).isEqualTo("UP");
        assertThat(json(health).get("warnings").asInt()).isEqualTo(1);
        assertThat(json(health).get("checks"))
                .extracting(check ->
                        check.get("name").asText() + " " + check.get("status").asText())
                .contains("sink-desk WARNING", "sink-sns UP")
                .noneMatch(check -> check.startsWith("sink-off"));
        assertThat(health.body()).contains("gets nothing until it is enabled: 410");
    }

    @Test
    void aSinkThatIsAboutToLoseEventsIsNamedWithTheTime() throws Exception {
        Instant since = Instant.now().minus(Duration.ofDays(9));
        ledger.sinks.clear();
        ledger.sinks.add(Served.unread("desk", new Unread(since, since.plus(Duration.ofDays(10)))));
        ledger.sinks.add(Served.unread("sns", new Unread(since, since.plus(Duration.ofDays(30)))));

        JsonNode health = json(get("/observe/health"));

        assertThat(health.get("status").asText()).isEqualTo("UP");
        assertThat(health.get("checks"))
                .extracting(check ->
                        check.get("name").asText() + " " + check.get("status").asText())
                .contains("sink-desk WARNING", "sink-sns UP");
        assertThat(health.toString())
                .contains("has not read events since " + since + " and loses them from "
                        + since.plus(Duration.ofDays(10)) + " on (engine.history)");
        assertThat(json(get("/api/sinks")).at("/items/0/unread/since").asText()).isEqualTo(since.toString());
    }

    @Test
    void healthIsDownUntilTheStartIsThrough() throws Exception {
        started = false;

        assertThat(get("/observe/health").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAreText() throws Exception {
        HttpResponse<String> metrics = get("/observe/metrics");

        assertThat(metrics.body()).isEqualTo("iotc_devices 1.0\n");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/devices?state=ASLEEP | 400 | state must be one of",
                "/api/devices?limit=0 | 400 | limit must be a whole number from 1 to 1000",
                "/api/devices?limit=x | 400 | limit must be",
                "/api/devices?status=ONLINE | 400 | allowed: after, class, deaf, extra, group, limit, q, reason, slow, sort, state",
                "/api/dead-letters?after=x | 400 | after must be",
                "/api/devices/unheard | 404 | this device has never been seen",
                "/api/devices/unheard/events | 404 | this device has never been seen",
                "/api/devices/a/b | 404 | %2F",
                "/api/nothing | 404 | nothing at this address",
            })
    void whatCannotBeAnsweredIsAProblemDocument(String path, int status, String words) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(response).get("status").asInt()).isEqualTo(status);
        assertThat(json(response).get("detail").asText()).contains(words);
    }

    @Test
    void longClientIdIsABadRequest() throws Exception {
        assertThat(get("/api/devices/" + "x".repeat(129)).statusCode()).isEqualTo(400);
    }

    @Test
    void failureTellsNothingOfTheInside() throws Exception {
        ledger.broken = true;

        HttpResponse<String> response = get("/api/devices");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void whatIsReadCannotBeChanged(String method) throws Exception {
        HttpResponse<String> response = send(request("/api/devices")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void largeBodyIsRefused() throws Exception {
        HttpResponse<String> response = send(request("/api/devices")
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(70_000)))
                .build());

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void answersProtectTheBrowser() throws Exception {
        for (String path : List.of("/api/summary", "/api/nothing")) {
            HttpResponse<String> response = get(path);
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            // What may be kept by the browser of whom it was sent to is asked for again each time.
            assertThat(response.headers().firstValue("Cache-Control"))
                    .contains(path.equals("/api/nothing") ? "no-store" : "private, no-cache");
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'");
        }
    }

    @Test
    void namesThatAreNotOursAreRefused() throws Exception {
        assertThat(rawStatus("evil.example:" + server.port())).contains(" 421 ");
        assertThat(rawStatus("localhost:" + server.port())).contains(" 200 ");
        assertThat(rawStatus("127.0.0.1")).contains(" 200 ");
    }

    @Test
    void tokenIsAskedForEverywhereButForTheSignOfLifeAndThePage() throws Exception {
        try (WebServer guarded = serve(Optional.of("s3cret"))) {
            String address = guarded.address();
            assertThat(status(address + "/api/summary", "")).isEqualTo(401);
            assertThat(status(address + "/observe/health", "Bearer wrong")).isEqualTo(401);
            assertThat(status(address + "/observe/metrics", "Basic s3cret")).isEqualTo(401);
            assertThat(status(address + "/api/nothing", "")).isEqualTo(401);
            assertThat(status(address + "/api/summary", "Bearer s3cret")).isEqualTo(200);
            assertThat(status(address + "/api/summary", "bearer s3cret")).isEqualTo(200);
            assertThat(status(address + "/observe/health/live", "")).isEqualTo(200);
            assertThat(status(address + "/", "")).isEqualTo(200);
        }
    }

    @Test
    void portThatIsTakenIsToldWithItsSetting() {
        HttpSettings taken = HttpSettings.direct("127.0.0.1", server.port(), true, Optional.empty(), 50);
        Backend facts = new Backend(
                engine,
                sink -> event -> true,
                sink -> Telling.AT_ONCE,
                () -> true,
                List::of,
                Optional::empty,
                Optional::empty,
                () -> "",
                Optional::empty,
                Optional::empty,
                List::of,
                progress -> List.of(),
                Duration.ZERO,
                DeviceClasses.none(Policy.defaults()),
                new CloudEvents("x"),
                Kept.NOTHING,
                Optional.empty(),
                Served.NO_FILES,
                List.of(),
                "1",
                NOW);

        assertThatThrownBy(() ->
                        WebServer.start(taken, facts, Clock.systemUTC(), new HttpMeters(new SimpleMeterRegistry())))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http.port: cannot listen on 127.0.0.1:" + server.port());
    }

    private static SourceStatus source(boolean connected) {
        return new SourceStatus(
                "source-presence",
                connected,
                NOW,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                connected ? Optional.empty() : Optional.of("refused"),
                Optional.empty());
    }

    private static Presence away(String client, Verdict state) {
        Connection connection = new Connection(
                OptionalLong.of(4),
                Optional.of("session"),
                Optional.empty(),
                Optional.of("192.0.2.77"),
                Optional.empty());
        Link link = new Link(
                connection, Optional.empty(), Optional.of(NOW), Optional.of(Reason.CONNECTION_LOST), NOW, false, false);
        return new Presence(
                new ClientId(client),
                state,
                Optional.of(NOW),
                Optional.of(link),
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOW.plusSeconds(30)),
                Optional.empty(),
                true,
                false,
                Enquiry.NONE,
                Findings.NONE,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                3,
                NOW);
    }

    private static DeadLetter letter(long id, byte[] payload) {
        return new DeadLetter(
                new LogPosition(Long.toString(id)),
                "in",
                "presence",
                "no JSON",
                Optional.of("t"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                payload,
                payload.length,
                0,
                NOW);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static int status(String address, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request.build()).statusCode();
    }

    /** The JDK's client does not allow setting the Host header. */
    private String rawStatus(String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(("GET /observe/health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
