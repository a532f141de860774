package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Incoming webhooks</a>
 */
class SlackWebhookContractTest {
    private final Target slack = new Target("slack-webhook");

    @BeforeEach
    void takeMessages() {
        slack.answersAll(200, "ok");
    }

    @AfterEach
    void close() {
        slack.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hooks.slack.com/services/T0/B0/x", "https://hooks.slack-gov.com/services/T0/B0/x"})
    void addressOfAnIncomingWebhookIsKnownByItself(String url) {
        assertThat(Format.of("slack").orElseThrow().at(URI.create(url)).name()).isEqualTo("slack-webhook");
    }

    @Test
    void incidentIsAMessageForItsBeginForAnotherSeverityAndForItsEnd() throws Exception {
        slack.post(Incident.opened());
        slack.post(Incident.opened().updated());
        slack.post(Incident.opened().critical().updated());
        slack.post(Incident.opened().critical().updated());
        slack.post(Incident.opened().critical().resolved());

        assertThat(slack.lines()).containsExactly("POST /", "POST /", "POST /");
        assertThat(slack.body(0).path("text").asText()).isEqualTo("🟠 pump-7 is offline");
        assertThat(slack.body(1).path("text").asText()).startsWith("🔴");
        assertThat(slack.body(2).path("text").asText()).startsWith("✅");
    }

    @Test
    void optionPostsEveryUpdate() throws Exception {
        slack.option("updates", "true");
        slack.post(Incident.opened());
        slack.post(Incident.opened().updated());

        assertThat(slack.lines()).hasSize(2);
    }

    @Test
    void textsAreNoMarkUpAndMentionNobody() throws Exception {
        slack.post(Incident.opened().saying("<!channel> *a* @here https://evil.example", "<@U1> _b_"));

        JsonNode text = slack.body(0).at("/blocks/0/text");
        assertThat(text.path("type").asText()).isEqualTo("plain_text");
        assertThat(text.path("text").asText()).contains("&lt;!channel&gt;").doesNotContain("<", ">");
        assertThat(slack.body(0).path("text").asText()).doesNotContain("<", ">");
    }

    @Test
    void refusalsSayWhatCanBeDone() {
        slack.answersAll(404, "no_service");
        assertThatThrownBy(() -> slack.post(Incident.opened()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("no_service");

        slack.answersAll(403, "action_prohibited");
        assertThatThrownBy(() -> slack.post(Incident.opened()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("action_prohibited");

        slack.answersAll(400, "invalid_payload");
        assertThatThrownBy(() -> slack.post(Incident.opened())).isInstanceOf(Undeliverable.class);

        slack.answersAll(410, "channel_is_archived");
        assertThatThrownBy(() -> slack.post(Incident.opened()))
                .isInstanceOf(SinkGone.class)
                .hasMessageContaining("channel_is_archived");
    }
}
