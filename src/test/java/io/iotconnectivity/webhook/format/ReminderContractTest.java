package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reminder of an open incident is seen where it is posted, opens nothing, and changes nothing that was posted. */
class ReminderContractTest {
    private static final Incident REMINDER = Incident.opened().reminding();

    @ParameterizedTest
    @CsvSource({"teams, ''", "slack-webhook, ok", "mattermost, ok"})
    void targetsThatOnlyPostGetOneMessageMore(String format, String answer) throws Exception {
        try (Target target = new Target(format)) {
            target.answersAll(200, answer);

            target.post(Incident.opened());
            target.post(REMINDER);

            assertThat(target.lines()).hasSize(2);
            assertThat(target.body(1).toString()).contains("Still open: pump-7 is offline");
        }
    }

    @Test
    void slackShowsItInTheThreadAndInTheChannel() throws Exception {
        try (Target slack = new Target("slack").option("token", "xoxb-7").option("channel", "C123")) {
            slack.answersAll(200, "{\"ok\":true,\"channel\":\"C123\",\"ts\":\"1503435956.000247\",\"message\":{}}");

            slack.post(Incident.opened());
            slack.post(REMINDER);
            slack.post(Incident.opened().resolved());

            assertThat(slack.lines())
                    .containsExactly(
                            "POST /api/chat.postMessage",
                            "POST /api/chat.postMessage",
                            "POST /api/chat.update",
                            "POST /api/chat.postMessage");
            assertThat(slack.body(1).path("thread_ts").asText()).isEqualTo("1503435956.000247");
            assertThat(slack.body(1).path("reply_broadcast").asBoolean()).isTrue();
            assertThat(slack.body(1).path("text").asText()).isEqualTo("🟠 Still open: pump-7 is offline");
        }
    }

    @Test
    void discordGetsOneMessageMore() throws Exception {
        try (Target discord = new Target("discord")) {
            discord.answersAll(200, "{\"id\":\"1\"}");

            discord.post(Incident.opened());
            discord.post(REMINDER);

            assertThat(discord.lines()).hasSize(2).allMatch(line -> line.startsWith("POST"));
        }
    }

    @Test
    void telegramGetsAReply() throws Exception {
        try (Target telegram = new Target("telegram").option("token", "1:a").option("chat-id", "7")) {
            telegram.answersAll(200, "{\"ok\":true,\"result\":{\"message_id\":5}}");

            telegram.post(Incident.opened());
            telegram.post(REMINDER);

            assertThat(telegram.lines()).hasSize(2).allMatch(line -> line.endsWith("/sendMessage"));
            assertThat(telegram.body(1).at("/reply_parameters/message_id").asInt())
                    .isEqualTo(5);
        }
    }

    @Test
    void pagerDutyGetsTheSameAlertAgain() throws Exception {
        try (Target pagerDuty = new Target("pagerduty").option("routing-key", "R")) {
            pagerDuty.answersAll(202, "{\"status\":\"success\"}");

            pagerDuty.post(Incident.opened());
            pagerDuty.post(REMINDER);

            assertThat(pagerDuty.body(1).path("event_action").asText()).isEqualTo("trigger");
            assertThat(pagerDuty.body(1).path("dedup_key"))
                    .isEqualTo(pagerDuty.body(0).path("dedup_key"));
        }
    }
}
