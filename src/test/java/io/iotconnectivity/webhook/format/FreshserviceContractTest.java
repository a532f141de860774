package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://api.freshservice.com/#tickets">Tickets</a>
 */
class FreshserviceContractTest {
    private static final String TICKETS = "/api/v2/tickets";

    private final Target freshservice =
            new Target("freshservice").header("Authorization", "Basic abc").option("email", "ops@example.com");

    @BeforeEach
    void keepTickets() {
        freshservice.answers(get(urlPathEqualTo(TICKETS + "/filter")), 200, "{\"tickets\":[]}");
        freshservice.answers(post(urlPathEqualTo(TICKETS)), 201, "{\"ticket\":{\"id\":264}}");
        freshservice.answers(put(urlPathEqualTo(TICKETS + "/264")), 200, "{\"ticket\":{\"id\":264}}");
        freshservice.answers(post(urlPathEqualTo(TICKETS + "/264/notes")), 201, "{\"conversation\":{\"id\":1}}");
    }

    @AfterEach
    void close() {
        freshservice.close();
    }

    @Test
    void incidentIsATicketWithPrivateNotesThatIsResolved() throws Exception {
        freshservice.post(Incident.opened());
        freshservice.post(Incident.opened().critical().updated());
        freshservice.post(Incident.opened().critical().resolved());

        assertThat(freshservice.lines())
                .containsExactly(
                        "POST " + TICKETS,
                        "PUT " + TICKETS + "/264",
                        "POST " + TICKETS + "/264/notes",
                        "PUT " + TICKETS + "/264",
                        "POST " + TICKETS + "/264/notes");
        JsonNode created = freshservice.body(0);
        assertThat(created.path("subject").asText()).isEqualTo("pump-7 is offline");
        assertThat(created.path("priority").asInt()).isEqualTo(3);
        assertThat(created.path("status").asInt()).isEqualTo(2);
        assertThat(created.at("/tags/1").asText()).matches("iotc-[0-9a-f]{24}");
        assertThat(freshservice.body(1).path("priority").asInt()).isEqualTo(4);
        assertThat(freshservice.body(3).path("status").asInt()).isEqualTo(4);
        assertThat(freshservice.body(4).path("private").asBoolean()).isTrue();
    }

    @Test
    void lostAnswerMakesNoSecondTicket() throws Exception {
        freshservice.answers(get(urlPathEqualTo(TICKETS + "/filter")), 200, "{\"tickets\":[{\"id\":264}]}");

        freshservice.post(Incident.opened(), 2);

        assertThat(freshservice.requests()).hasSize(1);
        assertThat(freshservice.requests().get(0).queryParameter("query").firstValue())
                .matches("\"tag:'iotc-[0-9a-f]{24}'\"");
        assertThat(freshservice.receipt().orElseThrow()).contains("264");
    }

    @Test
    void textsAreNoHtml() throws Exception {
        freshservice.post(Incident.opened().saying("<img src=x> is offline", "a & b"));

        assertThat(freshservice.body(0).path("description").asText())
                .startsWith("&lt;img src=x&gt; is offline<br>")
                .contains("a &amp; b");
    }
}
