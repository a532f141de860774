package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://docs.discord.com/developers/resources/webhook#execute-webhook">Webhook resource</a>
 */
class DiscordContractTest {
    private final Target discord = new Target("discord");

    @BeforeEach
    void takeMessages() {
        discord.answers(post(urlPathEqualTo("/")), 200, "{\"id\":\"987\"}");
        discord.answers(patch(urlPathEqualTo("/messages/987")), 200, "{\"id\":\"987\"}");
    }

    @AfterEach
    void close() {
        discord.close();
    }

    @Test
    void incidentIsAMessageThatChangesAndItsEndIsOneMore() throws Exception {
        discord.post(Incident.opened());
        discord.post(Incident.opened().updated());
        discord.post(Incident.opened().critical().updated());
        discord.post(Incident.opened().critical().resolved());

        assertThat(discord.lines())
                .containsExactly(
                        "POST /?wait=true",
                        "PATCH /messages/987",
                        "PATCH /messages/987",
                        "POST /?wait=true",
                        "PATCH /messages/987",
                        "POST /?wait=true");
        assertThat(discord.body(0).at("/embeds/0/title").asText()).isEqualTo("🟠 pump\\-7 is offline");
        assertThat(discord.body(5).at("/embeds/0/title").asText()).startsWith("✅");
    }

    @Test
    void nobodyIsMentionedAndNothingIsMarkUp() throws Exception {
        discord.post(Incident.opened().saying("@everyone **x**", "```\n@here"));

        JsonNode message = discord.body(0);
        assertThat(message.at("/allowed_mentions/parse").isArray()).isTrue();
        assertThat(message.at("/allowed_mentions/parse")).isEmpty();
        assertThat(message.at("/embeds/0/title").asText()).isEqualTo("🟠 \\@everyone \\*\\*x\\*\\*");
        assertThat(message.at("/embeds/0/description").asText().split("```", -1))
                .hasSize(3);
    }

    @Test
    void messageThatWasDeletedIsFollowedByANewOne() throws Exception {
        discord.post(Incident.opened());
        discord.answers(
                patch(urlPathEqualTo("/messages/987")), 404, "{\"message\":\"Unknown Message\",\"code\":10008}");

        discord.post(Incident.opened().updated());

        assertThat(discord.lines()).endsWith("PATCH /messages/987", "POST /?wait=true");
    }
}
