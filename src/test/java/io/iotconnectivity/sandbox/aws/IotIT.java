package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.iotdataplane.model.ConflictException;
import software.amazon.awssdk.services.iotdataplane.model.InvalidRequestException;
import software.amazon.awssdk.services.iotdataplane.model.RequestEntityTooLargeException;
import software.amazon.awssdk.services.iotdataplane.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iotdataplane.model.ThrottlingException;

class IotIT {
    @AutoClose
    private static AwsEndpoint aws;

    @AutoClose
    private static IotClient control;

    @AutoClose
    private static IotDataPlaneClient data;

    @BeforeAll
    static void start() {
        aws = AwsEndpoint.start(0);
        control = Clients.client(IotClient.builder(), aws.uri());
        data = Clients.client(IotDataPlaneClient.builder(), aws.uri());
    }

    @Test
    void shadowOfAnUnregisteredThingComesToBe() {
        JsonNode reply = update("ghost", "{\"state\":{\"reported\":{\"last_will\":\"yes\"}},\"clientToken\":\"t-1\"}");

        assertThat(reply.path("version").asInt()).isEqualTo(1);
        assertThat(reply.path("clientToken").asText()).isEqualTo("t-1");
        assertThat(reply.at("/metadata/reported/last_will/timestamp").asLong()).isPositive();
        JsonNode shadow = get("ghost");
        assertThat(shadow.at("/state/reported/last_will").asText()).isEqualTo("yes");
        assertThat(shadow.path("version").asInt()).isEqualTo(1);
        assertThat(aws.shadows()
                        .reported("ghost")
                        .orElseThrow()
                        .path("last_will")
                        .asText())
                .isEqualTo("yes");
    }

    @Test
    void updateMergesAndNullRemoves() {
        update("merge", "{\"state\":{\"reported\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}},\"desired\":{\"a\":5}}}");
        update("merge", "{\"state\":{\"reported\":{\"b\":{\"c\":null,\"e\":4}},\"desired\":null}}");

        JsonNode shadow = get("merge");
        assertThat(shadow.path("state")).hasToString("{\"reported\":{\"a\":1,\"b\":{\"d\":3,\"e\":4}}}");
        assertThat(shadow.at("/metadata/reported/b").has("c")).isFalse();
        assertThat(shadow.at("/metadata/reported/b").has("e")).isTrue();
        assertThat(shadow.path("version").asInt()).isEqualTo(2);
    }

    @Test
    void differenceBetweenDesiredAndReportedIsShown() {
        update("delta", "{\"state\":{\"reported\":{\"a\":1,\"b\":2},\"desired\":{\"a\":5,\"b\":2}}}");
        assertThat(get("delta").at("/state/delta")).hasToString("{\"a\":5}");
    }

    @Test
    void wrongVersionIsAConflict() {
        update("versioned", "{\"state\":{\"reported\":{\"a\":1}}}");
        update("versioned", "{\"state\":{\"reported\":{\"a\":2}},\"version\":1}");

        assertThatThrownBy(() -> update("versioned", "{\"state\":{\"reported\":{\"a\":3}},\"version\":1}"))
                .isInstanceOfSatisfying(ConflictException.class, conflict -> assertThat(conflict.statusCode())
                        .isEqualTo(409));
        assertThat(get("versioned").at("/state/reported/a").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{}",
                "{\"state\":5}",
                "{\"state\":{\"reportd\":{}}}",
                "{\"state\":{\"reported\":5}}",
                "{\"state\":{\"reported\":{\"a\":[null]}}}",
                "{\"state\":{\"reported\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{\"i\":{}}}}}}}}}}}}",
                "{\"state\":{},\"version\":\"x\"}",
            })
    void unsoundDocumentIsRefused(String document) {
        assertThatThrownBy(() -> update("unsound", document)).isInstanceOf(InvalidRequestException.class);
        assertThat(aws.shadows().shadow("unsound")).isEmpty();
    }

    @Test
    void largeShadowIsRefused() {
        assertThatThrownBy(() -> update("large", "{\"state\":{\"reported\":{\"a\":\"" + "x".repeat(8200) + "\"}}}"))
                .isInstanceOfSatisfying(
                        RequestEntityTooLargeException.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(413));
    }

