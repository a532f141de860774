package io.iotconnectivity.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.net.HostileServer;
import io.iotconnectivity.net.HostileServer.Attack;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However much a receiver sends, no more of it is read than a response may have. */
class HostileAnswersTest {
    /** The rest lies in the buffers of the two sockets. */
    private static final long MOST_TAKEN = 8L << 20;

    private static final Posting POSTING = new Posting("event-7", "{}", 1, Optional.empty());

    @AutoClose
    private final HostileServer hostile = HostileServer.start();

    @ParameterizedTest
    @EnumSource(
            names = {
                "STATUS_LINE",
                "GREETING",
                "EMPTY_LINES",
                "HEADER_LINE",
                "HEADER_NAME",
                "HEADERS",
                "FOLDED_HEADER",
                "INTERIM",
                "INTERIM_WITH_HEADERS",
                "CONTINUE",
                "DRIP"
            })
    void headThatNeverEndsIsAFailure(Attack attack) throws Exception {
        try (Webhooks webhooks = webhooks(attack)) {
            assertThatThrownBy(() -> webhooks.post("ops", POSTING))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("webhook ops ");
        }

        assertThat(hostile.requests(attack)).isEqualTo(1);
        assertThat(hostile.taken(attack)).isLessThan(MOST_TAKEN);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "CHUNK_SIZE",
                "CHUNK_EXTENSION",
                "CHUNKS",
                "TRAILER_LINE",
                "TRAILERS",
                "BODY",
                "JSON_BODY",
                "LONG_BODY",
                "DRIPPING_BODY",
                "BOMB"
            })
    void statusCountsWhateverComesBehindIt(Attack attack) throws Exception {
        try (Webhooks webhooks = webhooks(attack)) {
            assertThat(webhooks.post("ops", POSTING).answer())
                    .startsWith("200")
                    .hasSizeLessThanOrEqualTo(Posted.LONGEST_ANSWER);
        }

        assertThat(hostile.requests(attack)).isEqualTo(1);
        assertThat(hostile.taken(attack)).isLessThan(MOST_TAKEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR_BODY", "REFUSAL_BODY", "CHALLENGE_BODY"})
    void refusalIsOneHoweverLongItIs(Attack attack) throws Exception {
        try (Webhooks webhooks = webhooks(attack)) {
            assertThatThrownBy(() -> webhooks.post("ops", POSTING)).hasMessageContaining("answered");
        }

        assertThat(hostile.requests(attack)).isEqualTo(1);
        assertThat(hostile.taken(attack)).isLessThan(MOST_TAKEN);
    }

    @Test
    void redirectIsNotFollowed() throws Exception {
        try (Webhooks webhooks = webhooks(Attack.REDIRECTS)) {
            assertThatThrownBy(() -> webhooks.post("ops", POSTING)).isInstanceOf(NotTaken.class);
        }

        assertThat(hostile.requests(Attack.REDIRECTS)).isEqualTo(1);
    }

    private Webhooks webhooks(Attack attack) {
        return new Webhooks(
                List.of(new WebhookSettings(
                        "ops",
                        URI.create(hostile.uri(attack).toString()),
                        WebhookSettings.CLOUDEVENTS,
                        Map.of(),
                        List.of(),
                        List.of("*"),
                        Severity.INFO,
                        Map.of(),
                        true,
                        Duration.ofMillis(400),
                        Duration.ofMillis(600))),
                Clock.systemUTC(),
                SystemDefaultDnsResolver.INSTANCE);
    }
}
