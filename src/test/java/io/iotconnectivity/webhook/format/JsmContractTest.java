package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.NotThisOne;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events/">Integration
 *     events</a>
 * @see <a href="https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v2/api-group-alerts/">Alerts</a>
 */
class JsmContractTest {
    private static final String QUEUED =
            "{\"result\":\"Request will be processed\",\"took\":0.0,\"requestId\":\"request-1\"}";
    private static final String CARRIED_OUT = "{\"data\":{\"success\":true,\"action\":\"Create\",\"isSuccess\":true,"
            + "\"status\":\"Created alert\",\"alertId\":\"alert-9\",\"alias\":\"inc-1\"}}";
    private static final String ALIAS = "/jsm/ops/api/cloud-1/v1/alerts/alias";

    @AutoClose
    private final Target jsm = new Target("jsm");

    @BeforeEach
    void queueRequests() {
        jsm.answersAll(202, QUEUED);
        jsm.answers(get(urlPathMatching(".*/alerts/requests/request-1")), 200, CARRIED_OUT);
    }

    @Test
    void withTheKeyOfAnIntegrationAlertsAreCreatedAndClosedByAlias() throws Exception {
        jsm.option("api-key", "k3y");

        jsm.post(Incident.opened());
        jsm.post(Incident.opened().updated());
        jsm.post(Incident.opened().resolved());

        assertThat(jsm.changes())
                .containsExactly(
                        "POST /jsm/ops/integration/v2/alerts",
                        "POST /jsm/ops/integration/v2/alerts/inc-1/notes?identifierType=alias",
                        "POST /jsm/ops/integration/v2/alerts/inc-1/close?identifierType=alias");
        assertThat(jsm.requests()).allMatch(request -> "GenieKey k3y".equals(request.getHeader("Authorization")));
        assertThat(jsm.body(0).path("alias").asText()).isEqualTo("inc-1");
    }

    @Test
    void withASiteTheAlertIsClosedByTheIdThatItsCreationGave() throws Exception {
        jsm.option("cloud-id", "cloud-1").header("Authorization", "Basic abc");

        jsm.post(Incident.opened());
        jsm.post(Incident.opened().resolved());

        assertThat(jsm.lines())
                .containsExactly(
                        "POST /jsm/ops/api/cloud-1/v1/alerts",
                        "GET /jsm/ops/api/cloud-1/v1/alerts/requests/request-1",
                        "POST /jsm/ops/api/cloud-1/v1/alerts/alert-9/close",
                        "GET /jsm/ops/api/cloud-1/v1/alerts/requests/request-1");
        assertThat(jsm.requests()).allMatch(request -> "Basic abc".equals(request.getHeader("Authorization")));
    }

    @Test
    void withASiteAnAlertWhoseIdIsNotKnownIsFoundByAlias() throws Exception {
        jsm.option("cloud-id", "cloud-1");
        jsm.answers(get(urlPathEqualTo(ALIAS)), 200, "{\"id\":\"alert-8\",\"alias\":\"inc-1\",\"status\":\"open\"}");

        jsm.post(Incident.opened().resolved());

        assertThat(jsm.lines())
                .startsWith("GET " + ALIAS + "?alias=inc-1", "POST /jsm/ops/api/cloud-1/v1/alerts/alert-8/close");
    }

    @Test
    void alertThatIsStillQueuedIsWaitedForAndThenGivenUp() throws Exception {
        jsm.option("cloud-id", "cloud-1");
        jsm.answers(get(urlPathEqualTo(ALIAS)), 404, "{\"message\":\"Alert does not exist\"}");

        assertThatThrownBy(() -> jsm.post(Incident.opened().resolved())).isInstanceOf(NotThisOne.class);
        assertThat(jsm.post(Incident.opened().resolved(), 5).answer())
                .startsWith("Jira Service Management has no alert for the incident");
    }
}
