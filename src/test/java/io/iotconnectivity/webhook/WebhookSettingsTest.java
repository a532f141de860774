package io.iotconnectivity.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.Severity;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void nothingSecretIsPrinted() {
        WebhookSettings settings = settings(
                "ops",
                "https://example.com/T0P/SECRET?key=hidden",
                List.of(SECRET),
                Map.of("Authorization", "Bearer x7"));
        assertThat(settings.toString())
                .contains("ops", "https://example.com", "Authorization")
                .doesNotContain("T0P", "hidden", "MfKQ", "Bearer");
    }

    @Test
    void otherFormatsAreRefused() {
        assertThatThrownBy(() -> new WebhookSettings(
                        "ops",
                        URI.create("https://example.com"),
                        "pagerdooty",
                        Map.of(),
                        List.of(),
                        WebhookSettings.DEFAULT_EVENTS,
                        Severity.INFO,
                        Map.of(),
                        false,
                        WebhookSettings.DEFAULT_CONNECT_TIMEOUT,
                        WebhookSettings.DEFAULT_RESPONSE_TIMEOUT))
                .hasMessageStartingWith(
                        "webhook.ops.format: 'pagerdooty' is not a format; write alertmanager, cloudevents, ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com/hook", "ftp://example.com", "https:///hook", "https://me:pw@example.com/", "/x"})
    void addressesThatCannotBePostedToAreRefused(String url) {
        assertThatThrownBy(() -> settings("ops", url, List.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("webhook.ops.url: ")
                .hasMessageNotContaining("pw");
    }

    @Test
    void malformedSecretIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> settings("ops", "https://example.com", List.of("hunter2"), Map.of()))
                .hasMessageStartingWith("webhook.ops.secret: ")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "Content-Type", "Host", "bad name"})
    void headersThatTheDeliverySetsAreRefused(String header) {
        assertThatThrownBy(() -> settings("ops", "https://example.com", List.of(), Map.of(header, "v")))
                .hasMessageStartingWith("webhook.ops.headers." + header);
    }

    @Test
    void headerValueWithALineBreakIsRefused() {
        assertThatThrownBy(() -> settings("ops", "https://example.com", List.of(), Map.of("X-Key", "a\r\nX-Evil: b")))
                .hasMessageStartingWith("webhook.ops.headers.X-Key")
                .hasMessageNotContaining("Evil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a'b", "a,b", "a.b"})
    void namesThatWouldNotFitARouteAreRefused(String name) {
        assertThatThrownBy(() -> settings(name, "https://example.com", List.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static WebhookSettings settings(
            String name, String url, List<String> secrets, Map<String, String> headers) {
        return new WebhookSettings(
                name,
                URI.create(url),
                WebhookSettings.CLOUDEVENTS,
                Map.of(),
                secrets,
                WebhookSettings.DEFAULT_EVENTS,
                Severity.INFO,
                headers,
                false,
                WebhookSettings.DEFAULT_CONNECT_TIMEOUT,
                WebhookSettings.DEFAULT_RESPONSE_TIMEOUT);
    }
}
