package io.iotconnectivity.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Severity;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Settings that change while an incident is open. */
class FormerAddressTest {
    private static final String OPENED = event("incident.opened");
    private static final String RESOLVED = event("incident.resolved");

    @RegisterExtension
    static final WireMockExtension before = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @RegisterExtension
    static final WireMockExtension now = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Test
    void whoWasToldOfTheBeginningIsToldOfTheEndWithoutTheNewCredentials() throws Exception {
        before.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(200)));
        now.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(200)));
        Optional<String> receipt =
                deliver(webhook(before, "cloudevents", Map.of(), "old"), OPENED, 1, Optional.empty());

        deliver(webhook(now, "cloudevents", Map.of(), "new"), RESOLVED, 1, receipt);

        before.verify(1, postRequestedFor(urlEqualTo("/hook")).withHeader("Authorization", equalTo("old")));
        before.verify(1, postRequestedFor(urlEqualTo("/hook")).withoutHeader("Authorization"));
        now.verify(0, postRequestedFor(anyUrl()));
    }

    @Test
    void incidentIsEndedByTheFormatThatOpenedItAndNoOptionThatIsASecretLeaves() throws Exception {
        before.stubFor(post(anyUrl())
                .willReturn(aResponse()
                        .withStatus(202)
                        .withBody("{\"status\":\"success\",\"message\":\"Event processed\"}")));
        Optional<String> receipt =
                deliver(webhook(before, "pagerduty", Map.of("routing-key", "k1"), "old"), OPENED, 1, Optional.empty());

        deliver(webhook(now, "opsgenie", Map.of("api-key", "k2"), "new"), RESOLVED, 1, receipt);

        before.verify(postRequestedFor(urlEqualTo("/hook"))
                .withRequestBody(matchingJsonPath("$.event_action", equalTo("resolve")))
                .withRequestBody(matchingJsonPath("$.routing_key", equalTo("k1"))));
        assertThat(before.getAllServeEvents())
                .noneMatch(served -> served.getRequest().getBodyAsString().contains("k2")
                        || "new".equals(served.getRequest().getHeader("Authorization")));
        now.verify(0, postRequestedFor(anyUrl()));
    }

    @Test
    void otherPathAtTheSamePlaceIsTheNewOne() throws Exception {
        before.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(200)));
        WebhookSettings settings = webhook(before, "cloudevents", Map.of(), "new");
        String receipt = "{\"url\":\"http://127.0.0.1:" + before.getPort() + "/other\",\"format\":\"cloudevents\"}";

        deliver(settings, RESOLVED, 1, Optional.of(receipt));

        before.verify(1, postRequestedFor(urlEqualTo("/hook")).withHeader("Authorization", equalTo("new")));
    }

    @Test
    void addressThatIsNoLongerThereIsGivenUpInTheEndAndDisablesNothing() throws Exception {
        before.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(500)));
        Optional<String> receipt =
                Optional.of("{\"url\":\"http://127.0.0.1:" + before.getPort() + "/hook\",\"format\":\"cloudevents\"}");
        WebhookSettings settings = webhook(now, "cloudevents", Map.of(), "new");

        assertThatThrownBy(() -> deliver(settings, RESOLVED, 9, receipt)).isNotInstanceOf(Undeliverable.class);
        assertThatThrownBy(() -> deliver(settings, RESOLVED, 10, receipt)).isInstanceOf(Undeliverable.class);

        before.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(410)));
        assertThatThrownBy(() -> deliver(settings, RESOLVED, 1, receipt)).isInstanceOf(Undeliverable.class);
    }

    private static Optional<String> deliver(
            WebhookSettings settings, String event, int attempt, Optional<String> receipt) throws Exception {
        try (Webhooks webhooks = new Webhooks(List.of(settings), Clock.systemUTC())) {
            return webhooks.post("desk", new Posting("event-1", event, attempt, receipt))
                    .receipt();
        }
    }

    private static WebhookSettings webhook(
            WireMockExtension server, String format, Map<String, String> options, String authorization) {
        return new WebhookSettings(
                "desk",
                URI.create("http://127.0.0.1:" + server.getPort() + "/hook"),
                format,
                options,
                List.of(),
                List.of("*"),
                Severity.INFO,
                Map.of("Authorization", authorization),
                true,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10));
    }

    private static String event(String type) {
        return "{\"id\":\"event-1\",\"source\":\"iot-connectivity/test\",\"type\":\"io.iotconnectivity." + type
                + "\",\"time\":\"2026-11-23T14:00:00.000Z\",\"data\":{\"incidentId\":\"inc-1\",\"key\":\"device/a\","
                + "\"kind\":\"test\",\"title\":\"a is offline\",\"severity\":\"info\"}}";
    }
}
