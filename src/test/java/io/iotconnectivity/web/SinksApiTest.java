package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.EventSchema;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SinksApiTest {
    @AutoClose
    private final Served served = Served.start();

    @Test
    void sinkOfIncidentsIsTriedWithAnIncidentAndItsEnd() throws Exception {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));
        served.wants = sink -> EventFilter.of(List.of("incident.*"), Severity.CRITICAL);

        HttpResponse<String> response = served.post("/api/sinks/webhook-desk/test", "");

        assertThat(response.statusCode()).isEqualTo(202);
        List<Event> events = served.engine.addressed.get("webhook-desk");
        assertThat(events)
                .extracting(Event::type)
                .containsExactly(EventType.INCIDENT_OPENED, EventType.INCIDENT_RESOLVED);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.incident().orElseThrow().kind()).isEqualTo(IncidentKind.TEST);
            assertThat(event.subject()).isEqualTo("test/webhook-desk");
            assertThat(EventSchema.validate(new CloudEvents("iot-connectivity/test").write(event)))
                    .isEmpty();
        });
        JsonNode answer = Served.json(response);
        String incident = answer.get("incidentId").asText();
        assertThat(events).allMatch(event -> event.data().incident().equals(Optional.of(incident)));
        assertThat(answer.at("/events/0/id").asText()).isEqualTo(events.get(0).id());
        assertThat(answer.at("/events/1/type").asText()).isEqualTo("incident.resolved");
        assertThat(served.get(answer.get("sent").asText()).statusCode()).isEqualTo(200);
    }

    @Test
    void sinkThatWasRemovedIsForgottenAndOneThatIsOnIsNot() throws Exception {
        served.engine.listed.sinks.add(Served.sink("webhook-old", false, Optional.empty()));
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));

        assertThat(served.delete("/api/sinks/webhook-old").body())
                .isEqualTo("{\"sink\":\"webhook-old\",\"waiting\":12,\"tickets\":3,\"deadLetters\":4}");
        HttpResponse<String> live = served.delete("/api/sinks/webhook-desk");
        assertThat(live.statusCode()).isEqualTo(409);
        assertThat(live.body()).contains("switched on");
        assertThat(served.delete("/api/sinks/webhook-old").statusCode()).isEqualTo(404);
    }

    @Test
    void sinkOfDevicesIsTriedWithADeviceThatIsNone() throws Exception {
        served.engine.listed.sinks.add(Served.sink("sns", true, Optional.empty()));
        served.wants = sink -> EventFilter.of(List.of("device.*"), Severity.NONE);

        assertThat(served.post("/api/sinks/sns/test", "{}").statusCode()).isEqualTo(202);

        List<Event> events = served.engine.addressed.get("sns");
        assertThat(events).extracting(Event::type).containsExactly(EventType.DEVICE_OFFLINE, EventType.DEVICE_ONLINE);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.subject()).isEqualTo("iot-connectivity-test");
            assertThat(EventSchema.validate(new CloudEvents("iot-connectivity/test").write(event)))
                    .isEmpty();
        });
        assertThat(events.get(0).id()).isLessThan(events.get(1).id());
    }

    @Test
    void eachTrialIsAnIncidentOfItsOwn() throws Exception {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));

        String first = Served.json(served.post("/api/sinks/webhook-desk/test", ""))
                .get("incidentId")
                .asText();
        String second = Served.json(served.post("/api/sinks/webhook-desk/test", ""))
                .get("incidentId")
                .asText();

        assertThat(first).isNotEqualTo(second);
    }

    /** Each test adds events to the log. */
    @Test
    void aSinkIsNotTestedWithoutEnd() throws Exception {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", true, Optional.empty()));
        served.engine.listed.sinks.add(Served.sink("sns", true, Optional.empty()));
        for (int i = 0; i < 10; i++) {
            assertThat(served.post("/api/sinks/webhook-desk/test", "").statusCode())
                    .isEqualTo(202);
        }

        HttpResponse<String> refused = served.post("/api/sinks/webhook-desk/test", "");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("60");
        assertThat(refused.body()).contains("a sink is tested 10 times a minute at most");
        assertThat(served.post("/api/sinks/sns/test", "").statusCode()).isEqualTo(202);
    }

    @Test
    void sinkThatIsNotThereOrNotRunningIsNotTried() throws Exception {
        served.engine.listed.sinks.add(Served.sink("sns", false, Optional.empty()));

        served.engine.listed.sinks.add(Served.sink("webhook-shop", true, Optional.of("HTTP 410")));

        assertThat(served.post("/api/sinks/webhook-desk/test", "").statusCode()).isEqualTo(404);
        HttpResponse<String> gone = served.post("/api/sinks/webhook-shop/test", "");
        assertThat(gone.statusCode()).isEqualTo(409);
        assertThat(Served.json(gone).get("detail").asText()).contains("HTTP 410", "enable it");
        assertThat(served.post("/api/sinks/sns/test", "").statusCode()).isEqualTo(409);
        assertThat(served.post("/api/sinks/webhook-desk/enable", "").statusCode())
                .isEqualTo(404);
        assertThat(served.engine.addressed).isEmpty();
        assertThat(served.engine.enabled).isEmpty();
    }

    @Test
    void sinkIsEnabled() throws Exception {
        served.engine.listed.sinks.add(Served.sink("webhook-desk", false, Optional.empty()));

        HttpResponse<String> response = served.post("/api/sinks/webhook-desk/enable", "");

        assertThat(response.body()).isEqualTo("{\"sink\":\"webhook-desk\",\"wasDisabled\":true}");
        assertThat(served.engine.enabled).containsExactly("webhook-desk");
    }
}
