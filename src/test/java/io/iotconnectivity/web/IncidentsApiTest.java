package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.Telling;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Hours;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentsApiTest {
    @AutoClose
    private final Served served = Served.start();

    @Test
    void incidentsHaveTheFieldsOfTheirEvents() throws Exception {
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));

        JsonNode page = Served.json(served.get("/api/incidents?status=OPEN&kind=device&limit=5&after=I9"));

        assertThat(page.get("total").asLong()).isEqualTo(1);
        JsonNode incident = page.get("items").get(0);
        assertThat(incident.get("incidentId").asText()).isEqualTo("I1");
        assertThat(incident.get("kind").asText()).isEqualTo("device");
        assertThat(incident.get("status").asText()).isEqualTo("open");
        assertThat(incident.get("severity").asText()).isEqualTo("warning");
        assertThat(incident.get("openedAt").asText()).isEqualTo("2026-11-23T14:02:41Z");
        assertThat(incident.has("resolvedAt")).isFalse();
        assertThat(served.engine.listed.incidentsAsked)
                .isEqualTo(new IncidentQuery(
                        Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.DEVICE), Optional.of("I9")));
    }

    @Test
    void theRouteOfAnIncidentSaysWhichSinksAreToldAndWhy() throws Exception {
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));
        for (String sink : List.of("webhook-desk", "webhook-duty", "webhook-lost", "webhook-night", "webhook-now")) {
            served.engine.listed.sinks.add(Served.sink(sink, true, Optional.empty()));
        }
        served.engine.listed.sinks.add(Served.sink("webhook-off", false, Optional.empty()));
        served.engine.listed.sent.add(sent("webhook-desk", Sent.Result.DELIVERED));
        served.engine.listed.sent.add(sent("webhook-lost", Sent.Result.LOST));
        served.wants = sink ->
                EventFilter.of(List.of("incident.*"), sink.equals("webhook-duty") ? Severity.CRITICAL : Severity.INFO);
        served.telling = sink -> switch (sink) {
            case "webhook-night" -> new Telling(Optional.of(Hours.of("20:00-06:00")), Optional.empty());
            case "webhook-desk" -> new Telling(Optional.empty(), Optional.of(Duration.ofHours(4)));
            default -> Telling.AT_ONCE;
        };

        JsonNode route = Served.json(served.get("/api/incidents/I1/route"));

        assertThat(route.get("items"))
                .extracting(
                        row -> row.get("sink").asText() + " " + row.get("told").asText())
                .containsExactly(
                        "webhook-desk yes",
                        "webhook-duty no",
                        "webhook-lost no",
                        "webhook-night later",
                        "webhook-now now",
                        "webhook-off no");
        assertThat(route.at("/items/0/at").asText()).isEqualTo("2026-11-23T14:02:41Z");
        assertThat(route.at("/items/0/reminder").asText()).isEqualTo("2026-11-23T18:02:41Z");
        assertThat(route.at("/items/1/why").asText())
                .isEqualTo("its severity is warning, and the sink wants critical or more");
        assertThat(route.at("/items/2/why").asText()).isEqualTo("it could not be delivered and is a dead letter: no");
        assertThat(route.at("/items/3/at").asText()).isEqualTo("2026-11-23T20:00:00Z");
        assertThat(route.at("/items/5/why").asText()).isEqualTo("the sink is off");
        assertThat(served.engine.addressed).isEmpty();
        assertThat(served.get("/api/incidents/I2/route").statusCode()).isEqualTo(404);
    }

    private static Sent sent(String sink, Sent.Result result) {
        return new Sent(
                sink,
                "e1",
                EventType.INCIDENT_OPENED,
                "device/pump-7",
                Optional.of("I1"),
                Served.NOW,
                1,
                result,
                Optional.of(result == Sent.Result.LOST ? "no" : "202"));
    }

    @Test
    void whoTakesCareOfAnIncidentIsNoted() throws Exception {
        served.engine.openForNotes.add("I1");

        var noted = served.post(
                "/api/incidents/I1/notes",
                "{\"kind\":\"assign\",\"author\":\"ada\",\"assignee\":\"bob\",\"text\":\"on\\nsite\"}");

        assertThat(noted.statusCode()).isEqualTo(201);
        assertThat(Served.json(noted).get("kind").asText()).isEqualTo("assign");
        assertThat(served.engine.notes)
                .singleElement()
                .extracting(Note::sentence)
                .isEqualTo("ada assigned it to bob: on site");
        assertThat(served.post("/api/incidents/I2/notes", "{\"kind\":\"acknowledge\",\"author\":\"ada\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind | {\"author\":\"ada\"}",
                "kind | {\"kind\":\"close\",\"author\":\"ada\"}",
                "kind | {\"kind\":\"resolve\",\"author\":\"ada\"}",
                "author | {\"kind\":\"acknowledge\",\"author\":\" \"}",
                "assignee | {\"kind\":\"assign\",\"author\":\"ada\"}",
                "assignee | {\"kind\":\"comment\",\"author\":\"ada\",\"text\":\"x\",\"assignee\":\"bob\"}",
                "text | {\"kind\":\"comment\",\"author\":\"ada\"}"
            })
    void aNoteThatSaysTooLittleIsRefusedWithTheField(String field, String body) throws Exception {
        var refused = served.post("/api/incidents/I1/notes", body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Served.json(refused).get("field").asText()).isEqualTo(field);
        assertThat(served.engine.notes).isEmpty();
    }

    @Test
    void oneIncidentIsToldWithWhoWasToldOfIt() throws Exception {
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));
        served.engine.listed.sent.add(sent("I1", Sent.Result.DELIVERED, Optional.of("HTTP 202")));
        served.engine.listed.sent.add(sent("I2", Sent.Result.LOST, Optional.empty()));

        JsonNode incident = Served.json(served.get("/api/incidents/I1"));

        assertThat(incident.get("incidentId").asText()).isEqualTo("I1");
        assertThat(incident.get("sent")).hasSize(1);
        JsonNode sent = incident.get("sent").get(0);
        assertThat(sent.get("sink").asText()).isEqualTo("webhook-desk");
        assertThat(sent.get("type").asText()).isEqualTo("incident.opened");
        assertThat(sent.get("result").asText()).isEqualTo("delivered");
        assertThat(sent.get("answer").asText()).isEqualTo("HTTP 202");
        assertThat(Served.json(served.get("/api/incidents/I2/sent"))
                        .at("/items/0/result")
                        .asText())
                .isEqualTo("lost");
        assertThat(served.get("/api/incidents/I2").statusCode()).isEqualTo(404);
    }

    @Test
    void summaryCountsOpenIncidentsAndTheSilencesThatHold() throws Exception {
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));
        served.engine.listed.incidents.add(Served.incident("I2", IncidentKind.DEVICE, Severity.CRITICAL));
        served.engine.listed.incidents.add(Served.incident("I3", IncidentKind.GROUP, Severity.CRITICAL));
        served.engine.listed.silences.add(silence(Served.NOW, Served.NOW.plusSeconds(1)));
        served.engine.listed.silences.add(silence(Served.NOW.plusSeconds(1), Served.NOW.plusSeconds(2)));

        JsonNode summary = Served.json(served.get("/api/summary"));

        assertThat(summary.get("incidents").toString())
                .isEqualTo("{\"open\":3,\"byKind\":{\"device\":2,\"group\":1},"
                        + "\"bySeverity\":{\"warning\":1,\"critical\":2}}");
        assertThat(summary.get("silences").asLong()).isEqualTo(1);
        assertThat(served.engine.listed.incidentsAsked.status()).contains(IncidentStatus.OPEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/incidents?status=closed | status | write open or resolved",
                "/api/incidents?kind=devices | kind | 'devices' is not a kind",
                "/api/incidents?limit=1001 | limit | from 1 to 1000",
            })
    void whatIsNotUnderstoodIsNamed(String path, String field, String words) throws Exception {
        JsonNode problem = Served.json(served.get(path));

        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("field").asText()).isEqualTo(field);
        assertThat(problem.get("detail").asText()).contains(words);
    }

    private static Silence silence(Instant from, Instant until) {
        return new Silence("s", Optional.of(ClientPattern.of(".*")), Optional.empty(), from, until, "anna", "move");
    }

    private static Sent sent(String incidentId, Sent.Result result, Optional<String> answer) {
        return new Sent(
                "webhook-desk",
                "E1",
                EventType.INCIDENT_OPENED,
                "device/pump-7",
                Optional.of(incidentId),
                Served.NOW,
                1,
                result,
                answer);
    }
}
