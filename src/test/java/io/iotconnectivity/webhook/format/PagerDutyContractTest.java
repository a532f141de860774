package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.signal.Extra;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://developer.pagerduty.com/docs/send-alert-event">Send an alert event</a>
 */
class PagerDutyContractTest {
    private static final String TAKEN =
            "{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"inc-1\"}";

    @AutoClose
    private final Target pagerDuty = new Target("pagerduty").option("routing-key", "R0UT1NG");

    @BeforeEach
    void takeEvents() {
        pagerDuty.answersAll(202, TAKEN);
    }

    @Test
    void whatEnrichRoutesKnowIsInTheText() throws Exception {
        pagerDuty.post(Incident.opened()
                .known(Map.of(
                        "sites",
                        new Extra(Map.of("site", "Oslo", "contact", "Kari")),
                        "b",
                        new Extra(Map.of("x", "1")))));

        assertThat(pagerDuty.body(0).at("/payload/custom_details/text").asText())
                .contains("\nb: x 1\nsites: contact Kari, site Oslo\nIncident: inc-1");
    }

    @Test
    void openingTriggersAndTheResolutionResolvesByTheSameKey() throws Exception {
        pagerDuty.post(Incident.opened());
        pagerDuty.post(Incident.opened().critical().updated());
        pagerDuty.post(Incident.opened().resolved());

        JsonNode trigger = pagerDuty.body(0);
        assertThat(trigger.path("routing_key").asText()).isEqualTo("R0UT1NG");
        assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
        assertThat(trigger.path("dedup_key").asText()).isEqualTo("inc-1");
        assertThat(trigger.at("/payload/summary").asText()).isEqualTo("pump-7 is offline");
        assertThat(trigger.at("/payload/severity").asText()).isEqualTo("warning");
        assertThat(trigger.at("/payload/timestamp").asText()).isEqualTo("2026-11-23T13:59:00.250Z");
        assertThat(trigger.at("/payload/custom_details/reason").asText()).isEqualTo("MQTT_KEEP_ALIVE_TIMEOUT");
        assertThat(pagerDuty.body(1).at("/payload/severity").asText()).isEqualTo("critical");
        assertThat(pagerDuty.body(1).path("dedup_key").asText()).isEqualTo("inc-1");
        JsonNode resolve = pagerDuty.body(2);
        assertThat(resolve.path("event_action").asText()).isEqualTo("resolve");
        assertThat(resolve.path("dedup_key").asText()).isEqualTo("inc-1");
        assertThat(resolve.has("payload")).isFalse();
    }

    @Test
    void resolutionGoesWithTheKeyThatTheOpeningWentWith() throws Exception {
        pagerDuty.post(Incident.opened());
        pagerDuty.option("routing-key", "0THER");

        pagerDuty.post(Incident.opened().resolved());

        assertThat(pagerDuty.body(1).path("routing_key").asText()).isEqualTo("R0UT1NG");
    }

    @Test
    void rateLimitIsRespected() {
        pagerDuty.answers(any(anyUrl()), aResponse().withStatus(429).withHeader("Retry-After", "5"));

        assertThatThrownBy(() -> pagerDuty.post(Incident.opened())).isInstanceOf(RetryLater.class);
    }

    @Test
    void malformedEventIsADeadLetterAtOnceAndShowsNoKey() {
        pagerDuty.answersAll(400, "{\"status\":\"invalid event\",\"errors\":[\"'routing_key' R0UT1NG is invalid\"]}");

        assertThatThrownBy(() -> pagerDuty.post(Incident.opened()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("answered 400")
                .hasMessageContaining("invalid event")
                .hasMessageNotContaining("R0UT1NG");
    }

    @Test
    void answerIsKeptForTheRecord() throws Exception {
        assertThat(pagerDuty.post(Incident.opened()).answer()).isEqualTo("202: " + TAKEN);
    }
}
