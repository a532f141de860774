package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Targets that can be posted to and no more.
 *
 * @see <a href="https://developers.mattermost.com/integrate/webhooks/incoming/">Mattermost</a>
 * @see <a href="https://developers.google.com/workspace/chat/quickstart/webhooks">Google Chat</a>
 * @see <a href="https://docs.ntfy.sh/publish/">ntfy</a>
 * @see <a href="https://grafana.com/docs/oncall/latest/configure/integrations/references/webhook/">Grafana OnCall</a>
 */
class PostingTargetsContractTest {
    private Target target = new Target("mattermost");

    @AfterEach
    void close() {
        target.close();
    }

    private void use(String format, String answer) {
        target.close();
        target = new Target(format);
        target.answersAll(200, answer);
    }

    private void tellAll() throws Exception {
        target.post(Incident.opened());
        target.post(Incident.opened().critical().updated());
        target.post(Incident.opened().critical().resolved());
        assertThat(target.lines()).hasSize(3);
    }

    @Test
    void mattermostGetsTextsThatMentionNobody() throws Exception {
        use("mattermost", "ok");
        tellAll();

        assertThat(target.body(0).path("text").asText())
                .startsWith("🟠\n```\npump-7 is offline\n")
                .endsWith("\n```");
        target.post(Incident.opened().saying("```@all", "x"));
        assertThat(target.body(3).path("text").asText().split("```", -1)).hasSize(3);
    }

    @Test
    void rocketChatTakesWhatMattermostTakes() throws Exception {
        use("mattermost", "{\"success\":true}");
        tellAll();
    }

    @Test
    void updateOfTheSameSeverityIsPostedOnlyIfAskedFor() throws Exception {
        use("mattermost", "ok");
        target.post(Incident.opened());
        target.post(Incident.opened().updated());
        assertThat(target.lines()).hasSize(1);

        target.option("updates", "true").post(Incident.opened().updated());
        assertThat(target.lines()).hasSize(2);
    }

    @Test
    void googleChatGetsAThreadOfCards() throws Exception {
        use("google-chat", "{\"name\":\"spaces/A/messages/B\"}");
        tellAll();

        assertThat(target.lines().get(0)).isEqualTo("POST /?messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
        assertThat(target.body(0).at("/thread/threadKey").asText())
                .isNotEmpty()
                .isEqualTo(target.body(2).at("/thread/threadKey").asText());
        assertThat(target.body(0).at("/cardsV2/0/card/header/title").asText()).isEqualTo("🟠 pump-7 is offline");
        target.post(Incident.opened().saying("<users/all>", "x"));
        assertThat(target.body(3)
                        .at("/cardsV2/0/card/sections/0/widgets/0/textParagraph/text")
                        .asText())
                .startsWith("&lt;users/all&gt;<br>");
    }

    @Test
    void ntfyGetsNotificationsOfAPriority() throws Exception {
        use("ntfy", "{\"id\":\"sPs71M8A2T\",\"event\":\"message\"}");
        target.post(Incident.opened().saying("pumpe-7 \u00fc is offline", "x"));
        target.post(Incident.opened().critical().updated());
        target.post(Incident.opened().critical().resolved());

        LoggedRequest first = target.requests().get(0);
        assertThat(first.queryParameter("title").firstValue()).isEqualTo("pumpe-7 \u00fc is offline");
        assertThat(first.queryParameter("priority").firstValue()).isEqualTo("4");
        assertThat(first.getHeader("Content-Type")).startsWith("text/plain");
        assertThat(first.getBodyAsString()).startsWith("pumpe-7 \u00fc is offline\n");
        assertThat(target.requests().get(1).queryParameter("priority").firstValue())
                .isEqualTo("5");
        assertThat(target.requests().get(2).queryParameter("tags").firstValue()).isEqualTo("white_check_mark");
    }

    @Test
    void onCallPairsByTheIncident() throws Exception {
        use("grafana-oncall", "Ok.");
        tellAll();

        assertThat(target.body(0).path("alert_uid").asText()).isEqualTo("inc-1");
        assertThat(target.body(0).path("state").asText()).isEqualTo("alerting");
        assertThat(target.body(2).path("alert_uid").asText()).isEqualTo("inc-1");
        assertThat(target.body(2).path("state").asText()).isEqualTo("ok");
    }
}
