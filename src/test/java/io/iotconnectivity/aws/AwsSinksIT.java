package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.sns.Message;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

/** The AWS sinks against the sandbox's endpoint, which can also fail in the ways that AWS does. */
class AwsSinksIT extends AwsSinkContract {
    @AutoClose
    private final AwsEndpoint aws = AwsEndpoint.start(0);

    @Override
    URI endpoint() {
        return aws.uri();
    }

    @AfterEach
    void allIsWell() {
        aws.faults().clear();
    }

    @Override
    void assertPublished(String topic) {
        List<Message> published = aws.sns().published();
        Message last = published.get(published.size() - 1);
        assertThat(last.topicArn()).isEqualTo(topic);
        assertThat(last.text()).isEqualTo(JSON);
        assertThat(last.attributes()).hasSize(4);
        assertThat(last.attributes().get("type").value()).isEqualTo("io.iotconnectivity.device.offline");
        assertThat(last.attributes().get("state").value()).isEqualTo("OFFLINE");
        assertThat(last.attributes().get("reason").value()).isEqualTo("MQTT_KEEP_ALIVE_TIMEOUT");
        assertThat(last.attributes().get("severity").value()).isEqualTo("warning");
    }

    @Test
    void metricsOfAnIntervalAreOneCall() throws Exception {
        start("sink-metrics");
        List<Event> interval = List.of(
                SampleEvents.connected("a").event(),
                SampleEvents.disconnected("a", "CONNECTION_LOST").event());
        long before = aws.faults().calls("cloudwatch", "PutMetricData");

        deliver("sink-metrics", exchange -> exchange.getMessage().setBody(interval));

        assertThat(aws.faults().calls("cloudwatch", "PutMetricData")).isEqualTo(before + 1);
        assertThat(aws.metrics().sum("IoTConnectivity", "Connects")).isEqualTo(1);
        assertThat(aws.metrics().data())
                .filteredOn(datum -> datum.name().equals("Disconnects"))
                .singleElement()
                .satisfies(datum -> {
                    assertThat(datum.dimensions()).isEqualTo(Map.of("Reason", "CONNECTION_LOST"));
                    assertThat(datum.unit()).isEqualTo("Count");
                });
    }

    @Test
    void replyThatIsLostAfterTheRowWasWrittenIsADelivery() {
        tables(true).prepare();
        String client = client();
        aws.faults().next("dynamodb", "UpdateItem", Fault.loseReply(), 1);

        new DevicesTable(clients::dynamoDb, devices)
                .write(SampleEvents.offline(client).event());

        assertThat(row(client)).containsKey("state");
    }

    @Test
    void throttledTableIsTriedLater() {
        tables(true).prepare();
        aws.faults().next("dynamodb", "UpdateItem", Fault.throttle(), Integer.MAX_VALUE);
        DevicesTable table = new DevicesTable(clients::dynamoDb, devices);
        Event event = SampleEvents.offline(client()).event();

        assertThatThrownBy(() -> table.write(event)).isInstanceOf(SdkException.class);
        assertThat(aws.faults().calls("dynamodb", "UpdateItem")).isLessThan(50);
    }

    @Test
    void tablesThatCannotBeCheckedStopNothing() {
        aws.faults().next("dynamodb", "DescribeTable", Fault.serverError(), Integer.MAX_VALUE);
        assertThat(tables(true).prepare())
                .hasSize(2)
                .allMatch(problem -> problem.contains("cannot be created or checked"));
    }

    @Test
    void throttledShadowIsTriedLater() throws Exception {
        String thing = client();
        aws.things().create(thing);
        Shadow shadow = new Shadow(clients::iotData, things(), Optional.of("connectivity"));
        Event will = SampleEvents.leftItsWill(thing).event();

        aws.faults().next("iotdata", "UpdateThingShadow", Fault.throttle(), Integer.MAX_VALUE);
        assertThatThrownBy(() -> shadow.write(will)).isInstanceOf(SdkException.class);

        aws.faults().clear();
        shadow.write(will);
        assertThat(aws.shadows().shadow(thing, "connectivity")).isPresent();
        assertThat(aws.shadows().shadow(thing)).isEmpty();
    }

    @Test
    void registryThatCannotTellIsNoReasonToGiveUp() {
        aws.faults().next("iot", "DescribeThing", Fault.throttle(), Integer.MAX_VALUE);
        Shadow shadow = new Shadow(clients::iotData, things(), Optional.empty());
        Event will = SampleEvents.leftItsWill(client()).event();

        assertThatThrownBy(() -> shadow.write(will)).isInstanceOf(SdkException.class);
    }
}
