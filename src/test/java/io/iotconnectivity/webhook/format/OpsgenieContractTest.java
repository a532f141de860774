package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.RetryLater;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://docs.opsgenie.com/docs/alert-api">Alert API</a>
 */
class OpsgenieContractTest {
    private static final String QUEUED =
            "{\"result\":\"Request will be processed\",\"took\":0.302,\"requestId\":\"43a29c5c-3dbf-4fa4\"}";

    private static final String LOOK_UP = "/v2/alerts/requests/43a29c5c-3dbf-4fa4";

    @AutoClose
    private final Target opsgenie =
            new Target("opsgenie").option("api-key", "k3y").option("team", "field");

    @BeforeEach
    void queueRequests() {
        opsgenie.answersAll(202, QUEUED);
        opsgenie.answers(get(urlPathEqualTo(LOOK_UP)), 200, outcome(true, "Created alert"));
    }

    private static String outcome(boolean isSuccess, String status) {
        return "{\"data\":{\"success\":" + isSuccess + ",\"action\":\"Create\",\"isSuccess\":" + isSuccess
                + ",\"status\":\"" + status + "\",\"alertId\":\"\"},\"took\":0.02,\"requestId\":\"ec7e1d8e\"}";
    }

    @Test
    void openingCreatesAnAlertWithTheIncidentAsItsAlias() throws Exception {
        opsgenie.post(Incident.opened());

        assertThat(opsgenie.lines()).containsExactly("POST /v2/alerts", "GET " + LOOK_UP);
        assertThat(opsgenie.requests()).allMatch(request -> "GenieKey k3y".equals(request.getHeader("Authorization")));
        JsonNode alert = opsgenie.body(0);
        assertThat(alert.path("alias").asText()).isEqualTo("inc-1");
        assertThat(alert.path("message").asText()).isEqualTo("pump-7 is offline");
        assertThat(alert.path("priority").asText()).isEqualTo("P3");
        assertThat(alert.at("/responders/0/name").asText()).isEqualTo("field");
    }

    @Test
    void updateIsANoteAndAPriorityOnlyIfThatHasChanged() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.post(Incident.opened().updated());
        opsgenie.post(Incident.opened().critical().updated());
        opsgenie.post(Incident.opened().critical().updated());

        assertThat(opsgenie.changes())
                .containsExactly(
                        "POST /v2/alerts",
                        "POST /v2/alerts/inc-1/notes?identifierType=alias",
                        "POST /v2/alerts/inc-1/notes?identifierType=alias",
                        "PUT /v2/alerts/inc-1/priority?identifierType=alias",
                        "POST /v2/alerts/inc-1/notes?identifierType=alias");
        assertThat(opsgenie.change(3).path("priority").asText()).isEqualTo("P1");
    }

    @Test
    void resolutionClosesByAlias() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.post(Incident.opened().resolved());

        assertThat(opsgenie.changes()).endsWith("POST /v2/alerts/inc-1/close?identifierType=alias");
        assertThat(opsgenie.change(1).path("note").asText()).contains("Resolved: 2026-11-23T14:00:00");
    }

    @Test
    void repeatedOpeningHasTheSameAlias() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.post(Incident.opened(), 2);

        assertThat(opsgenie.change(1).path("alias")).isEqualTo(opsgenie.body(0).path("alias"));
    }

    @Test
    void alertThatIsGoneNeedsNoClosing() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.answers(post(urlPathEqualTo("/v2/alerts/inc-1/close")), 404, "{\"message\":\"Alert does not exist\"}");

        assertThat(opsgenie.post(Incident.opened().resolved()).answer())
                .isEqualTo(
                        "Opsgenie no longer has an open alert for the incident: Alert does not exist; it answered 404:"
                                + " {\"message\":\"Alert does not exist\"}");
    }

    @Test
    void requestThatIsStillQueuedIsLookedUpAgain() throws Exception {
        opsgenie.answers(
                get(urlPathEqualTo(LOOK_UP)).inScenario("queue").willSetStateTo("carried out"),
                404,
                "{\"message\":\"Request not found. It might not be processed, yet.\"}");
        opsgenie.answers(
                get(urlPathEqualTo(LOOK_UP)).inScenario("queue").whenScenarioStateIs("carried out"),
                200,
                outcome(true, "Created alert"));

        opsgenie.post(Incident.opened());

        assertThat(opsgenie.lines()).containsExactly("POST /v2/alerts", "GET " + LOOK_UP, "GET " + LOOK_UP);
    }

    @Test
    void requestThatIsQueuedForLongIsMadeAgain() {
        opsgenie.option("look-ups", "1");
        opsgenie.answers(get(urlPathEqualTo(LOOK_UP)), 404, "{\"message\":\"Request not found\"}");

        assertThatThrownBy(() -> opsgenie.post(Incident.opened()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not say in time that it was carried out");
    }

    @Test
    void alertThatOpsgenieDidNotCreateAfterAllIsTriedAgainWithItsReasonWhileOthersGoOn() {
        opsgenie.answers(get(urlPathEqualTo(LOOK_UP)), 200, outcome(false, "Alert message is empty"));

        assertThatThrownBy(() -> opsgenie.post(Incident.opened()))
                .isInstanceOf(NotThisOne.class)
                .hasMessageContaining("Opsgenie says: Alert message is empty");
    }

    @Test
    void closingAnAlertThatSomebodyHasClosedIsDelivered() throws Exception {
        opsgenie.post(Incident.opened());
        opsgenie.answers(get(urlPathEqualTo(LOOK_UP)), 200, outcome(false, "Alert does not exist"));

        assertThat(opsgenie.post(Incident.opened().resolved()).answer())
                .startsWith("Opsgenie no longer has an open alert");
    }

    @Test
    void closingAnAlertWhoseCreationMayBeQueuedIsTriedAgain() throws Exception {
        opsgenie.answers(get(urlPathEqualTo(LOOK_UP)), 200, outcome(false, "Alert does not exist"));

        assertThatThrownBy(() -> opsgenie.post(Incident.opened().resolved())).isInstanceOf(NotThisOne.class);
        assertThat(opsgenie.post(Incident.opened().resolved(), 3).answer())
                .startsWith("Opsgenie no longer has an open alert");
    }

    @Test
    void keyThatMayNotReadHasToBelieveThatTheRequestWasTaken() throws Exception {
        opsgenie.answers(get(urlPathEqualTo(LOOK_UP)), 403, "{\"message\":\"You are not authorized\"}");

        opsgenie.post(Incident.opened());

        assertThat(opsgenie.lines()).hasSize(2);
    }

    @Test
    void idThatIsNoSegmentOfAPathIsStoodForByItsDigest() throws Exception {
        opsgenie.post(Incident.opened().id("a/../b?c#d"));
        opsgenie.post(Incident.opened().id("a/../b?c#d").resolved());

        String alias = opsgenie.body(0).path("alias").asText();
        assertThat(alias).matches("[0-9a-f]{32}");
        assertThat(opsgenie.changes()).endsWith("POST /v2/alerts/" + alias + "/close?identifierType=alias");
    }

    @Test
    void rateLimitAndWrongKeyAreTriedAgain() {
        opsgenie.answers(any(anyUrl()), aResponse().withStatus(429).withHeader("Retry-After", "2"));
        assertThatThrownBy(() -> opsgenie.post(Incident.opened())).isInstanceOf(RetryLater.class);

        opsgenie.answersAll(401, "{\"message\":\"Could not authenticate\"}");
        assertThatThrownBy(() -> opsgenie.post(Incident.opened())).isInstanceOf(NotTaken.class);
    }
}
