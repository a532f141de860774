package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.SampleEvents;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class EventsTableTest {
    private final EventsTable table = new EventsTable(
            () -> {
                throw new AssertionError("nothing is to be written");
            },
            "events",
            Duration.ofDays(90));

    @Test
    void itemHoldsTheEventAndWhatToFindItBy() {
        assertThat(table.item(SampleEvents.offline("lwtThing").event(), "{}"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "clientId", AttributeValue.fromS("lwtThing"),
                        "eventId", AttributeValue.fromS("event-7"),
                        "type", AttributeValue.fromS("io.iotconnectivity.device.offline"),
                        "time", AttributeValue.fromS("2026-11-23T14:02:41.250Z"),
                        "state", AttributeValue.fromS("OFFLINE"),
                        "reason", AttributeValue.fromS("MQTT_KEEP_ALIVE_TIMEOUT"),
                        "event", AttributeValue.fromS("{}"),
                        "expiresAt", AttributeValue.fromN("1803218561")));
    }

    @Test
    void reasonThatIsNotKnownIsAbsent() {
        assertThat(table.item(SampleEvents.connected("lwtThing").event(), "{}")).doesNotContainKey("reason");
    }
}
