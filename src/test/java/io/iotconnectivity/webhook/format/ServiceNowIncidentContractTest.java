package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a
 *     href="https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html">Table
 *     API</a>
 */
class ServiceNowIncidentContractTest {
    private static final String TABLE = "/api/now/table/incident";
    private static final String RECORD = TABLE + "/9d38";
    private static final String CREATED = "{\"result\":{\"sys_id\":\"9d38\",\"number\":\"INC0010023\"}}";

    private final Target serviceNow = new Target("servicenow-incident")
            .header("Authorization", "Basic abc")
            .option("fields.assignment_group", "287e");

    @BeforeEach
    void keepIncidents() {
        serviceNow.answers(get(urlPathEqualTo(TABLE)), 200, "{\"result\":[]}");
        serviceNow.answers(post(urlPathEqualTo(TABLE)), 201, CREATED);
        serviceNow.answers(get(urlPathEqualTo(RECORD)), 200, state("2"));
        serviceNow.answers(patch(urlPathEqualTo(RECORD)), 200, state("2"));
    }

    @AfterEach
    void close() {
        serviceNow.close();
    }

    @Test
    void incidentIsOneRecordWithWorkNotesUntilItIsResolved() throws Exception {
        serviceNow.post(Incident.opened());
        serviceNow.post(Incident.opened().critical().updated());
        serviceNow.post(Incident.opened().critical().resolved());

        assertThat(serviceNow.lines())
                .extracting(line -> line.replaceAll("\\?.*", ""))
                .containsExactly(
                        "GET " + TABLE, "POST " + TABLE, "PATCH " + RECORD, "GET " + RECORD, "PATCH " + RECORD);
        JsonNode created = serviceNow.body(1);
        assertThat(created.path("short_description").asText()).isEqualTo("pump-7 is offline");
        assertThat(created.path("urgency").asText()).isEqualTo("2");
        assertThat(created.path("assignment_group").asText()).isEqualTo("287e");
        assertThat(created.path("correlation_id").asText()).matches("iotc-[0-9a-f]{32}");
        assertThat(serviceNow.lines().get(0))
                .contains(created.path("correlation_id").asText());
        assertThat(serviceNow.body(2).path("urgency").asText()).isEqualTo("1");
        assertThat(serviceNow.body(2).path("work_notes").asText()).contains("pump-7 is offline");
        JsonNode resolved = serviceNow.body(4);
        assertThat(resolved.path("state").asText()).isEqualTo("6");
        assertThat(resolved.path("close_code").asText()).isEqualTo("Solution provided");
        assertThat(resolved.path("close_notes").asText()).contains("Resolved: ");
    }

    @Test
    void lostAnswerMakesNoSecondIncident() throws Exception {
        serviceNow.answers(
                get(urlPathEqualTo(TABLE)),
                200,
                "{\"result\":[{\"sys_id\":\"9d38\",\"number\":\"INC0010023\",\"state\":\"1\"}]}");

        serviceNow.post(Incident.opened(), 2);

        assertThat(serviceNow.lines()).hasSize(1);
        assertThat(serviceNow.receipt().orElseThrow()).contains("9d38");
    }

    @Test
    void whatAPersonHasClosedStaysAsItIs() throws Exception {
        serviceNow.post(Incident.opened());
        serviceNow.answers(get(urlPathEqualTo(RECORD)), 200, state("7"));

        serviceNow.post(Incident.opened().resolved());

        assertThat(serviceNow.lines()).last().asString().startsWith("GET " + RECORD);
    }

    @Test
    void endOfWhatIsNotThereIsDelivered() throws Exception {
        serviceNow.post(Incident.opened().resolved());

        assertThat(serviceNow.lines()).hasSize(1);
    }

    @Test
    void deletedIncidentIsNotAskedForEver() throws Exception {
        serviceNow.post(Incident.opened());
        serviceNow.answers(get(urlPathEqualTo(RECORD)), 404, "{\"error\":{\"message\":\"No Record found\"}}");

        serviceNow.post(Incident.opened().resolved());

        assertThat(serviceNow.lines()).hasSize(3);
    }

    private static String state(String state) {
        return "{\"result\":{\"sys_id\":\"9d38\",\"state\":\"" + state + "\"}}";
    }
}
