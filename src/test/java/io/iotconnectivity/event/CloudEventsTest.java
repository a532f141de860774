package io.iotconnectivity.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.SampleReports;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    private final CloudEvents codec = new CloudEvents("iot-connectivity/eu-central-1");

    @Test
    void reportFitsItsSchemaAndIsReadAsItWasWritten() {
        CloudEvents codec = new CloudEvents("iot-connectivity/eu-central-1");
        Event report = SampleReports.november();

        assertThat(EventSchema.validate(codec.write(report))).isEmpty();
        assertThat(codec.read(codec.write(report))).isEqualTo(report);
        assertThat(Sentence.of(report)).isEqualTo("availability in 2026-11: 98.611 %, 3 devices, 3 outages");
    }

    @Test
    void envelopeIsCloudEventsOneAndAbsentFieldsAreLeftOut() {
        String json = new String(codec.write(event(Optional.empty())), StandardCharsets.UTF_8);

        assertThat(json)
                .startsWith("{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"iot-connectivity/eu-central-1\","
                        + "\"type\":\"io.iotconnectivity.device.offline\",\"subject\":\"a/b\","
                        + "\"time\":\"2026-11-23T10:00:00.000Z\",\"datacontenttype\":\"application/json\",\"data\":{")
                .contains("\"severity\":\"warning\"", "\"versionNumber\":7", "\"state\":\"OFFLINE\"")
                .doesNotContain("null", "thingName", "outageSeconds");
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        Event event = event(Optional.of("thing"));

        assertThat(codec.read(codec.write(event))).isEqualTo(event);
    }

    @Test
    void fieldsOfALaterVersionAreSkipped() {
        String json = new String(codec.write(event(Optional.empty())), StandardCharsets.UTF_8)
                .replace("\"data\":{", "\"later\":1,\"data\":{\"alsoLater\":[],");

        assertThat(codec.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(event(Optional.empty()));
    }

    @Test
    void whatIsNoEventOfOursIsRefused() {
        assertThatThrownBy(() -> codec.read("{".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.read("{\"type\":\"other\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    private static Event event(Optional<String> thing) {
        DeviceData data = new DeviceData(
                "a/b",
                thing,
                Verdict.OFFLINE,
                Verdict.SUSPECT,
                Optional.of(AT),
                Optional.of("CONNECTION_LOST"),
                Optional.of(Cause.NETWORK),
                Optional.of(Severity.WARNING),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(7),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(false),
                List.of(new Evidence("disconnected", AT, Optional.of("CONNECTION_LOST"))),
                OptionalLong.empty(),
                Optional.of("i1"),
                List.of(),
                3);
        return new Event("e1", EventType.DEVICE_OFFLINE, "a/b", AT, data);
    }
}
