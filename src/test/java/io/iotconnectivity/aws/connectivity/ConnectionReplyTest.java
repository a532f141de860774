package io.iotconnectivity.aws.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class ConnectionReplyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(60);

    @Test
    void everythingThatAwsTellsOfAConnection() {
        Connectivity found = read(String.format(
                Locale.ROOT,
                """
                {"connected":true,"thingName":"pump","cleanSession":false,"keepAliveDuration":60,"connectedSince":%d,
                 "disconnectedSince":1,"sessionExpiry":3600,"clientId":"pump","sourceIp":"2001:db8::7","sourcePort":4711,
                 "targetIp":"192.0.2.1","targetPort":8883,"vpcEndpointId":"vpce-1","disconnectReason":"CONNECTION_LOST",
                 "somethingNew":{"a":[1]}}""",
                BEFORE.toEpochMilli()));

        assertThat(found.status()).isEqualTo(Status.CONNECTED);
        assertThat(found.since()).hasValue(BEFORE);
        assertThat(found.reason()).as("of the connection before").isEmpty();
        assertThat(found.keepAlive()).hasValue(Duration.ofMinutes(1));
        assertThat(found.thing()).hasValue("pump");
        assertThat(found.sourceIp()).hasValue("2001:db8::7");
    }

    @Test
    void endOfAConnectionHasItsOwnTimeAndAnyReason() {
        Connectivity found = read(String.format(
                Locale.ROOT,
                "{\"connected\":false,\"connectedSince\":1,\"disconnectedSince\":%d,\"disconnectReason\":\"BRAND_NEW\"}",
                BEFORE.toEpochMilli()));

        assertThat(found.status()).isEqualTo(Status.NOT_CONNECTED);
        assertThat(found.since()).hasValue(BEFORE);
        assertThat(found.reason()).hasValue(new Reason("BRAND_NEW"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "UNKNOWN", "", " "})
    void wordsForNoReasonAreNone(String word) {
        assertThat(read("{\"connected\":false,\"disconnectReason\":\"" + word + "\"}")
                        .reason())
                .isEmpty();
    }

    @Test
    void connectionThatAwsHasForgottenTheDetailsOf() {
        assertThat(read("{\"connected\":false}").status()).isEqualTo(Status.NOT_CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"connected\":null}"})
    void answerThatDoesNotSayWhetherThereIsAConnectionIsUnknown(String json) {
        assertThat(read(json).status()).isEqualTo(Status.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"connected\":true,\"connectedSince\":-5}",
                "{\"connected\":true,\"connectedSince\":9223372036854775807}",
                "{\"connected\":true,\"keepAliveDuration\":-1}",
                "{\"connected\":true,\"keepAliveDuration\":2000000000}",
                "{\"connected\":true,\"thingName\":\"../shadow\"}",
                "{\"connected\":true,\"sourceIp\":\"<script>\"}"
            })
    void detailsThatCannotBeAreLeftOut(String json) {
        assertThat(read(json)).isEqualTo(read("{\"connected\":true}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"connected\"",
                "<html>busy</html>",
                "{\"connected\":true",
                "{\"connected\":\"true\"}",
                "{\"connected\":1}",
                "{\"connected\":true} {}",
                "{\"connected\":true,\"connectedSince\":\"yesterday\"}"
            })
    void whatIsNoSuchAnswerIsAFailure(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(SdkClientException.class);
    }

    @Property(tries = 300)
    void noBytesDoMoreThanFail(@ForAll byte[] bytes) {
        try {
            ConnectionReply.read(bytes).toConnectivity(NOW);
        } catch (SdkClientException expected) {
            assertThat(expected).hasMessageContaining("AWS returned");
        }
    }

    private static Connectivity read(String json) {
        return ConnectionReply.read(json.getBytes(StandardCharsets.UTF_8)).toConnectivity(NOW);
    }
}
