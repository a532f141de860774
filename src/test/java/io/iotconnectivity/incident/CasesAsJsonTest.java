package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.iotconnectivity.signal.ClientId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is stored reads the same again, also by a version that knows more. */
class CasesAsJsonTest {
    private final JsonMapper json = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .withConfigOverride(
                    Map.class,
                    override -> override.setInclude(
                            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    @Test
    void casesReadTheSameAgain() throws IOException {
        Fleet fleet = Fleet.with(Fleet.grouped());
        fleet.connects("conflict", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 30; i++) {
            fleet.connects("site/" + i);
        }
        for (int i = 0; i < 5; i++) {
            for (int device = 0; device < 20; device++) {
                fleet.connects("blinks/" + device).drops("blinks/" + device);
            }
            fleet.passesSeconds(5);
        }
        fleet.connects("flaps").silence("held", Duration.ofHours(1)).connects("held");
        for (int i = 0; i < 6; i++) {
            fleet.drops("flaps").passesSeconds(5).connects("flaps").passesSeconds(5);
            fleet.isTakenOver("conflict", "certificate-" + i, "192.0.2.1").isRefused("refused");
        }
        fleet.drops("held").drops("flaps");
        for (int i = 0; i < 30; i++) {
            fleet.drops("site/" + i);
        }
        fleet.passesMinutes(1);

        assertThat(fleet.desk().devices())
                .anyMatch(device -> device.ticket().isPresent())
                .anyMatch(device -> device.storm().isPresent())
                .anyMatch(device -> device.held().isPresent())
                .anyMatch(device -> device.flapping().isPresent())
                .anyMatch(device -> device.conflict().isPresent());
        for (DeviceCase device : fleet.desk().devices()) {
            assertThat(json.readValue(json.writeValueAsBytes(device), DeviceCase.class))
                    .isEqualTo(device);
        }
        assertThat(fleet.desk().groups())
                .anyMatch(group -> group.storm().isPresent())
                .anyMatch(group -> group.flapping().isPresent());
        for (GroupCase group : fleet.desk().groups()) {
            assertThat(json.readValue(json.writeValueAsBytes(group), GroupCase.class))
                    .isEqualTo(group);
        }
    }

    @Test
    void casesHaveTheFieldsThatTheyHadInEarlierVersions() throws IOException {
        String stored = "{\"client\":\"a\",\"trouble\":{\"id\":\"o\",\"how\":\"OFFLINE\",\"severity\":\"warning\","
                + "\"ticketed\":false},\"storm\":\"site\",\"lately\":{\"drops\":[],\"takeOvers\":[],\"parties\":[],"
                + "\"refusals\":[]},\"past\":{\"group\":\"site\",\"incidentId\":\"i\"}}";
        DeviceCase read = json.readValue(stored, DeviceCase.class);

        assertThat(read.storm()).contains("site");
        assertThat(read.coverage()).isInstanceOf(Coverage.ByStorm.class);
        assertThat(json.readTree(json.writeValueAsBytes(read))).isEqualTo(json.readTree(stored));
    }

    @Test
    void aTroubleIsToldOfByOneIncidentOnly() {
        String trouble = "\"trouble\":{\"id\":\"o\",\"how\":\"OFFLINE\",\"severity\":\"warning\"}";
        String held = "\"held\":{\"kind\":\"silence\",\"name\":\"s\",\"recheck\":0}";

        assertThatThrownBy(() -> json.readValue(
                        "{\"client\":\"a\"," + trouble + ",\"storm\":\"site\"," + held + "}", DeviceCase.class))
                .hasMessageContaining("several incidents");
        assertThatThrownBy(() -> json.readValue("{\"client\":\"a\",\"storm\":\"site\"}", DeviceCase.class))
                .hasMessageContaining("no trouble");
    }

    @Test
    void aGroupThatComesAndGoesHasDroppedTogether() {
        String flapping = "\"flapping\":{\"count\":2,\"ticket\":{\"id\":\"i\",\"kind\":\"flapping\"}}";

        assertThatThrownBy(() -> json.readValue("{\"name\":\"g\"," + flapping + "}", GroupCase.class))
                .hasMessageContaining("there were none");
    }

    @Test
    void whatIsMissingIsEmpty() throws IOException {
        assertThat(json.readValue("{\"client\":\"a\"}", DeviceCase.class))
                .isEqualTo(DeviceCase.none(new ClientId("a")));
        assertThat(json.readValue("{\"name\":\"g\"}", GroupCase.class)).isEqualTo(GroupCase.none("g"));
    }
}
