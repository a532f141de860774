package io.iotconnectivity.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSchemaTest {
    private static final String OFFLINE =
            """
            {
              'specversion': '1.0', 'id': '01', 'source': 'iot-connectivity/eu-west-1', 'subject': 'dev1',
              'type': 'io.iotconnectivity.device.offline', 'time': '2026-11-23T10:00:30.123Z',
              'datacontenttype': 'application/json',
              'data': {
                'clientId': 'dev1', 'thingName': 'thing1', 'state': 'OFFLINE', 'previousState': 'SUSPECT',
                'since': '2026-11-23T10:00:00Z', 'reason': 'CONNECTION_LOST', 'cause': 'NETWORK',
                'severity': 'warning', 'advice': 'look at the network', 'lastWill': true,
                'sessionIdentifier': 'a4666d2a-7d84-4ae5-ac5d-7b38c9cb7967', 'versionNumber': 9223372036854775807,
                'principalIdentifier': 'p', 'ipAddress': '192.0.2.0', 'verified': true,
                'evidence': [{'kind': 'disconnected', 'at': '2026-11-23T10:00:00Z', 'detail': 'CONNECTION_LOST'}],
                'incidentId': 'i1', 'sequence': 3
              }
            }
            """;

    @Test
    void anOutageIsValid() {
        assertThat(validate(OFFLINE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'specversion': '1.0'       | 'specversion': '0.3'",
                "'id': '01',                | ",
                "'subject': 'dev1'          | 'subject': ''",
                "'source': 'iot-connectivity/eu-west-1' | 'source': 'other'",
                "device.offline             | device.gone",
                "'time': '2026-11-23T10:00:30.123Z' | 'time': '2026-11-23'",
                "'since': '2026-11-23T10:00:00Z' | 'since': '2026-11-23T11:00:00+01:00'",
                "'since': '2026-11-23T10:00:00Z' | 'since': 1763892000000",
                "'state': 'OFFLINE',        | 'state': 'ONLINE',",
                "'state': 'OFFLINE',        | 'state': 'GONE',",
                "'previousState': 'SUSPECT', | ",
                "'reason': 'CONNECTION_LOST', | ",
                "'cause': 'NETWORK'         | 'cause': 'network'",
                "'severity': 'warning'      | 'severity': 'WARNING'",
                "'severity': 'warning'      | 'severity': null",
                "'lastWill': true           | 'lastWill': 'yes'",
                "'verified': true,          | ",
                "'kind': 'disconnected'     | 'kind': 'vanished'",
                "'detail': 'CONNECTION_LOST' | 'extra': 1",
                "'versionNumber': 9223372036854775807 | 'versionNumber': -1",
                "'sequence': 3              | 'sequence': 0",
                "'sequence': 3              | 'sequence': 3, 'outageSeconds': 5",
                "'sequence': 3              | 'sequence': 3, 'notInTheSchema': 5",
                "'datacontenttype'          | 'dataContentType'",
            })
    void anyDeviationIsFound(String part, String replacement) {
        String broken = OFFLINE.replace(part, replacement == null ? "" : replacement);
        assertThat(broken).isNotEqualTo(OFFLINE);

        assertThat(validate(broken)).isNotEmpty();
    }

    @Test
    void eachTypeAsksForWhatItIsAbout() {
        String signal =
                "'signal': {'kind': 'connect_failed', 'at': '2026-11-23T10:00:00Z', 'current': true}, 'sequence': 3";
        String rejected = OFFLINE.replace("device.offline", "device.rejected");
        String recorded = OFFLINE.replace("device.offline", "device.signal");
        String online =
                OFFLINE.replace("device.offline", "device.online").replace("'state': 'OFFLINE'", "'state': 'ONLINE'");

        assertThat(validate(rejected)).isNotEmpty();
        assertThat(validate(rejected.replace("'sequence': 3", signal))).isEmpty();
        assertThat(validate(rejected.replace("'sequence': 3", signal.replace("connect_failed", "connected"))))
                .isNotEmpty();
        String diagnosis = "'diagnosis': {'found': true, 'sourcePort': 4711}, 'sequence': 3";
        String diagnosed = OFFLINE.replace("device.offline", "device.diagnosed");
        assertThat(validate(diagnosed)).isNotEmpty();
        assertThat(validate(diagnosed.replace("'sequence': 3", diagnosis))).isEmpty();
        assertThat(validate(diagnosed.replace("'sequence': 3", diagnosis.replace("4711", "-1"))))
                .isNotEmpty();
        assertThat(validate(OFFLINE.replace("device.offline", "device.stale"))).isNotEmpty();
        assertThat(validate(OFFLINE.replace("device.offline", "device.stale").replace("'OFFLINE'", "'STALE'")))
                .isEmpty();
        assertThat(validate(recorded)).isNotEmpty();
        assertThat(validate(recorded.replace("'sequence': 3", signal))).isEmpty();
        assertThat(validate(online.replace("'sequence': 3", "'sequence': 3, 'outageSeconds': 5")))
                .isEmpty();
        assertThat(validate(online.replace("'state': 'ONLINE'", "'state': 'OFFLINE'")))
                .isNotEmpty();
        assertThat(validate(online.replace("'sequence': 3", signal))).isNotEmpty();
    }

    private static List<String> validate(String event) {
        return EventSchema.validate(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
