package io.iotconnectivity.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Severity;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerWordingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot POST /services/T0/B0/Xk29sLqP0aWmZ7rT4uVb",
                "no such signature: c2lnbmF0dXJlLW9mLWEtbG9uZy1vbmU",
                "token sk-live-0123456789abcdef is unknown",
                "Bearer sk-live-0123456789abcdef"
            })
    void whatAReceiverSaysBackOfItsAddressAndOfItsCredentialsIsMasked(String said) {
        String text = wording().refusal(new Answer(404, Map.of(), said));

        assertThat(text).contains("***").doesNotContain("Xk29sLqP", "c2lnbmF0dXJl", "sk-live");
    }

    @Test
    void titleOfAPageIsMaskedBeforeItIsCut() {
        String page = "<html><title>" + "~".repeat(190) + "Xk29sLqP0aWmZ7rT4uVb</title>";

        assertThat(wording().refusal(new Answer(404, Map.of(), page)))
                .contains("~~~")
                .doesNotContain("Xk");
    }

    @Test
    void answerThatWasCutInTheMiddleOfASecretEndsBeforeIt() {
        for (int kept = 1; kept <= 20; kept++) {
            String body = "no hook ".repeat(12) + "Xk29sLqP0aWmZ7rT4uVb".substring(0, kept);

            assertThat(wording().refusal(new Answer(404, Map.of(), body, true)))
                    .contains("no hook")
                    .doesNotContain("Xk");
        }
    }

    @Test
    void addressThatTheSettingsNameNoLongerIsAsSecretAsBefore() {
        AnswerWording former = wording().at(URI.create("https://chat.example.com/hooks/opensesame/pQ5x7Lm2Rt"));

        assertThat(former.refusal(new Answer(404, Map.of(), "no hook opensesame pQ5x7Lm2Rt, Xk29sLqP0aWmZ7rT4uVb")))
                .endsWith("no hook *** ***, ***");
    }

    @Test
    void wordsOfAnAddressAreNone() {
        assertThat(wording().refusal(new Answer(404, Map.of(), "no service /services")))
                .endsWith("no service /services");
    }

    private static AnswerWording wording() {
        return new AnswerWording(new WebhookSettings(
                "chat",
                URI.create(
                        "https://example.com/services/T0/B0/Xk29sLqP0aWmZ7rT4uVb?sig=c2lnbmF0dXJlLW9mLWEtbG9uZy1vbmU"),
                WebhookSettings.CLOUDEVENTS,
                Map.of(),
                List.of(),
                List.of("*"),
                Severity.INFO,
                Map.of("Authorization", "Bearer sk-live-0123456789abcdef"),
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
    }
}