    @Test
    void missingShadowIsNotFound() {
        assertThatThrownBy(() -> get("nobody"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("No shadow exists with name: 'nobody'");
        assertThatThrownBy(() -> data.deleteThingShadow(d -> d.thingName("nobody")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void namedShadowsStandBesideTheClassicOne() {
        for (String name : new String[] {"one", "two", "three"}) {
            data.updateThingShadow(
                    u -> u.thingName("named").shadowName(name).payload(bytes("{\"state\":{\"reported\":{\"n\":1}}}")));
        }
        assertThatThrownBy(() -> get("named")).isInstanceOf(ResourceNotFoundException.class);
        assertThat(data.getThingShadow(g -> g.thingName("named").shadowName("two"))
                        .payload()
                        .asUtf8String())
                .contains("\"n\":1");
        assertThat(data.listNamedShadowsForThing(l -> l.thingName("named").pageSize(2)))
                .satisfies(page -> assertThat(page.results()).containsExactly("one", "three"))
                .satisfies(page -> assertThat(data.listNamedShadowsForThing(
                                        l -> l.thingName("named").nextToken(page.nextToken()))
                                .results())
                        .containsExactly("two"));
        data.deleteThingShadow(d -> d.thingName("named").shadowName("two"));
        assertThat(aws.shadows().shadow("named", "two")).isEmpty();
    }

    @Test
    void throttledShadowUpdateIsStatus429() {
        aws.faults().next("iotdata", "UpdateThingShadow", Fault.throttle(), 1);
        assertThatThrownBy(() -> update("busy", "{\"state\":{}}"))
                .isInstanceOfSatisfying(ThrottlingException.class, refused -> assertThat(refused.statusCode())
                        .isEqualTo(429));
    }

    @Test
    void publishIsAccepted() {
        assertThat(data.publish(p -> p.topic("a/b").qos(1).payload(bytes("x")))
                        .sdkHttpResponse()
                        .isSuccessful())
                .isTrue();
    }

    @Test
    void thingsAreRegisteredListedAndForgotten() {
        control.createThing(c -> c.thingName("t1").attributePayload(a -> a.attributes(Map.of("site", "x"))));
        control.createThing(c -> c.thingName("t1").attributePayload(a -> a.attributes(Map.of("site", "x"))));
        aws.things().create("t2", "t3");

        assertThat(control.describeThing(d -> d.thingName("t1")).attributes()).containsEntry("site", "x");
        assertThat(control.listThingsPaginator(l -> l.maxResults(2)).things())
                .extracting("thingName")
                .containsExactly("t1", "t2", "t3");
        assertThat(control.listThings(l -> l.attributeName("site").attributeValue("x"))
                        .things())
                .hasSize(1);
        assertThatThrownBy(() -> control.createThing(c -> c.thingName("t1")))
                .isInstanceOf(software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException.class);
        assertThatThrownBy(() -> control.createThing(c -> c.thingName("not a thing name")))
                .isInstanceOf(software.amazon.awssdk.services.iot.model.InvalidRequestException.class);
        control.deleteThing(d -> d.thingName("t1"));
        assertThatThrownBy(() -> control.describeThing(d -> d.thingName("t1")))
                .isInstanceOfSatisfying(
                        software.amazon.awssdk.services.iot.model.ResourceNotFoundException.class,
                        missing -> assertThat(missing.statusCode()).isEqualTo(404));
    }

    @Test
    void endpointOfTheDataPlaneIsThisOne() {
        assertThat(control.describeEndpoint(d -> d.endpointType("iot:Data-ATS")).endpointAddress())
                .isEqualTo("127.0.0.1:" + aws.uri().getPort());
    }

    private static JsonNode update(String thing, String document) {
        return json(data.updateThingShadow(u -> u.thingName(thing).payload(bytes(document)))
                .payload());
    }

    private static JsonNode get(String thing) {
        return json(data.getThingShadow(g -> g.thingName(thing)).payload());
    }

    private static JsonNode json(SdkBytes payload) {
        try {
            return new ObjectMapper().readTree(payload.asByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SdkBytes bytes(String text) {
        return SdkBytes.fromUtf8String(text);
    }
}
