package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.RetryLater;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://core.telegram.org/bots/api#sendmessage">Bot API</a>
 */
class TelegramContractTest {
    private static final String SEND = "/bot123:AbC/sendMessage";
    private static final String EDIT = "/bot123:AbC/editMessageText";

    private final Target telegram =
            new Target("telegram").option("token", "123:AbC").option("chat-id", "-1001");

    @BeforeEach
    void takeMessages() {
        telegram.answersAll(200, "{\"ok\":true,\"result\":{\"message_id\":55}}");
    }

    @AfterEach
    void close() {
        telegram.close();
    }

    @Test
    void incidentIsAMessageThatChangesWithRepliesThatTellHow() throws Exception {
        telegram.post(Incident.opened());
        telegram.post(Incident.opened().resolved());

        assertThat(telegram.lines()).containsExactly("POST " + SEND, "POST " + EDIT, "POST " + SEND);
        assertThat(telegram.body(0).path("chat_id").asText()).isEqualTo("-1001");
        assertThat(telegram.body(0).path("text").asText())
                .startsWith("🟠 <pre>pump-7 is offline\n")
                .endsWith("</pre>");
        assertThat(telegram.body(1).path("message_id").asInt()).isEqualTo(55);
        assertThat(telegram.body(2).at("/reply_parameters/message_id").asInt()).isEqualTo(55);
    }

    @Test
    void messageThatCannotBeChangedIsAnsweredAllTheSame() throws Exception {
        telegram.post(Incident.opened());
        telegram.answers(
                post(urlPathEqualTo(EDIT)),
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: message can't be edited\"}");

        telegram.post(Incident.opened().resolved());

        assertThat(telegram.lines()).endsWith("POST " + EDIT, "POST " + SEND);
    }

    @Test
    void rateLimitIsRespectedAndNoMessageShowsTheToken() {
        telegram.answersAll(
                429,
                "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 7\",\"parameters\":{\"retry_after\":7}}");
        RetryLater later = catchThrowableOfType(RetryLater.class, () -> telegram.post(Incident.opened()));
        assertThat(later.pause()).isEqualTo(Duration.ofSeconds(7));

        telegram.answersAll(403, "{\"ok\":false,\"description\":\"Forbidden: bot 123:AbC was kicked\"}");
        assertThatThrownBy(() -> telegram.post(Incident.opened()))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("was kicked")
                .hasMessageNotContaining("AbC");

        telegram.answersAll(400, "{\"ok\":false,\"description\":\"Bad Request: chat not found\"}");
        assertThatThrownBy(() -> telegram.post(Incident.opened())).hasMessageContaining("chat not found");
    }

    @Test
    void textsAreNoMarkUp() throws Exception {
        telegram.post(Incident.opened().saying("</pre>@all is offline", "a & b"));

        assertThat(telegram.body(0).path("text").asText())
                .contains("&lt;/pre&gt;@all is offline", "a &amp; b")
                .containsOnlyOnce("</pre>");
    }
}
