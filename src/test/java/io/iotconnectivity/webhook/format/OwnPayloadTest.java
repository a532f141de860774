package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The test of a payload file of your own: copy it, name your file, let the target answer as yours would. */
class OwnPayloadTest {
    @AutoClose
    private final Target shiftLog = new Target("examples/payloads/shift-log.jq").option("prefix", "[pumps] ");

    @Test
    void eachNewsOfAnIncidentIsALine() throws Exception {
        shiftLog.answersAll(204, "");

        shiftLog.post(Incident.opened());
        shiftLog.post(Incident.opened().resolved());

        assertThat(shiftLog.body(0).path("text").asText()).isEqualTo("[pumps] open: pump-7 is offline");
        assertThat(shiftLog.body(0).path("ref").asText()).isEqualTo("inc-1");
        assertThat(shiftLog.body(1).path("text").asText()).startsWith("[pumps] resolve: ");
        assertThat(shiftLog.body(1).path("ref").asText()).isEqualTo("inc-1");
    }

    @Test
    void refusalIsAFailure() {
        shiftLog.answersAll(500, "");

        assertThatThrownBy(() -> shiftLog.post(Incident.opened())).hasMessageContaining("answered 500");
    }
}
