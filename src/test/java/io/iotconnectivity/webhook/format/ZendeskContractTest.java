package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.Undeliverable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/">Tickets</a>
 */
class ZendeskContractTest {
    private static final String TICKETS = "/api/v2/tickets";

    private final Target zendesk =
            new Target("zendesk").header("Authorization", "Basic abc").option("group-id", "77");

    @BeforeEach
    void keepTickets() {
        zendesk.answers(get(urlPathEqualTo(TICKETS)), 200, "{\"tickets\":[],\"count\":0}");
        zendesk.answers(post(urlPathEqualTo(TICKETS)), 201, "{\"ticket\":{\"id\":35436}}");
        zendesk.answers(put(urlPathEqualTo(TICKETS + "/35436")), 200, "{\"ticket\":{\"id\":35436}}");
    }

    @AfterEach
    void close() {
        zendesk.close();
    }

    @Test
    void incidentIsATicketWithInternalCommentsThatIsSolved() throws Exception {
        zendesk.post(Incident.opened());
        zendesk.post(Incident.opened().critical().updated());
        zendesk.post(Incident.opened().critical().resolved());

        JsonNode created = zendesk.body(1).path("ticket");
        assertThat(created.path("subject").asText()).isEqualTo("pump-7 is offline");
        assertThat(created.path("priority").asText()).isEqualTo("high");
        assertThat(created.path("group_id").asLong()).isEqualTo(77);
        assertThat(created.at("/comment/public").asBoolean(true)).isFalse();
        assertThat(created.path("external_id").asText())
                .isEqualTo(
                        zendesk.requests().get(0).queryParameter("external_id").firstValue())
                .isEqualTo(zendesk.requests().get(1).getHeader("Idempotency-Key"));
        assertThat(zendesk.lines()).endsWith("PUT " + TICKETS + "/35436", "PUT " + TICKETS + "/35436");
        assertThat(zendesk.body(2).at("/ticket/priority").asText()).isEqualTo("urgent");
        assertThat(zendesk.body(3).at("/ticket/status").asText()).isEqualTo("solved");
        assertThat(zendesk.body(3).at("/ticket/comment/body").asText()).contains("Resolved: ");
    }

    @Test
    void lostAnswerMakesNoSecondTicket() throws Exception {
        zendesk.answers(get(urlPathEqualTo(TICKETS)), 200, "{\"tickets\":[{\"id\":35436}]}");

        zendesk.post(Incident.opened(), 2);

        assertThat(zendesk.lines()).hasSize(1);
        assertThat(zendesk.receipt().orElseThrow()).contains("35436");
    }

    @Test
    void closedTicketTakesNoUpdateAndAnotherRefusalIsADeadLetter() throws Exception {
        zendesk.post(Incident.opened());
        zendesk.answers(
                put(urlPathEqualTo(TICKETS + "/35436")),
                422,
                "{\"error\":\"RecordInvalid\",\"details\":{\"status\":[{\"description\":\"Status: closed prevents ticket update\"}]}}");
        zendesk.post(Incident.opened().resolved());

        zendesk.answers(
                put(urlPathEqualTo(TICKETS + "/35436")),
                422,
                "{\"error\":\"RecordInvalid\",\"description\":\"Type: is needed\"}");
        assertThatThrownBy(() -> zendesk.post(Incident.opened().resolved()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("Type: is needed");
    }
}
