package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.Undeliverable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * @see <a href="https://prometheus.io/docs/alerting/latest/clients/">Clients</a>
 */
class AlertmanagerContractTest {
    @AutoClose
    private final Target alertmanager = new Target("alertmanager").option("labels.team", "field");

    @BeforeEach
    void takeAlerts() {
        alertmanager.answersAll(200, "");
    }

    @Test
    void alertEndsAYearAwayUntilItsResolutionEndsItByTheSameLabels() throws Exception {
        alertmanager.post(Incident.opened());
        alertmanager.post(Incident.opened().resolved());

        assertThat(alertmanager.lines()).containsOnly("POST /api/v2/alerts");
        JsonNode open = alertmanager.body(0).get(0);
        assertThat(open.at("/labels/alertname").asText()).isEqualTo("IotConnectivity");
        assertThat(open.at("/labels/incident").asText()).isEqualTo("inc-1");
        assertThat(open.at("/labels/severity").asText()).isEqualTo("warning");
        assertThat(open.at("/labels/team").asText()).isEqualTo("field");
        assertThat(open.path("startsAt").asText()).isEqualTo("2026-11-23T13:59:00.250Z");
        assertThat(open.path("endsAt").asText()).isEqualTo("2027-11-23T14:00:00Z");
        JsonNode over = alertmanager.body(1).get(0);
        assertThat(over.path("labels")).isEqualTo(open.path("labels"));
        assertThat(over.path("endsAt").asText()).isEqualTo("2026-11-23T14:00:00Z");
    }

    @Test
    void otherSeverityEndsTheOldAlertAndBeginsANewOne() throws Exception {
        alertmanager.post(Incident.opened());
        alertmanager.post(Incident.opened().critical().updated());
        alertmanager.post(Incident.opened().critical().resolved());

        JsonNode update = alertmanager.body(1);
        assertThat(update).hasSize(2);
        assertThat(update.get(0).at("/labels/severity").asText()).isEqualTo("critical");
        assertThat(update.get(1).path("labels"))
                .isEqualTo(alertmanager.body(0).get(0).path("labels"));
        assertThat(update.get(1).path("endsAt").asText()).isEqualTo("2026-11-23T14:00:00Z");
        assertThat(alertmanager.body(2)).hasSize(1);
        assertThat(alertmanager.body(2).get(0).at("/labels/severity").asText()).isEqualTo("critical");
    }

    @Test
    void labelsOfTheOpeningAreEndedAlsoAfterAChangeOfSettings() throws Exception {
        alertmanager.post(Incident.opened());
        alertmanager.option("labels.team", "other");

        alertmanager.post(Incident.opened().resolved());

        assertThat(alertmanager.body(1).get(0).at("/labels/team").asText()).isEqualTo("field");
    }

    @Test
    void refusedAlertIsADeadLetter() {
        alertmanager.answersAll(400, "\"bad timestamp\"");

        assertThatThrownBy(() -> alertmanager.post(Incident.opened()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("bad timestamp");
    }
}
