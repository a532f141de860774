package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.FleetStep;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the description of the HTTP interface and the interface to each other. */
class OpenApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode DESCRIPTION = read();

    /** One route serves them, because a client id may hold what separates the parts of a path. */
    private static final Map<String, List<String>> EXPANDED = Map.of(
            "/api/devices/",
            List.of(
                    "/api/devices/{clientId}",
                    "/api/devices/{clientId}/events",
                    "/api/devices/{clientId}/explain",
                    "/api/devices/{clientId}/churn"));

    @TempDir
    Path folder;

    private static final List<String> TOLD = List.of(
            "/api/devices/{clientId}/retire", "/api/devices/{clientId}/restore", "/api/devices/{clientId}/disconnect");

    @AutoClose
    private Served served;

    private static JsonNode read() {
        try (InputStream file = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        served = Served.reporting(folder);
        ListedLedger ledger = served.engine.listed;
        ledger.devices.add(Served.device("pump-7", Verdict.OFFLINE));
        ledger.devices.add(Served.device("pump-8", Verdict.SUSPECT));
        ledger.groupOf.put("pump-7", "plant-1");
        ledger.groups.add(new GroupCount("plant-1", 2, 1));
        ledger.reasons.put("CONNECTION_LOST", 2L);
        Event offline = SampleEvents.offline("pump-7").event();
        ledger.events.add(offline);
        ledger.incidents.add(Served.incident("i1", IncidentKind.DEVICE, Severity.WARNING));
        ledger.decisions.add(new Decision(
                new ClientId("pump-7"), Served.NOW, Decision.What.OPENED, Optional.of("i1"), "An incident is opened."));
        ledger.sent.add(new Sent(
                "webhook-desk",
                offline.id(),
                EventType.INCIDENT_OPENED,
                "device/pump-7",
                Optional.of("i1"),
                Served.NOW,
                2,
                Sent.Result.DELIVERED,
                Optional.of("ticket 12")));
        ledger.sinks.add(Served.failing("webhook-desk", 3, "503"));
        ledger.sinks.add(Served.sink("log", true, Optional.empty()));
        ledger.letters.add(new DeadLetter(
                new LogPosition("1"),
                "out",
                "webhook-desk",
                "404",
                Optional.empty(),
                Optional.of("pump-7"),
                Optional.empty(),
                Optional.of(offline.id()),
                "{}".getBytes(StandardCharsets.UTF_8),
                2,
                6,
                Served.NOW));
        ledger.history.add(new FleetStep(Served.NOW, 1, 2, 3, 4, 5, 6, 7));
        served.slos.orElseThrow().measure();
        served.reports().reconnects("pump-7", Served.NOW, 1, 20);
        served.reports().compare();
        served.accountCheck =
                progress -> List.of(new CheckedItem("queue", "warning", "none", Optional.of("aws sqs create-queue")));
    }

    @Test
    void everyRouteIsDescribedAndWhatIsDescribedIsThere() {
        Set<String> described = new TreeSet<>();
        DESCRIPTION.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(name -> {
                    if (!name.equals("parameters")) {
                        described.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        Set<String> served = new TreeSet<>();
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new Api(vertx, this.served.facts, Clock.systemUTC()).addTo(router);
            for (Route route : router.getRoutes()) {
                if (route.getPath() != null) {
                    String path = route.getPath().replaceAll(":(\\w+)", "{$1}");
                    for (HttpMethod method : route.methods()) {
                        (method.equals(HttpMethod.POST) && EXPANDED.containsKey(path)
                                        ? TOLD
                                        : EXPANDED.getOrDefault(path, List.of(path)))
                                .forEach(each -> served.add(method + " " + each));
                    }
                }
            }
        } finally {
            vertx.close();
        }

        assertThat(described).isEqualTo(served);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/summary, /api/summary",
        "/api/history, /api/history",
        "/api/report?from=2026-11-01, /api/report",
        "/api/breakdown?from=2026-11-01, /api/breakdown",
        "/api/slo, /api/slo",
        "/api/churn, /api/churn",
        "/api/churn?span=hour, /api/churn",
        "/api/devices/pump-7/churn, /api/devices/{clientId}/churn",
        "/api/devices?limit=1, /api/devices",
        "/api/devices/pump-7, /api/devices/{clientId}",
        "/api/devices/pump-7/events, /api/devices/{clientId}/events",
        "/api/devices/pump-7/explain, /api/devices/{clientId}/explain",
        "/api/incidents, /api/incidents",
        "/api/incidents/i1, /api/incidents/{id}",
        "/api/incidents/i1/sent, /api/incidents/{id}/sent",
        "/api/sinks, /api/sinks",
        "/api/dead-letters, /api/dead-letters",
        "/api/dead-letters/1, /api/dead-letters/{id}",
        "/api/account-check, /api/account-check",
        "/api/cluster, /api/cluster",
        "/observe/health, /observe/health",
        "/observe/health/ready, /observe/health/ready",
        "/observe/health/live, /observe/health/live"
    })
    void answersAreAsDescribed(String asked, String path) throws Exception {
        HttpResponse<String> answer = served.get(asked);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(errors(path, "get", answer)).isEmpty();
    }

    @Test
    void whatIsToldToDoIsAnsweredAsDescribed() throws Exception {
        HttpResponse<String> silence = served.post(
                "/api/silences", "{\"group\":\"plant-1\",\"for\":\"2h\",\"author\":\"mia\",\"comment\":\"switches\"}");
        assertThat(errors("/api/silences", "post", silence)).isEmpty();
        served.engine.listed.silencesOff.add(new SilenceOff(
                "old",
                Optional.of("a++"),
                Optional.empty(),
                Optional.empty(),
                Served.NOW.plusSeconds(60),
                Optional.empty(),
                Optional.empty(),
                "its pattern uses ++"));
        assertThat(errors("/api/silences", "get", served.get("/api/silences"))).isEmpty();
        assertThat(errors("/api/sinks/{name}/test", "post", served.post("/api/sinks/log/test", "")))
                .isEmpty();
        assertThat(errors("/api/sinks/{name}/enable", "post", served.post("/api/sinks/log/enable", "")))
                .isEmpty();
        assertThat(errors(
                        "/api/dead-letters/replay", "post", served.post("/api/dead-letters/replay", "{\"all\":true}")))
                .isEmpty();
        assertThat(errors(
                        "/api/devices/{clientId}/retire",
                        "post",
                        served.post("/api/devices/pump-7/retire", "{\"author\":\"mia\",\"comment\":\"scrapped\"}")))
                .isEmpty();
        assertThat(errors(
                        "/api/devices/retire",
                        "post",
                        served.post("/api/devices/retire", "{\"clients\":\"pump-.*\",\"dryRun\":\"true\"}")))
                .isEmpty();
        served.engine.listed.sinks.add(Served.sink("old", false, Optional.empty()));
        assertThat(errors("/api/sinks/{name}", "delete", served.delete("/api/sinks/old")))
                .isEmpty();
        assertThat(errors("/api/account-check", "post", served.post("/api/account-check", "")))
                .isEmpty();
        await().until(() -> served.get("/api/account-check").body().contains("done"));
        assertThat(errors("/api/account-check", "get", served.get("/api/account-check")))
                .isEmpty();
    }

    @Test
    void clusterIsAsDescribed() throws Exception {
        served.engine.cluster = () -> Optional.of(Served.cluster());

        HttpResponse<String> answer = served.get("/api/cluster");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(errors("/api/cluster", "get", answer)).isEmpty();
        assertThat(Served.json(answer).path("leader").asText()).isEqualTo("node-2");
    }

    @ParameterizedTest
    @CsvSource({"/api/devices?limit=0, 400", "/api/devices/unheard-of, 404", "/api/nothing, 404"})
    void problemsAreAsDescribed(String asked, int status) throws Exception {
        HttpResponse<String> problem = served.get(asked);

        assertThat(problem.statusCode()).isEqualTo(status);
        assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(schema("Problem").validate(Served.json(problem))).isEmpty();
    }

    @Test
    void streamIsAsDescribed() throws Exception {
        try (StreamReader reader = StreamReader.open(served, "?after=99", request -> request)) {
            served.engine.listed.logs(SampleEvents.offline("pump-7").event(), true);
            served.engine.listed.logs(
                    new Event(
                            "e2",
                            EventType.INCIDENT_OPENED,
                            "device/pump-7",
                            Served.NOW,
                            served.engine.listed.incidents.get(0)),
                    true);
            for (int i = 3; i < 300; i++) {
                served.engine.listed.logs(SampleEvents.offline("pump-7").event(), true);
            }
            Map<String, String> schemas = Map.of(
                    "hello", "Hello",
                    "summary", "Summary",
                    "reset", "Place",
                    "change", "Change",
                    "changes", "Changes",
                    "incident", "IncidentNews");
            await().untilAsserted(() -> assertThat(reader.messages)
                    .extracting(StreamReader.Message::event)
                    .contains(schemas.keySet().toArray(String[]::new)));

            for (StreamReader.Message message : reader.messages) {
                assertThat(schema(schemas.get(message.event())).validate(message.data()))
                        .as(message.event())
                        .isEmpty();
            }
        }
    }

    @Test
    void examplesAreAsDescribed() {
        List<String> wrong = new ArrayList<>();
        DESCRIPTION.at("/components/schemas").properties().forEach(entry -> {
            for (JsonNode example : entry.getValue().path("examples")) {
                schema(entry.getKey()).validate(example).forEach(error -> wrong.add(entry.getKey() + ": " + error));
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void descriptionIsValid() throws Exception {
        ParseOptions strict = new ParseOptions();
        strict.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser()
                .readContents(served.get("/api/openapi.yaml").body(), List.of(), strict);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths())
                .hasSize(DESCRIPTION.get("paths").size());
    }

    @Test
    void descriptionIsServedAndHoldsTogether() throws Exception {
        HttpResponse<String> answer = served.get("/api/openapi.yaml");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(new YAMLMapper().readTree(answer.body())).isEqualTo(DESCRIPTION);
        assertThat(DESCRIPTION.get("openapi").asText()).startsWith("3.1.");

        for (JsonNode reference : DESCRIPTION.findValues("$ref")) {
            assertThat(DESCRIPTION.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
        Set<String> ids = new HashSet<>();
        Set<String> tags = new HashSet<>(DESCRIPTION.get("tags").findValuesAsText("name"));
        DESCRIPTION.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        String name = operation.getKey() + " " + path.getKey();
                        JsonNode told = operation.getValue();
                        assertThat(ids.add(told.path("operationId").asText()))
                                .as(name)
                                .isTrue();
                        assertThat(told.path("summary").asText()).as(name).isNotBlank();
                        assertThat(tags).as(name).contains(told.at("/tags/0").asText());
                        assertThat(told.path("responses").has("default"))
                                .as(name)
                                .isTrue();
                        assertThat(parameters(path.getValue(), told, "path"))
                                .as(name)
                                .isEqualTo(inBraces(path.getKey()));
                    }
                }));
    }

    @Test
    void parametersAreThoseThatThereAre() throws Exception {
        for (String path : List.of(
                "/api/devices",
                "/api/incidents",
                "/api/dead-letters",
                "/api/fleet",
                "/api/history",
                "/api/report",
                "/api/churn",
                "/api/breakdown",
                "/api/stream")) {
            String detail =
                    Served.json(served.get(path + "?nonsense=1")).get("detail").asText();
            Set<String> allowed = new TreeSet<>(
                    List.of(detail.substring(detail.indexOf("allowed: ") + 9).split(", ")));
            JsonNode described = DESCRIPTION.get("paths").get(path);

            assertThat(parameters(described, described.get("get"), "query"))
                    .as(path)
                    .isEqualTo(allowed);
        }
    }

    private static Set<String> parameters(JsonNode path, JsonNode operation, String in) {
        Set<String> names = new TreeSet<>();
        Stream.of(path.path("parameters"), operation.path("parameters"))
                .forEach(list -> list.forEach(given -> {
                    JsonNode parameter = given.has("$ref")
                            ? DESCRIPTION.at(given.get("$ref").asText().substring(1))
                            : given;
                    if (parameter.get("in").asText().equals(in)) {
                        names.add(parameter.get("name").asText());
                    }
                }));
        return names;
    }

    private static Set<String> inBraces(String path) {
        Set<String> names = new TreeSet<>();
        for (String part : path.split("/")) {
            if (part.startsWith("{")) {
                names.add(part.substring(1, part.length() - 1));
            }
        }
        return names;
    }

    private static Set<ValidationMessage> errors(String path, String method, HttpResponse<String> answer)
            throws Exception {
        JsonNode described = DESCRIPTION
                .get("paths")
                .get(path)
                .get(method)
                .path("responses")
                .path(String.valueOf(answer.statusCode()));
        String schema =
                described.at("/content/application~1json/schema/$ref").asText().replace("#/components/schemas/", "");
        assertThat(schema).as(method + " " + path + " " + answer.statusCode()).isNotEmpty();
        return schema(schema).validate(Served.json(answer));
    }

    private static JsonSchema schema(String name) {
        ObjectNode schema = JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
        schema.set("components", DESCRIPTION.get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }
}
