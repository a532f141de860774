package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.Undeliverable;
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
    void issueWithoutTheTransitionGetsACommentThatItIsOver() throws Exception {
        jira.option("resolve-transition", "Finish");
        jira.post(Incident.opened());
        jira.forget();

        assertThat(jira.post(Incident.opened().resolved()).answer())
                .startsWith(
                        "issue OPS-7 has no transition to Finish; it stays open, with a comment that the incident is over");

        assertThat(paths()).containsExactly("GET " + ISSUE, "POST " + ISSUE + "/comment");
        assertThat(jira.body(1).toString())
                .contains("The incident is over. This issue has no transition to Finish, so somebody has to close it.");
    }

    @Test
    void issueThatRefusesTheTransitionGetsACommentWithJirasWords() throws Exception {
        jira.answers(
                post(urlPathEqualTo(ISSUE + "/transitions")),
                400,
                "{\"errorMessages\":[],\"errors\":{\"resolution\":\"Resolution is required\"}}");
        jira.post(Incident.opened());

        assertThat(jira.post(Incident.opened().resolved()).answer())
                .contains("refuses the transition to Done: Resolution is required");
        assertThat(paths()).endsWith("POST " + ISSUE + "/transitions", "POST " + ISSUE + "/comment");
    }

    @Test
    void resolutionIsSetWhereTheScreenAsksForOne() throws Exception {
        jira.option("resolution", "Fixed");
        jira.post(Incident.opened());
        jira.post(Incident.opened().resolved());

        assertThat(jira.body(3).at("/fields/resolution/name").asText()).isEqualTo("Fixed");
    }

    @Test
    void stubbornIssueIsTriedAgainWhileOthersGoOn() throws Exception {
        jira.post(Incident.opened());
        for (int status : new int[] {403, 404, 409, 423, 500}) {
            jira.answers(post(urlPathEqualTo(ISSUE + "/transitions")), status, "{\"errorMessages\":[\"no\"]}");

            assertThatThrownBy(() -> jira.post(Incident.opened().resolved())).isInstanceOf(NotThisOne.class);
        }
        jira.answers(post(urlPathEqualTo(ISSUE + "/transitions")), 503, "{}");
        assertThatThrownBy(() -> jira.post(Incident.opened().resolved())).isNotInstanceOf(NotThisOne.class);
    }

    @Test
    void laterAttemptWaitsOnceForTheIndexBeforeItMakesAnIssue() throws Exception {
        jira.option("index-wait", "0.1");

        jira.post(Incident.opened(), 2);

        assertThat(paths()).containsExactly("GET " + SEARCH, "GET " + SEARCH, "POST /rest/api/3/issue");
    }

    @Test
    void issueThatTheIndexKnowsAtLastIsNotMadeAgain() throws Exception {
        jira.option("index-wait", "0.1");
        jira.answers(get(urlPathEqualTo(SEARCH)).inScenario("index").willSetStateTo("behind"), 200, NONE);
        jira.answers(get(urlPathEqualTo(SEARCH)).inScenario("index").whenScenarioStateIs("behind"), 200, found("new"));

        jira.post(Incident.opened(), 2);

        assertThat(paths()).containsExactly("GET " + SEARCH, "GET " + SEARCH);
        assertThat(jira.receipt()).get().asString().contains("OPS-7");
    }

    @Test
    void endOfAnIncidentWithoutAReceiptWaitsForTheIndexToo() throws Exception {
        jira.option("index-wait", "0.1");
        jira.answers(get(urlPathEqualTo(SEARCH)).inScenario("index").willSetStateTo("behind"), 200, NONE);
        jira.answers(get(urlPathEqualTo(SEARCH)).inScenario("index").whenScenarioStateIs("behind"), 200, found("new"));

        jira.post(Incident.opened().resolved());

        assertThat(paths())
                .containsExactly(
                        "GET " + SEARCH,
                        "GET " + SEARCH,
                        "GET " + ISSUE,
                        "POST " + ISSUE + "/transitions",
                        "POST " + ISSUE + "/comment");
    }

    @Test
    void priorityAndFieldsAreSetByOptions() throws Exception {
        jira.option("priority.critical", "Highest");
        jira.option("fields.customfield_10010", "{\"value\":\"Field\"}");
        jira.option("fields.environment", "site 3");
        jira.option("fields.customfield_10011", "7");

        jira.post(Incident.opened().critical());
        jira.post(Incident.opened().id("inc-2"));

        JsonNode fields = jira.body(1).path("fields");
        assertThat(fields.at("/priority/name").asText()).isEqualTo("Highest");
        assertThat(fields.at("/customfield_10010/value").asText()).isEqualTo("Field");
        assertThat(fields.path("environment").asText()).isEqualTo("site 3");
        assertThat(fields.path("customfield_10011").asInt()).isEqualTo(7);
        assertThat(jira.change(1).path("fields").has("priority")).isFalse();
    }

    @Test
    void dataCenterIsSpokenToByVersion2AndInPlainText() throws Exception {
        jira.option("data-center", "true");
        jira.answers(get(urlPathEqualTo("/rest/api/2/search")), 200, "{\"startAt\":0,\"total\":0,\"issues\":[]}");
        jira.answers(post(urlPathEqualTo("/rest/api/2/issue")), 201, "{\"id\":\"10000\",\"key\":\"OPS-7\"}");
        jira.answers(get(urlPathEqualTo("/rest/api/2/issue/OPS-7")), 200, issue("new"));
        jira.answers(post(urlPathEqualTo("/rest/api/2/issue/OPS-7/transitions")), 204, "");
        jira.answers(post(urlPathEqualTo("/rest/api/2/issue/OPS-7/comment")), 201, "{\"id\":\"10001\"}");

        jira.post(Incident.opened());
        jira.post(Incident.opened().resolved());

        assertThat(jira.changes())
                .containsExactly(
                        "POST /rest/api/2/issue",
                        "POST /rest/api/2/issue/OPS-7/transitions",
                        "POST /rest/api/2/issue/OPS-7/comment");
        assertThat(jira.change(0).at("/fields/description").asText()).startsWith("pump-7 is offline\n");
        assertThat(jira.change(2).path("body").asText()).contains("Resolved: ");
    }

    @Test
    void issueThatCannotBeOpenedAgainIsFollowedByANewOne() throws Exception {
        jira.option("reopen-within", "24").option("reopen-transition", "Nowhere");
        jira.answers(
                get(urlPathEqualTo(SEARCH)).withQueryParam("jql", containing("statusCategory = Done")),
                200,
                found("done"));
        jira.answers(get(urlPathEqualTo(ISSUE)), 200, issue("done"));

        jira.post(Incident.opened().id("inc-2"));

        assertThat(jira.changes()).containsExactly("POST /rest/api/3/issue");
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
                        "GET " + ISSUE,
                        "PUT " + ISSUE,
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
