package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Undeliverable;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * @see <a href="https://docs.slack.dev/reference/methods/chat.postMessage">chat.postMessage</a>
 * @see <a href="https://docs.slack.dev/reference/methods/chat.update">chat.update</a>
 */
class SlackContractTest {
    private static final String POST = "/api/chat.postMessage";
    private static final String UPDATE = "/api/chat.update";
    private static final String POSTED =
            "{\"ok\":true,\"channel\":\"C123\",\"ts\":\"1503435956.000247\",\"message\":{}}";

    @AutoClose
    private final Target slack = new Target("slack").option("token", "xoxb-7").option("channel", "C123");

    @BeforeEach
    void takeMessages() {
        slack.answersAll(200, POSTED);
    }

    @Test
    void incidentIsOneMessageThatChangesAndAThreadThatTellsHow() throws Exception {
        slack.post(Incident.opened());
        slack.post(Incident.opened().critical().updated());
        slack.post(Incident.opened().resolved());

        assertThat(slack.lines())
                .containsExactly("POST " + POST, "POST " + UPDATE, "POST " + POST, "POST " + UPDATE, "POST " + POST);
        assertThat(slack.requests()).allMatch(request -> "Bearer xoxb-7".equals(request.getHeader("Authorization")));
        assertThat(slack.body(0).path("channel").asText()).isEqualTo("C123");
        assertThat(slack.body(0).path("text").asText()).isEqualTo("🟠 pump-7 is offline");
        assertThat(slack.body(1).path("ts").asText()).isEqualTo("1503435956.000247");
        assertThat(slack.body(2).path("thread_ts").asText()).isEqualTo("1503435956.000247");
        assertThat(slack.body(3).path("text").asText()).startsWith("✅");
    }

    @Test
    void theMessageHasAButtonOnlyIfItsClickIsHeardAndTheIncidentIsOpen() throws Exception {
        slack.post(Incident.opened());
        assertThat(slack.body(0).path("blocks")).hasSize(1);

        try (Target heard = new Target("slack")
                .option("token", "xoxb-7")
                .option("channel", "C123")
                .option("inbound", "true")) {
            heard.answersAll(200, POSTED);
            heard.post(Incident.opened());
            heard.post(Incident.opened().resolved());

            assertThat(heard.body(0).at("/blocks/1/elements/0/action_id").asText())
                    .isEqualTo("iotc_acknowledge");
            assertThat(heard.body(0).at("/blocks/1/elements/0/value").asText()).isNotEmpty();
            assertThat(heard.body(1).path("blocks")).hasSize(1);
        }
    }

    @Test
    void failureInAnAnswerOf200IsAFailure() {
        slack.answersAll(200, "{\"ok\":false,\"error\":\"ratelimited\"}");
        RetryLater later = catchThrowableOfType(RetryLater.class, () -> slack.post(Incident.opened()));
        assertThat(later.pause()).isEqualTo(Duration.ofSeconds(30));

        slack.answersAll(200, "{\"ok\":false,\"error\":\"channel_not_found\"}");
        assertThatThrownBy(() -> slack.post(Incident.opened()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("channel_not_found");

        slack.answersAll(200, "{\"ok\":false,\"error\":\"invalid_blocks\"}");
        assertThatThrownBy(() -> slack.post(Incident.opened())).isInstanceOf(Undeliverable.class);

        slack.answersAll(200, "{\"ok\":false,\"error\":\"internal_error\"}");
        assertThatThrownBy(() -> slack.post(Incident.opened())).isInstanceOf(IOException.class);

        slack.answersAll(200, "{\"ok\":false}");
        assertThatThrownBy(() -> slack.post(Incident.opened())).isInstanceOf(NotTaken.class);
    }

    @ParameterizedTest
    @CsvSource({
        "message_limit_exceeded",
        "accesslimited",
        "external_channel_migrating",
        "rate_limited",
        "team_added_to_org",
        "is_archived",
        "an_error_that_slack_has_yet_to_invent"
    })
    void whatSomebodyCanMendOrTimeHealsIsTriedAgain(String error) {
        slack.answersAll(200, "{\"ok\":false,\"error\":\"" + error + "\"}");

        assertThatThrownBy(() -> slack.post(Incident.opened())).isNotInstanceOf(Undeliverable.class);
    }

    @Test
    void rateLimitOfTheApiIsRespected() {
        slack.answers(
                any(anyUrl()),
                Target.json(429, "{\"ok\":false,\"error\":\"ratelimited\"}").withHeader("Retry-After", "7"));

        RetryLater later = catchThrowableOfType(RetryLater.class, () -> slack.post(Incident.opened()));

        assertThat(later.pause()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({"message_not_found", "edit_window_closed", "cant_update_message"})
    void messageThatCannotBeChangedIsAnsweredInItsThread(String error) throws Exception {
        slack.post(Incident.opened());
        slack.answers(post(urlEqualTo(UPDATE)), 200, "{\"ok\":false,\"error\":\"" + error + "\"}");

        slack.post(Incident.opened().resolved());

        assertThat(slack.lines()).endsWith("POST " + UPDATE, "POST " + POST);
    }

    @Test
    void textsMentionNobodyAndLinkNowhere() throws Exception {
        slack.post(Incident.opened().saying("<!channel> & <http://evil.example|ok>", "<@U1>"));

        assertThat(slack.body(0).path("text").asText())
                .endsWith("&lt;!channel&gt; &amp; &lt;http://evil.example|ok&gt;");
        assertThat(slack.body(0).at("/blocks/0/text/type").asText()).isEqualTo("plain_text");
        assertThat(slack.body(0).at("/blocks/0/text/text").asText())
                .contains("&lt;@U1&gt;")
                .doesNotContain("<");
    }
}
