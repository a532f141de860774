package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Delivered means that the target said so, and not something that stands in its place. */
class SaidSoTest {
    private static final String PORTAL =
            "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>…</body></html>";
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Arguments> formats() {
        return Stream.of(
                Arguments.of("pagerduty", Map.of("routing-key", "k1")),
                Arguments.of("opsgenie", Map.of("api-key", "k1")),
                Arguments.of("jsm", Map.of("api-key", "k1")),
                Arguments.of("jsm", Map.of("cloud-id", "c1")),
                Arguments.of("servicenow", Map.of()),
                Arguments.of("jira", Map.of("project", "OPS")),
                Arguments.of("jira", Map.of("project", "OPS", "data-center", "true")),
                Arguments.of("slack", Map.of("token", "k1", "channel", "C1")),
                Arguments.of("teams", Map.of()),
                Arguments.of("alertmanager", Map.of()));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void pageInsteadOfAnAnswerIsTriedAgainAndCalledByItsName(String format, Map<String, String> options) {
        try (Target target = target(format, options)) {
            for (int status : new int[] {200, 202, 400, 404, 410, 422}) {
                target.answers(
                        any(anyUrl()),
                        aResponse()
                                .withStatus(status)
                                .withHeader("Content-Type", "text/html")
                                .withBody(PORTAL));

                assertThatThrownBy(() -> target.post(Incident.opened()))
                        .isNotInstanceOfAny(Undeliverable.class, SinkGone.class, NotThisOne.class)
                        .hasMessage(
                                "webhook desk answered " + status + " with an HTML page (Sign in): is this a sign-in"
                                        + " portal, a proxy or a sleeping instance in place of the target?");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void answerThatTheTargetDoesNotDocumentIsTriedAgain(String format, Map<String, String> options) {
        try (Target target = target(format, options)) {
            target.answers(any(anyUrl()), aResponse().withStatus(200).withBody("It works!"));

            assertThatThrownBy(() -> target.post(Incident.opened()))
                    .isNotInstanceOf(Undeliverable.class)
                    .hasMessageContaining("not what the target documents")
                    .hasMessageContaining("It works!");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyFileSaysWhatItsTargetAnswers(String format, Map<String, String> options) throws Exception {
        Payload file = Payload.open(Format.of(format).orElseThrow(), options);
        for (Incident event : new Incident[] {
            Incident.opened(), Incident.opened().updated(), Incident.opened().resolved()
        }) {
            ObjectNode input = JsonNodeFactory.instance.objectNode();
            input.set("event", JSON.readTree(event.json()));
            options.forEach(input.putObject("options")::put);
            input.putNull("receipt").putArray("answers");
            input.put("attempt", 1).put("now", "2026-11-23T14:00:00Z");

            if (file.run(input) instanceof FormatStep.Request request) {
                assertThat(request.answer()).isNotEmpty();
            }
        }
    }

    @Test
    void receiverOfCloudEventsMayAnswerWhatItWants() throws Exception {
        try (Target target = new Target("cloudevents")) {
            target.answers(
                    any(anyUrl()),
                    aResponse()
                            .withStatus(200)
                            .withHeader("Content-Type", "text/html")
                            .withBody(PORTAL));

            assertThat(target.post(Incident.opened()).answer()).startsWith("200");
        }
    }

    @Test
    void refusalOfOneThingIsToldFromThatOfTheTarget() {
        try (Target target = target("pagerduty", Map.of("routing-key", "k1"))) {
            target.answersAll(409, "{}");
            assertThatThrownBy(() -> target.post(Incident.opened())).isInstanceOf(NotThisOne.class);

            target.answersAll(404, "{}");
            assertThatThrownBy(() -> target.post(Incident.opened())).isNotInstanceOf(NotThisOne.class);

            target.answersAll(503, "{}");
            assertThatThrownBy(() -> target.post(Incident.opened())).isNotInstanceOf(NotThisOne.class);
        }
    }

    private static Target target(String format, Map<String, String> options) {
        Target target = new Target(format);
        options.forEach(target::option);
        return target;
    }
}
