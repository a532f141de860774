package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The first thing that a target hears of an incident opens its ticket, also where that is an update. */
class FirstWordTest {
    private static final String CARRIED_OUT =
            "{\"data\":{\"isSuccess\":true,\"status\":\"Created alert\",\"alertId\":\"alert-9\"}}";
    private static final String QUEUED =
            "{\"result\":\"Request will be processed\",\"took\":0.3,\"requestId\":\"r-1\"}";

    @Test
    void ofOpsgenieCreatesTheAlert() throws Exception {
        try (Target opsgenie = new Target("opsgenie").option("api-key", "k3y")) {
            opsgenie.answersAll(202, QUEUED);
            opsgenie.answers(get(anyUrl()), 200, CARRIED_OUT);

            opsgenie.post(Incident.opened().critical().updated());

            assertThat(opsgenie.lines()).first().isEqualTo("POST /v2/alerts");
        }
    }

    @Test
    void ofJiraServiceManagementCreatesTheAlertByKeyAndBySite() throws Exception {
        try (Target byKey = new Target("jsm").option("api-key", "k3y");
                Target bySite = new Target("jsm").option("cloud-id", "cloud-1")) {
            byKey.answersAll(202, QUEUED);
            bySite.answersAll(202, QUEUED);
            byKey.answers(get(anyUrl()), 200, CARRIED_OUT);
            bySite.answers(get(anyUrl()), 200, CARRIED_OUT);

            byKey.post(Incident.opened().critical().updated());
            bySite.post(Incident.opened().critical().updated());

            assertThat(byKey.lines()).first().isEqualTo("POST /jsm/ops/integration/v2/alerts");
            assertThat(bySite.lines()).first().isEqualTo("POST /jsm/ops/api/cloud-1/v1/alerts");
        }
    }

    @Test
    void ofJiraCreatesTheIssueAndTheNextIsAComment() throws Exception {
        try (Target jira = new Target("jira").option("project", "OPS").option("index-wait", "0.1")) {
            jira.answers(get(urlPathEqualTo("/rest/api/3/search/jql")), 200, "{\"issues\":[],\"isLast\":true}");
            jira.answers(post(urlPathEqualTo("/rest/api/3/issue")), 201, "{\"id\":\"10000\",\"key\":\"OPS-7\"}");
            jira.answers(post(urlPathEqualTo("/rest/api/3/issue/OPS-7/comment")), 201, "{\"id\":\"10001\"}");

            jira.post(Incident.opened().critical().updated());
            jira.post(Incident.opened().critical().updated());

            assertThat(jira.lines()).endsWith("POST /rest/api/3/issue", "POST /rest/api/3/issue/OPS-7/comment");
        }
    }

    @Test
    void ofTeamsIsACardAndTheNextIsNone() throws Exception {
        try (Target teams = new Target("teams")) {
            teams.answersAll(202, "");

            teams.post(Incident.opened().critical().updated());
            String skipped = teams.post(Incident.opened().critical().updated()).answer();

            assertThat(teams.lines()).hasSize(1);
            assertThat(skipped).startsWith("skipped");
        }
    }
}
