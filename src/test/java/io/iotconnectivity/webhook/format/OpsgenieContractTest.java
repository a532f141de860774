package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.NotTaken;
import io.iotconnectivity.engine.RetryLater;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://docs.opsgenie.com/docs/alert-api">Alert API</a>
 */
class OpsgenieContractTest {
    private static final String QUEUED =
            "{\"result\":\"Request will be processed\",\"took\":0.302,\"requestId\":\"43a29c5c-3dbf-4fa4\"}";

    @AutoClose
    private final Target opsgenie =
            new Target("opsgenie").option("api-key", "k3y").option("team", "field");

    @BeforeEach
    void queueRequests() {
        opsgenie.answersAll(202, QUEUED);
    }

    @Test
    void openingCreatesAnAlertWithTheIncidentAsItsAlias() throws Exception {
        opsgenie.post(Incident.opened());

        assertThat(opsgenie.lines()).containsExactly("POST /v2/alerts");
        assertThat(opsgenie.requests().get(0).getHeader("Authorization")).isEqualTo("GenieKey k3y");
        JsonNode alert = opsgenie.body(0);
        assertThat(alert.path("alias").asText()).isEqualTo("inc-1");
        assertThat(alert.path("message").asText()).isEqualTo("pump-7 is offline");
        assertThat(alert.path("priority").asText()).isEqualTo("P3");
        assertThat(alert.at("/responders/0/name").asText()).isEqualTo("field");
        assertThat(opsgenie.receipt()).get().asString().contains("43a29c5c-3dbf-4fa4");
    }

    @Test
    void updateIsANoteAndAPriorityOnlyIfThatHasChanged() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.post(Incident.opened().updated());
        opsgenie.post(Incident.opened().critical().updated());
        opsgenie.post(Incident.opened().critical().updated());

        assertThat(opsgenie.lines())
                .containsExactly(
                        "POST /v2/alerts",
                        "POST /v2/alerts/inc-1/notes?identifierType=alias",
                        "POST /v2/alerts/inc-1/notes?identifierType=alias",
                        "PUT /v2/alerts/inc-1/priority?identifierType=alias",
                        "POST /v2/alerts/inc-1/notes?identifierType=alias");
        assertThat(opsgenie.body(3).path("priority").asText()).isEqualTo("P1");
    }

    @Test
    void resolutionClosesByAlias() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.post(Incident.opened().resolved());

        assertThat(opsgenie.lines()).endsWith("POST /v2/alerts/inc-1/close?identifierType=alias");
        assertThat(opsgenie.body(1).path("note").asText()).contains("Resolved: 2026-11-23T14:00:00");
    }

    @Test
    void repeatedOpeningHasTheSameAlias() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.post(Incident.opened(), 2);

        assertThat(opsgenie.body(1).path("alias")).isEqualTo(opsgenie.body(0).path("alias"));
    }

    @Test
    void alertThatIsGoneNeedsNoClosing() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.answers(post(urlPathEqualTo("/v2/alerts/inc-1/close")), 404, "{\"message\":\"Alert does not exist\"}");

        assertThat(opsgenie.post(Incident.opened().resolved()).answer()).startsWith("404");
    }

    @Test
    void idThatIsNoSegmentOfAPathIsStoodForByItsDigest() throws Exception {
        opsgenie.post(Incident.opened().id("a/../b?c#d"));
        opsgenie.post(Incident.opened().id("a/../b?c#d").resolved());

        String alias = opsgenie.body(0).path("alias").asText();
        assertThat(alias).matches("[0-9a-f]{32}");
        assertThat(opsgenie.lines()).endsWith("POST /v2/alerts/" + alias + "/close?identifierType=alias");
    }

    @Test
    void rateLimitAndWrongKeyAreTriedAgain() {
        opsgenie.answers(any(anyUrl()), aResponse().withStatus(429).withHeader("Retry-After", "2"));
        assertThatThrownBy(() -> opsgenie.post(Incident.opened())).isInstanceOf(RetryLater.class);

        opsgenie.answersAll(401, "{\"message\":\"Could not authenticate\"}");
        assertThatThrownBy(() -> opsgenie.post(Incident.opened())).isInstanceOf(NotTaken.class);
    }
}
