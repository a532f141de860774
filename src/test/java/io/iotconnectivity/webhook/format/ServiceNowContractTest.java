package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.delivery.NotTaken;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a
 *     href="https://www.servicenow.com/docs/bundle/washingtondc-it-operations-management/page/product/event-management/task/send-events-via-web-service.html">Event
 *     collection via web service API</a>
 */
class ServiceNowContractTest {
    @AutoClose
    private final Target serviceNow = new Target("servicenow").header("Authorization", "Basic abc");

    @BeforeEach
    void insertEvents() {
        serviceNow.answersAll(200, "{\"result\":{\"Default Bulk Endpoint\":\"1 events were inserted\"}}");
    }

    @Test
    void allEventsOfAnIncidentHaveOneKeyAndTheLastClearsIt() throws Exception {
        serviceNow.post(Incident.opened().critical());
        serviceNow.post(Incident.opened().updated());
        serviceNow.post(Incident.opened().resolved());

        assertThat(serviceNow.lines()).containsOnly("POST /api/global/em/jsonv2");
        JsonNode opened = serviceNow.body(0).at("/records/0");
        assertThat(opened.path("message_key").asText()).isEqualTo("inc-1");
        assertThat(opened.path("severity").asText()).isEqualTo("1");
        assertThat(opened.path("time_of_event").asText()).isEqualTo("2026-11-23 14:00:00");
        assertThat(new ObjectMapper()
                        .readTree(opened.path("additional_info").asText())
                        .path("reason")
                        .asText())
                .isEqualTo("MQTT_KEEP_ALIVE_TIMEOUT");
        assertThat(serviceNow.body(1).at("/records/0/severity").asText()).isEqualTo("3");
        JsonNode over = serviceNow.body(2).at("/records/0");
        assertThat(over.path("message_key").asText()).isEqualTo("inc-1");
        assertThat(over.path("severity").asText()).isEqualTo("0");
        assertThat(over.path("resolution_state").asText()).isEqualTo("Closing");
    }

    @Test
    void refusedUserIsTriedAgainAndAFailureMayHaveTakenTheEvent() {
        serviceNow.answersAll(401, "{\"error\":{\"message\":\"User Not Authenticated\"}}");
        assertThatThrownBy(() -> serviceNow.post(Incident.opened())).isInstanceOf(NotTaken.class);

        serviceNow.answersAll(500, "{\"error\":{\"message\":\"Transaction cancelled\"}}");
        assertThatThrownBy(() -> serviceNow.post(Incident.opened())).isInstanceOf(IOException.class);
    }
}
