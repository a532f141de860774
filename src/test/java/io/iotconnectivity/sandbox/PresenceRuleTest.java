package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import io.iotconnectivity.sandbox.aws.sqs.Sqs;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceRuleTest {
    private static final LifecycleEvent EVENT = new LifecycleEvent(
            Type.CONNECTED,
            "line/b/1",
            Optional.empty(),
            Instant.ofEpochMilli(1),
            "s",
            "p",
            Optional.of("192.0.2.7"),
            OptionalLong.of(3),
            Optional.empty());

    @AutoClose
    private final Sqs sqs = new Sqs(() -> URI.create("http://localhost"));

    @BeforeEach
    void createQueue() {
        sqs.createQueue("events");
    }

    @Test
    void theMessageIsTheEventAsItIs() {
        try (PresenceRule rule = new PresenceRule(sqs, "events", () -> true, 0, Mischief.NONE)) {
            rule.accept(EVENT);
        }
        assertThat(sqs.bodies("events")).containsExactly(EVENT.json());
    }

    @Test
    void aFailureOfTheRuleCarriesTheEventInItsEnvelope() throws Exception {
        try (PresenceRule rule = new PresenceRule(sqs, "events", () -> true, 1, Mischief.NONE)) {
            rule.accept(EVENT);
        }
        JsonNode envelope = new ObjectMapper().readTree(sqs.bodies("events").get(0));
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(envelope.get("base64OriginalPayload").asText()),
                        StandardCharsets.UTF_8))
                .isEqualTo(EVENT.json());
        assertThat(envelope.get("topic").asText()).isEqualTo("$aws/events/presence/connected/line/b/1");
        assertThat(envelope.at("/failures/0/failedAction").asText()).isNotBlank();
    }

    @Test
    void aRuleThatIsSwitchedOffSendsNothing() {
        try (PresenceRule rule = new PresenceRule(sqs, "events", () -> false, 0, Mischief.NONE)) {
            rule.accept(EVENT);
        }
        assertThat(sqs.bodies("events")).isEmpty();
    }
}
