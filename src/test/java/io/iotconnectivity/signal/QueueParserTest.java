package io.iotconnectivity.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueParserTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_795_413_060_000L);
    private static final String EVENT =
            "{\"clientId\":\"dev\",\"timestamp\":1795413057310,\"eventType\":\"disconnected\","
                    + "\"versionNumber\":3,\"disconnectReason\":\"CONNECTION_LOST\"}";

    private final QueueParser parser = new QueueParser();

    @Test
    void eventIsReadAsItIs() {
        assertThat(signal(EVENT)).isEqualTo(new LifecycleParser().read(EVENT.getBytes(UTF_8), NOW));
    }

    @Test
    void errorActionOfARuleHoldsTheEvent() {
        assertThat(signal(errorAction(EVENT))).isEqualTo(signal(EVENT));
    }

    @Test
    void notificationHoldsTheEvent() {
        assertThat(signal(notification(EVENT))).isEqualTo(signal(EVENT));
        assertThat(signal(notification(errorAction(EVENT)))).isEqualTo(signal(EVENT));
    }

    @Test
    void eventIsAnEventWhateverItsOtherFields() {
        String odd = EVENT.replace(
                "\"versionNumber\"", "\"base64OriginalPayload\":\"!\",\"Message\":\"x\",\"versionNumber\"");

        assertThat(signal(odd)).isEqualTo(signal(EVENT));
    }

    @Test
    void wrappersWithoutEndAreRefused() {
        String wrapped = EVENT;
        for (int i = 0; i < 5; i++) {
            wrapped = errorAction(wrapped);
        }

        assertThat(signal(wrapped)).isEqualTo(new Reading.Unreadable("the event is wrapped more than 3 times"));
    }

    @Test
    void largestPayloadFitsIntoItsWrapperAndWhatIsLargerIsRefused() {
        String large =
                EVENT.replace("\"dev\"", "\"dev\",\"more\":\"" + "x".repeat(128 * 1024 - EVENT.length() - 12) + "\"");
        assertThat(signal(errorAction(large))).isEqualTo(signal(EVENT));

        assertThat(signal(errorAction(large + " ".repeat(1024))))
                .isInstanceOfSatisfying(Reading.Unreadable.class, refused -> assertThat(refused.reason())
                        .contains("the limit is 131072"));
        assertThat(signal("{\"x\":\"" + "x".repeat(1024 * 1024) + "\"}"))
                .isInstanceOfSatisfying(Reading.Unreadable.class, refused -> assertThat(refused.reason())
                        .contains("the limit is 1048576"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'base64OriginalPayload':'!!!'} | base64OriginalPayload is not base64",
                "{'base64OriginalPayload':7}     | base64OriginalPayload is not a string",
                "{'base64OriginalPayload':'e30='} | there is no clientId",
                "{'Type':'Notification'}         | there is no clientId",
                "{'Type':'SubscriptionConfirmation','Message':'x'} | there is no clientId",
                "{'Type':'Notification','Message':'hello'} | the payload is not JSON",
                "hello                           | the payload is not JSON",
                "[]                              | the payload is not a JSON object",
            })
    void whatHoldsNoEventIsUnreadable(String message, String reason) {
        assertThat(signal(message.replace('\'', '"'))).isEqualTo(new Reading.Unreadable(reason));
    }

    private Reading signal(String message) {
        return parser.read(message.getBytes(UTF_8), NOW);
    }

    private static String errorAction(String payload) {
        return "{\"ruleName\":\"presence\",\"topic\":\"$aws/events/presence/disconnected/dev\","
                + "\"cloudwatchTraceId\":\"7e146a2c\",\"clientId\":\"N/A\",\"base64OriginalPayload\":\""
                + Base64.getEncoder().encodeToString(payload.getBytes(UTF_8))
                + "\",\"failures\":[{\"failedAction\":\"SqsAction\",\"failedResource\":\"q\",\"errorMessage\":\"no\"}]}";
    }

    private static String notification(String payload) {
        return "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"Message\":\""
                + payload.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }
}
