package io.iotconnectivity.doctor;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.iotconnectivity.doctor.Finding.Status;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.webhook.WebhookSettings;
import io.iotconnectivity.webhook.Webhooks;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTargetCheckTest {
    private final WireMockServer server =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void serverThatAnswersCanBeReachedAndIsSentNeitherAnEventNorASecret() {
        Finding finding = look("slack-webhook");

        assertThat(finding.status()).isEqualTo(Status.OK);
        assertThat(finding.finding())
                .contains("localhost can be reached", "can only post")
                .doesNotContain("hush");
        assertThat(finding.fix().orElseThrow()).contains("sinks test webhook-desk --wait");
        assertThat(server.getAllServeEvents()).singleElement().satisfies(served -> {
            assertThat(served.getRequest().getMethod().getName()).isEqualTo("GET");
            assertThat(served.getRequest().getUrl()).isEqualTo("/");
            assertThat(served.getRequest().getHeaders().toString()).doesNotContain("hush");
        });
    }

    @Test
    void serverThatIsNotThereIsAnError() {
        String url = "http://localhost:" + server.port();
        server.stop();

        Finding finding = look("cloudevents", url + "/hush");

        assertThat(finding.status()).isEqualTo(Status.ERROR);
        assertThat(finding.finding()).contains("localhost cannot be reached").doesNotContain("hush");
        assertThat(finding.fix().orElseThrow()).contains("webhook.desk.url");
    }

    private Finding look(String format) {
        return look(format, "http://localhost:" + server.port() + "/hush");
    }

    private static Finding look(String format, String url) {
        WebhookSettings settings = new WebhookSettings(
                "desk",
                URI.create(url),
                format,
                Map.of(),
                List.of(),
                List.of("*"),
                Severity.INFO,
                Map.of("Authorization", "hush-1"),
                true,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10));
        return new WebhookTargetCheck(settings, alone -> new Webhooks(List.of(alone), Clock.systemUTC()))
                .look()
                .get(0);
    }
}
