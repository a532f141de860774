package io.iotconnectivity.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    /** From the reference libraries of Standard Webhooks. */
    @Test
    void signsAsTheReferenceDoes() {
        WebhookSecret secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        String signature = secret.sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(ints = {WebhookSecret.MIN_BYTES, 32, WebhookSecret.MAX_BYTES})
    void lengthsOfTheStandardAreAccepted(int bytes) {
        assertThat(WebhookSecret.isWellFormed(secretOf(bytes))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WebhookSecret.MIN_BYTES - 1, WebhookSecret.MAX_BYTES + 1})
    void otherLengthsAreNot(int bytes) {
        assertThat(WebhookSecret.isWellFormed(secretOf(bytes))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "whsec_not base64!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void otherTextsAreNotAndAreNotRepeated(String text) {
        assertThatThrownBy(() -> WebhookSecret.of(text)).hasMessage("not a webhook secret");
    }

    private static String secretOf(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }
}
