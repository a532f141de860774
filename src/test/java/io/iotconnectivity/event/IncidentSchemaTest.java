package io.iotconnectivity.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentSchemaTest {
    private static final String OPENED =
            """
            {
              'specversion': '1.0', 'id': '01', 'source': 'iot-connectivity/eu-west-1', 'subject': 'group/site-3',
              'type': 'io.iotconnectivity.incident.opened', 'time': '2026-11-23T10:00:30.123Z',
              'datacontenttype': 'application/json',
              'data': {
                'incidentId': 'i1', 'key': 'group/site-3', 'kind': 'group', 'status': 'open', 'severity': 'warning',
                'title': '34 devices of site-3 are offline', 'openedAt': '2026-11-23T10:00:30.123Z',
                'since': '2026-11-23T10:00:00Z', 'group': 'site-3', 'deviceCount': 34, 'downCount': 34,
                'devices': ['a', 'b'], 'cause': 'NETWORK', 'reason': 'CONNECTION_LOST', 'advice': 'look', 'sequence': 1
              }
            }
            """;

    private static final String RESOLVED = OPENED.replace("incident.opened", "incident.resolved")
            .replace("'open'", "'resolved'")
            .replace("'sequence'", "'resolvedAt': '2026-11-23T10:05:00Z', 'resolution': 'recovered', 'sequence'");

    @Test
    void openingAndResolutionAreValid() {
        assertThat(validate(OPENED)).isEmpty();
        assertThat(validate(OPENED.replace("incident.opened", "incident.updated")))
                .isEmpty();
        assertThat(validate(RESOLVED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "incident.opened         | incident.closed",
                "'incidentId': 'i1',     | ",
                "'key': 'group/site-3',  | ",
                "'kind': 'group'         | 'kind': 'GROUP'",
                "'status': 'open'        | 'status': 'resolved'",
                "'severity': 'warning'   | 'severity': 'none'",
                "'title'                 | 'titel'",
                "'deviceCount': 34       | 'deviceCount': -1",
                "'devices': ['a', 'b']   | 'devices': ['']",
                "'sequence': 1           | 'sequence': 1, 'resolvedAt': '2026-11-23T10:05:00Z'",
                "'sequence': 1           | 'sequence': 1, 'notInTheSchema': 5",
            })
    void anyDeviationIsFound(String part, String replacement) {
        String broken = OPENED.replace(part, replacement == null ? "" : replacement);
        assertThat(broken).isNotEqualTo(OPENED);

        assertThat(validate(broken)).isNotEmpty();
    }

    @Test
    void resolutionSaysWhenAndWhy() {
        assertThat(validate(RESOLVED.replace("'resolution': 'recovered',", ""))).isNotEmpty();
        assertThat(validate(RESOLVED.replace("'resolvedAt': '2026-11-23T10:05:00Z',", "")))
                .isNotEmpty();
        assertThat(validate(RESOLVED.replace("'recovered'", "'merged', 'mergedInto': 'i2'")))
                .isEmpty();
    }

    private static List<String> validate(String event) {
        return EventSchema.validate(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
