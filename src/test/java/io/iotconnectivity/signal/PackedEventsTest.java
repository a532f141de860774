package io.iotconnectivity.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lifecycle events as rules, streams, queues and programs pack them. */
class PackedEventsTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_795_413_060_000L);
    private static final String EVENT =
            "{\"clientId\":\"dev\",\"timestamp\":1795413057310,\"eventType\":\"disconnected\","
                    + "\"versionNumber\":3,\"disconnectReason\":\"CONNECTION_LOST\"}";

    private final LifecycleParser parser = new LifecycleParser();

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BASE64",
                "\"BASE64\"",
                "\ufeffEVENT",
                "EVENT\n",
                "\r\n EVENT \r\n",
                "EVENT\u0000",
                "\"TEXT\"",
                "[EVENT]",
                "[\"TEXT\"]",
                "{\"version\":\"0\",\"detail-type\":\"IoT\",\"source\":\"mine\",\"time\":\"2026-11-23T10:00:00Z\",\"detail\":EVENT}",
                "{\"detail\":\"TEXT\"}",
                "{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"1\",\"data\":\"BASE64\",\"eventID\":\"s:1\"}",
                "{\"SequenceNumber\":\"4\",\"Data\":\"BASE64\",\"PartitionKey\":\"k\"}",
                "{\"Records\":[{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"data\":\"BASE64\"},\"eventSource\":\"aws:kinesis\"}]}",
                "{\"records\":[{\"recordId\":\"1\",\"data\":\"BASE64\"}]}",
                "{\"Records\":[{\"messageId\":\"m\",\"body\":\"TEXT\",\"attributes\":{},\"eventSource\":\"aws:sqs\"}]}",
                "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"Type\":\"Notification\",\"Message\":\"TEXT\"}}]}",
                "{\"specversion\":\"1.0\",\"type\":\"x\",\"data\":EVENT}",
                "{\"data\":\"BASE64\",\"timestamp\":\"2026-11-23T10:00:00Z\",\"clientId\":7}",
                "{\"base64OriginalPayload\":\"BASE64\",\"clientId\":\"N/A\"}",
            })
    void eventIsFoundHoweverItIsPacked(String packed) {
        String message = packed.replace("BASE64", Base64.getEncoder().encodeToString(EVENT.getBytes(UTF_8)))
                .replace("TEXT", EVENT.replace("\"", "\\\""))
                .replace("EVENT", EVENT);

        assertThat(signal(message)).isEqualTo(signal(EVENT)).isInstanceOf(Reading.Understood.class);
    }

    @Test
    void eventWhoseFieldsAreAllStringsIsRead() {
        String strings = "{\"clientId\":\"s\",\"eventType\":\"disconnected\",\"timestamp\":\"1573002340451\","
                + "\"versionNumber\":\"1\",\"clientInitiatedDisconnect\":\"false\","
                + "\"disconnectReason\":\"CONNECTION_LOST\",\"principalIdentifier\":\"p\"}";

        assertThat(signal(strings))
                .isEqualTo(signal(strings.replace("\"1573002340451\"", "1573002340451")
                        .replace("\"1\"", "1")
                        .replace("\"false\"", "false")))
                .isInstanceOf(Reading.Understood.class);
    }

    @ParameterizedTest
    @CsvSource({
        "true, CLIENT_INITIATED_DISCONNECT",
        "'\"TRUE\"', CLIENT_INITIATED_DISCONNECT",
        "1, CLIENT_INITIATED_DISCONNECT",
        "'\"false\"', UNKNOWN",
        "'\"\"', UNKNOWN",
        "0, UNKNOWN",
        "null, UNKNOWN",
    })
    void flagMayBeAString(String flag, String reason) {
        String event = "{\"clientId\":\"s\",\"eventType\":\"disconnected\",\"timestamp\":1573002340451,"
                + "\"clientInitiatedDisconnect\":" + flag + "}";

        assertThat(signal(event)).isInstanceOfSatisfying(Reading.Understood.class, understood -> assertThat(
                        ((Signal.Disconnected) understood.signals().get(0)).reason())
                .isEqualTo(new Reason(reason)));
    }

    @Test
    void severalEventsAreReadInTheirOrder() {
        String other = EVENT.replace("\"dev\"", "\"other\"");

        assertThat(clients(signal("[" + EVENT + ",\n" + other + "]"))).containsExactly("dev", "other");
        assertThat(clients(signal("{\"Records\":[{\"body\":" + other + "},{\"body\":[" + EVENT + "," + other + "]}]}")))
                .containsExactly("other", "dev", "other");
    }

    @Test
    void ofSeveralEventsThoseThatCanBeReadAreTaken() {
        Reading reading = signal("[" + EVENT + ",7,{\"clientId\":\"x\"}," + EVENT + "]");

        assertThat(reading)
                .isEqualTo(new Reading.Unreadable(
                        "2 of 4 events cannot be read; the first one: the payload is not a JSON object",
                        List.of(one(EVENT), one(EVENT))));
    }

    @Test
    void eventsWithoutEndAreRefused() {
        String most = "[" + "0,".repeat(4_999) + "0]";

        assertThat(signal(most))
                .isInstanceOfSatisfying(Reading.Unreadable.class, refused -> assertThat(refused.reason())
                        .startsWith("5000 of 5000 events cannot be read"));
        assertThat(signal("[" + most + ",0]"))
                .isEqualTo(new Reading.Unreadable("the message contains more than 5000 events"));
    }

    @Test
    void wrappersWithoutEndAreRefused() {
        String wrapped = EVENT;
        for (int i = 0; i < 13; i++) {
            wrapped = errorAction(wrapped);
        }

        assertThat(signal(wrapped)).isEqualTo(new Reading.Unreadable("the event is wrapped more than 12 times"));
        assertThat(signal("[".repeat(14) + EVENT + "]".repeat(14)))
                .isEqualTo(new Reading.Unreadable("the event is wrapped more than 12 times"));
    }

    @Test
    void anEventMayBeWrappedTwelveTimes() {
        String quoted = EVENT;
        for (int i = 0; i < 12; i++) {
            quoted = quoted(quoted);
        }

        assertThat(signal("[".repeat(12) + EVENT + "]".repeat(12))).isEqualTo(signal(EVENT));
        assertThat(signal(quoted)).isEqualTo(signal(EVENT));
        assertThat(signal("[".repeat(13) + EVENT + "]".repeat(13)))
                .isEqualTo(new Reading.Unreadable("the event is wrapped more than 12 times"));
        assertThat(signal(quoted(quoted))).isEqualTo(new Reading.Unreadable("the event is wrapped more than 12 times"));
    }

    @Test
    void largestPayloadFitsIntoItsWrapperAndWhatIsLargerIsRefused() {
        String large =
                EVENT.replace("\"dev\"", "\"dev\",\"more\":\"" + "x".repeat(128 * 1024 - EVENT.length() - 10) + "\"");
        assertThat(large).hasSize(128 * 1024);
        assertThat(signal(errorAction(large))).isEqualTo(signal(EVENT));

        assertThat(signal(errorAction(large.replace("more", "more_"))))
                .isEqualTo(new Reading.Unreadable("the event is 131073 characters long; the limit is 131072"));
        assertThat(signal("{\"x\":\"" + "x".repeat(1024 * 1024) + "\"}"))
                .isInstanceOfSatisfying(Reading.Unreadable.class, refused -> assertThat(refused.reason())
                        .contains("the limit is 1048576"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'base64OriginalPayload':'!!!'} | base64OriginalPayload is not a JSON object",
                "{'base64OriginalPayload':7}     | clientId is missing",
                "{'base64OriginalPayload':'e30='} | clientId is missing",
                "{'data':''}                     | data is empty",
                "{'Type':'Notification'}         | clientId is missing",
                "{'Type':'SubscriptionConfirmation','Message':'x'} | clientId is missing",
                "{'Type':'Notification','Message':'hello'} | Message is not a JSON object",
                "hello                           | the payload is not a JSON object",
                "null                            | the payload is not a JSON object",
                "{'Records':[]}                  | Records is an empty array",
                "[{'clientId':'a']               | the payload is not JSON",
                "[{}                             | the JSON is truncated",
                "[{}] 7                          | more text follows the JSON array",
                "'a' 7                           | more text follows the JSON string",
                "[]                              | the payload is an empty array",
            })
    void whatHoldsNoEventIsUnreadable(String message, String reason) {
        assertThat(signal(message.replace('\'', '"'))).isEqualTo(new Reading.Unreadable(reason));
    }

    private Signal one(String event) {
        return ((Reading.Understood) signal(event)).signals().get(0);
    }

    private static List<String> clients(Reading reading) {
        return ((Reading.Understood) reading)
                .signals().stream().map(signal -> signal.client().value()).toList();
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

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String notification(String payload) {
        return "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"Message\":\""
                + payload.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }
}
