package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.RetryLater;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using">Incoming
 *     webhooks</a>
 */
class TeamsContractTest {
    @AutoClose
    private final Target teams = new Target("teams");

    @BeforeEach
    void startTheWorkflow() {
        teams.answersAll(202, "");
    }

    @Test
    void openingAndResolutionAreACardEach() throws Exception {
        teams.post(Incident.opened());
        String skipped = teams.post(Incident.opened().updated()).answer();
        teams.post(Incident.opened().resolved());

        assertThat(skipped).startsWith("skipped: Teams cannot change a card");
        assertThat(teams.lines()).hasSize(2);
        JsonNode attachment = teams.body(0).at("/attachments/0");
        assertThat(teams.body(0).path("type").asText()).isEqualTo("message");
        assertThat(attachment.path("contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        assertThat(attachment.at("/content/type").asText()).isEqualTo("AdaptiveCard");
        assertThat(attachment.at("/content/body/0/inlines/0/text").asText()).isEqualTo("pump-7 is offline");
        assertThat(teams.body(1)
                        .at("/attachments/0/content/body/0/inlines/0/color")
                        .asText())
                .isEqualTo("Good");
    }

    @Test
    void updatesAreCardsToWhoWantsThem() throws Exception {
        teams.option("updates", "true");

        teams.post(Incident.opened());
        teams.post(Incident.opened().updated());

        assertThat(teams.lines()).hasSize(2);
    }

    @Test
    void nothingIsReadAsMarkdown() throws Exception {
        teams.post(Incident.opened().saying("[here](http://evil.example)", "**bold**"));

        assertThat(teams.body(0).toString())
                .doesNotContain("TextBlock\",\"text", "FactSet")
                .contains("TextRun");
        teams.body(0)
                .at("/attachments/0/content/body")
                .forEach(block -> assertThat(block.path("type").asText()).isEqualTo("RichTextBlock"));
    }

    @Test
    void failureInAnAnswerOf200IsAFailure() {
        teams.answersAll(
                200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429");
        assertThatThrownBy(() -> teams.post(Incident.opened())).isInstanceOf(RetryLater.class);

        teams.answersAll(
                200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 403");
        assertThatThrownBy(() -> teams.post(Incident.opened()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("HTTP error 403");
    }
}
