package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.webhook.Posted;
import java.time.Duration;
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
    void alertLivesForADayFromEachTimeUntilItsResolutionEndsItByTheSameLabels() throws Exception {
        Posted posted = alertmanager.post(Incident.opened());
        alertmanager.post(Incident.opened().resolved());

        assertThat(alertmanager.lines()).containsOnly("POST /api/v2/alerts");
        JsonNode open = alertmanager.body(0).get(0);
        assertThat(open.at("/labels/alertname").asText()).isEqualTo("IotConnectivity");
        assertThat(open.at("/labels/incident").asText()).isEqualTo("inc-1");
        assertThat(open.at("/labels/severity").asText()).isEqualTo("warning");
        assertThat(open.at("/labels/group").asText()).isEqualTo("site-3");
        assertThat(open.at("/labels/team").asText()).isEqualTo("field");
        assertThat(open.path("startsAt").asText()).isEqualTo("2026-11-23T13:59:00.250Z");
        assertThat(open.path("endsAt").asText()).isEqualTo("2026-11-24T14:00:00Z");
        assertThat(posted.again()).contains(Duration.ofSeconds(100));
        JsonNode over = alertmanager.body(1).get(0);
        assertThat(over.path("labels")).isEqualTo(open.path("labels"));
        assertThat(over.path("endsAt").asText()).isEqualTo("2026-11-23T14:00:00Z");
    }

    @Test
    void otherSeverityIsAnAlertMoreAndWhoWasToldOfTheFirstIsNotToldThatItIsOver() throws Exception {
        alertmanager.post(Incident.opened());
        alertmanager.post(Incident.opened().critical().updated());
        alertmanager.post(Incident.opened().critical().resolved());

        for (int request = 1; request <= 2; request++) {
            JsonNode alerts = alertmanager.body(request);
            assertThat(alerts).hasSize(2);
            assertThat(alerts.findValuesAsText("severity")).contains("critical", "warning");
            assertThat(alerts)
                    .extracting(alert -> alert.path("labels"))
                    .contains(alertmanager.body(0).get(0).path("labels"));
        }
        assertThat(alertmanager.body(1).findValuesAsText("endsAt")).containsOnly("2026-11-24T14:00:00Z");
        assertThat(alertmanager.body(2).findValuesAsText("endsAt")).containsOnly("2026-11-23T14:00:00Z");
    }

    @Test
    void optionsSayHowOftenAndForHowLong() throws Exception {
        alertmanager.option("repeat", "10").option("hold", "1");

        Posted posted = alertmanager.post(Incident.opened());

        assertThat(posted.again()).contains(Duration.ofSeconds(10));
        assertThat(alertmanager.body(0).at("/0/endsAt").asText()).isEqualTo("2026-11-23T15:00:00Z");
        assertThatThrownBy(() -> alertmanager.option("repeat", "0.5").post(Incident.opened()))
                .hasMessageContaining("options.repeat is a number of seconds");
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
