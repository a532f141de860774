package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The payloads are those of AWS's documentation, in its order of fields. */
class LifecycleEventTest {
    private static final Instant AT = Instant.ofEpochMilli(1573002230757L);

    @Test
    void aConnectOfAnExclusiveThing() {
        assertThat(event(Type.CONNECTED, Optional.of("exampleThing"), Optional.of("192.0.2.0"), Optional.empty())
                        .json())
                .isEqualTo("{\"clientId\":\"186b5\",\"thingName\":\"exampleThing\",\"timestamp\":1573002230757,"
                        + "\"eventType\":\"connected\",\"sessionIdentifier\":\"0000\",\"principalIdentifier\":\"1234\","
                        + "\"ipAddress\":\"192.0.2.0\",\"versionNumber\":3}");
    }

    @Test
    void aDisconnectByTheServer() {
        LifecycleEvent event =
                event(Type.DISCONNECTED, Optional.empty(), Optional.empty(), Optional.of("DUPLICATE_CLIENTID"));
        assertThat(event.json())
                .isEqualTo("{\"clientId\":\"186b5\",\"timestamp\":1573002230757,\"eventType\":\"disconnected\","
                        + "\"sessionIdentifier\":\"0000\",\"principalIdentifier\":\"1234\","
                        + "\"clientInitiatedDisconnect\":false,\"disconnectReason\":\"DUPLICATE_CLIENTID\","
                        + "\"versionNumber\":3}");
        assertThat(event.topic()).isEqualTo("$aws/events/presence/disconnected/186b5");
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP_ALIVE_TIMEOUT, MQTT_KEEP_ALIVE_TIMEOUT",
        "SESSION_TAKEN_OVER, DUPLICATE_CLIENTID",
        "PROTOCOL_ERROR, CLIENT_ERROR",
        "ADMINISTRATIVE_ACTION, API_INITIATED_DISCONNECT",
        "NOT_AUTHORIZED, FORBIDDEN_ACCESS",
        "QUOTA_EXCEEDED, THROTTLED",
        "SERVER_SHUTTING_DOWN, SERVER_INITIATED_DISCONNECT"
    })
    void theBrokersReasonsHaveAwsNames(DisconnectedReasonCode code, String reason) {
        assertThat(LifecycleEvents.disconnectReason(code)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "$aws/events/presence/#, $aws/events/presence/connected/a/b, true",
        "$aws/events/presence/#, $aws/events/presence, true",
        "$aws/events/presence/+/+, $aws/events/presence/connected/a, true",
        "$aws/events/presence/+/+, $aws/events/presence/connected/a/b, false",
        "$aws/events/presence/connected/a, $aws/events/presence/connected, false"
    })
    void filtersMatchAsInMqtt(String filter, String topic, boolean matches) {
        assertThat(DollarTopicIsolation.matches(filter, topic)).isEqualTo(matches);
    }

    private static LifecycleEvent event(
            Type type, Optional<String> thingName, Optional<String> ip, Optional<String> reason) {
        return new LifecycleEvent(type, "186b5", thingName, AT, "0000", "1234", ip, OptionalLong.of(3), reason);
    }
}
