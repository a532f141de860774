package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://docs.github.com/rest/issues/issues">Issues</a>
 */
class GitHubContractTest {
    private static final String ISSUES = "/repos/acme/field/issues";

    private final Target gitHub = new Target("github")
            .option("repository", "acme/field")
            .option("token", "ghp-7")
            .option("labels", "ops, night");

    @BeforeEach
    void keepIssues() {
        gitHub.answers(get(urlPathEqualTo(ISSUES)), 200, "[]");
        gitHub.answers(post(urlPathEqualTo(ISSUES)), 201, "{\"number\":7}");
        gitHub.answers(post(urlPathEqualTo(ISSUES + "/7/comments")), 201, "{\"id\":1}");
        gitHub.answers(patch(urlPathEqualTo(ISSUES + "/7")), 200, "{\"number\":7,\"state\":\"closed\"}");
    }

    @AfterEach
    void close() {
        gitHub.close();
    }

    @Test
    void incidentIsAnIssueWithCommentsThatIsClosed() throws Exception {
        gitHub.post(Incident.opened());
        gitHub.post(Incident.opened().updated());
        gitHub.post(Incident.opened().resolved());

        assertThat(gitHub.lines())
                .containsExactly(
                        "POST " + ISSUES,
                        "POST " + ISSUES + "/7/comments",
                        "PATCH " + ISSUES + "/7",
                        "POST " + ISSUES + "/7/comments");
        assertThat(gitHub.requests()).allMatch(request -> "Bearer ghp-7".equals(request.getHeader("Authorization")));
        JsonNode created = gitHub.body(0);
        assertThat(created.path("title").asText()).isEqualTo("pump-7 is offline");
        assertThat(created.path("labels"))
                .extracting(JsonNode::asText)
                .containsExactly("iot-connectivity", "night", "ops");
        assertThat(created.path("body").asText())
                .startsWith("~~~~text\npump-7 is offline")
                .containsPattern("~~~~\n\niotc-[0-9a-f]{32}$");
        assertThat(gitHub.body(2).path("state").asText()).isEqualTo("closed");
    }

    @Test
    void lostAnswerMakesNoSecondIssue() throws Exception {
        gitHub.post(Incident.opened());
        String mark = gitHub.body(0).path("body").asText().replaceAll("(?s).*(iotc-)", "$1");
        gitHub.forget();
        gitHub.answers(
                get(urlPathEqualTo(ISSUES)),
                200,
                "[{\"number\":9,\"body\":null},{\"number\":7,\"body\":\"x " + mark + "\"}]");
        gitHub.loseReceipt();

        gitHub.post(Incident.opened(), 2);

        assertThat(gitHub.lines()).singleElement().asString().startsWith("GET " + ISSUES + "?");
        assertThat(gitHub.receipt().orElseThrow()).contains("\"number\":7");
    }

    @Test
    void textsCannotLeaveTheirBlock() throws Exception {
        gitHub.post(Incident.opened().saying("@all is offline", "x\n~~~~\n@everybody"));

        assertThat(gitHub.body(0).path("body").asText().split("~~~~", -1)).hasSize(3);
    }

    @Test
    void deletedIssueIsNotAskedForEver() throws Exception {
        gitHub.post(Incident.opened());
        gitHub.answers(patch(urlPathEqualTo(ISSUES + "/7")), 410, "{\"message\":\"This issue was deleted\"}");

        gitHub.post(Incident.opened().resolved());

        assertThat(gitHub.lines()).hasSize(2);
    }

    @Test
    void repositoryHasToBeNamed() {
        assertThatThrownBy(() -> Payload.open(Format.of("github").orElseThrow(), Map.of("repository", "field")))
                .hasMessageContaining("options.repository");
    }
}
