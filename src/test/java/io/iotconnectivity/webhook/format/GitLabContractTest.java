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
 * @see <a href="https://docs.gitlab.com/api/issues/">Issues API</a>
 */
class GitLabContractTest {
    private static final String ISSUES = "/api/v4/projects/42/issues";

    private final Target gitLab = new Target("gitlab").option("project", "42").option("token", "glpat-7");

    @BeforeEach
    void keepIssues() {
        gitLab.answers(get(urlPathEqualTo(ISSUES)), 200, "[]");
        gitLab.answers(post(urlPathEqualTo(ISSUES)), 201, "{\"id\":900,\"iid\":7}");
        gitLab.answers(post(urlPathEqualTo(ISSUES + "/7/notes")), 201, "{\"id\":1}");
        gitLab.answers(put(urlPathEqualTo(ISSUES + "/7")), 200, "{\"iid\":7,\"state\":\"closed\"}");
    }

    @AfterEach
    void close() {
        gitLab.close();
    }

    @Test
    void incidentIsAnIssueWithNotesThatIsClosed() throws Exception {
        gitLab.post(Incident.opened());
        gitLab.post(Incident.opened().updated());
        gitLab.post(Incident.opened().resolved());

        assertThat(gitLab.lines())
                .extracting(line -> line.replaceAll("\\?.*", ""))
                .containsExactly(
                        "GET " + ISSUES,
                        "POST " + ISSUES,
                        "POST " + ISSUES + "/7/notes",
                        "PUT " + ISSUES + "/7",
                        "POST " + ISSUES + "/7/notes");
        assertThat(gitLab.requests()).allMatch(request -> "glpat-7".equals(request.getHeader("PRIVATE-TOKEN")));
        JsonNode created = gitLab.body(1);
        assertThat(created.path("title").asText()).isEqualTo("pump-7 is offline");
        assertThat(created.path("issue_type").asText()).isEqualTo("incident");
        assertThat(created.path("description").asText())
                .endsWith(gitLab.requests().get(0).queryParameter("search").firstValue());
        assertThat(gitLab.body(3).path("state_event").asText()).isEqualTo("close");
    }

    @Test
    void lostAnswerMakesNoSecondIssue() throws Exception {
        gitLab.answers(get(urlPathEqualTo(ISSUES)), 200, "[{\"iid\":7}]");

        gitLab.post(Incident.opened(), 2);

        assertThat(gitLab.lines()).hasSize(1);
        assertThat(gitLab.receipt().orElseThrow()).contains("\"iid\":7");
    }
}
