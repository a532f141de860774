package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.Undeliverable;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://developer.atlassian.com/cloud/jira/platform/rest/v3/">Jira Cloud platform REST API v3</a>
 */
class JiraContractTest {
    private static final String SEARCH = "/rest/api/3/search/jql";
    private static final String ISSUE = "/rest/api/3/issue/OPS-7";
    private static final String NONE = "{\"issues\":[],\"isLast\":true}";

    @AutoClose
    private final Target jira =
            new Target("jira").option("project", "OPS").header("Authorization", "Basic bWU6dG9rZW4=");

    @BeforeEach
    void anEmptyProject() {
        jira.answers(get(urlPathEqualTo(SEARCH)), 200, NONE);
        jira.answers(
                post(urlPathEqualTo("/rest/api/3/issue")), 201, "{\"id\":\"10000\",\"key\":\"OPS-7\",\"self\":\"…\"}");
        jira.answers(get(urlPathEqualTo(ISSUE)), 200, issue("new"));
        jira.answers(put(urlPathEqualTo(ISSUE)), 204, "");
        jira.answers(post(urlPathEqualTo(ISSUE + "/transitions")), 204, "");
        jira.answers(post(urlPathEqualTo(ISSUE + "/comment")), 201, "{\"id\":\"10001\"}");
    }

    @Test
    void openingSearchesByLabelAndCreates() throws Exception {
        jira.post(Incident.opened());

        assertThat(paths()).containsExactly("GET " + SEARCH, "POST /rest/api/3/issue");
        JsonNode fields = jira.body(1).path("fields");
        assertThat(fields.at("/project/key").asText()).isEqualTo("OPS");
        assertThat(fields.at("/issuetype/name").asText()).isEqualTo("Task");
        assertThat(fields.path("summary").asText()).isEqualTo("pump-7 is offline");
        assertThat(fields.at("/description/type").asText()).isEqualTo("doc");
        assertThat(fields.path("labels")).hasSize(3).allMatch(label -> !label.asText()
                .contains(" "));
        assertThat(jira.requests().get(0).queryParameter("jql").firstValue())
                .isEqualTo("labels = \"" + fields.at("/labels/1").asText() + "\"");
    }

    @Test
    void issueThatIsThereAlreadyIsNotMadeAgain() throws Exception {
        jira.answers(get(urlPathEqualTo(SEARCH)), 200, found("new"));

        jira.post(Incident.opened(), 2);
        jira.post(Incident.opened().updated());

        assertThat(paths()).containsExactly("GET " + SEARCH, "POST " + ISSUE + "/comment");
    }

    @Test
    void updateCommentsAndTheResolutionTransitions() throws Exception {
        jira.post(Incident.opened());
        jira.post(Incident.opened().updated());
        jira.post(Incident.opened().resolved());

        assertThat(paths())
                .containsExactly(
                        "GET " + SEARCH,
                        "POST /rest/api/3/issue",
                        "POST " + ISSUE + "/comment",
                        "GET " + ISSUE,
                        "POST " + ISSUE + "/transitions",
                        "POST " + ISSUE + "/comment");
        assertThat(jira.body(4).at("/transition/id").asText()).isEqualTo("31");
    }

    @Test
    void issueThatSomebodyHasClosedOrDeletedIsLeftAlone() throws Exception {
        jira.post(Incident.opened());
        jira.forget();
        jira.answers(get(urlPathEqualTo(ISSUE)), 200, issue("done"));
        jira.post(Incident.opened().resolved());
        jira.answers(get(urlPathEqualTo(ISSUE)), 404, "{\"errorMessages\":[\"Issue does not exist\"]}");
        jira.post(Incident.opened().resolved());

        assertThat(paths()).containsExactly("GET " + ISSUE, "GET " + ISSUE);
    }

    @Test
    void transitionThatThereIsNotIsNamed() throws Exception {
        jira.option("resolve-transition", "Finish");
        jira.post(Incident.opened());

        assertThatThrownBy(() -> jira.post(Incident.opened().resolved()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("OPS-7 has no transition to Finish");
    }

    @Test
    void newIncidentAboutTheSameOpensTheIssueAgainWithinTheWindow() throws Exception {
        jira.option("reopen-within", "24");
        jira.answers(
                get(urlPathEqualTo(SEARCH)).withQueryParam("jql", containing("statusCategory = Done")),
                200,
                found("done"));
        jira.answers(get(urlPathEqualTo(ISSUE)), 200, issue("done"));

        jira.post(Incident.opened().id("inc-2"));

        assertThat(paths())
                .containsExactly(
                        "GET " + SEARCH,
                        "GET " + SEARCH,
                        "PUT " + ISSUE,
                        "GET " + ISSUE,
                        "POST " + ISSUE + "/transitions",
                        "POST " + ISSUE + "/comment");
        assertThat(jira.requests().get(1).queryParameter("jql").firstValue())
                .contains("statusCategoryChangedDate >= \"-24h\"");
        assertThat(jira.body(4).at("/transition/id").asText()).isEqualTo("11");
        assertThat(jira.receipt()).get().asString().contains("OPS-7");
    }

    @Test
    void outsideTheWindowAnIssueIsMade() throws Exception {
        jira.option("reopen-within", "24");

        jira.post(Incident.opened());

        assertThat(paths()).containsExactly("GET " + SEARCH, "GET " + SEARCH, "POST /rest/api/3/issue");
    }

    @Test
    void refusedIssueIsADeadLetterWithJirasWords() {
        jira.answers(
                post(urlPathEqualTo("/rest/api/3/issue")),
                400,
                "{\"errorMessages\":[],\"errors\":{\"project\":\"valid project is required\"}}");

        assertThatThrownBy(() -> jira.post(Incident.opened()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("valid project is required");
    }

    private List<String> paths() {
        return jira.lines().stream().map(line -> line.split("\\?")[0]).toList();
    }

    private static String issue(String category) {
        return "{\"key\":\"OPS-7\",\"fields\":{\"status\":{\"name\":\"…\",\"statusCategory\":{\"key\":\"" + category
                + "\"}}},\"transitions\":[{\"id\":\"11\",\"name\":\"Back\",\"to\":{\"name\":\"To Do\"}},"
                + "{\"id\":\"31\",\"name\":\"done\",\"to\":{\"name\":\"Done\"}}]}";
    }

    private static String found(String category) {
        return "{\"issues\":[" + issue(category) + "],\"isLast\":true}";
    }
}
