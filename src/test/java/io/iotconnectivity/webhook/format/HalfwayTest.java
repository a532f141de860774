package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Undeliverable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A delivery that fails behind a request that made something has made it all the same. */
class HalfwayTest {
    private static final String TWO_REQUESTS =
            """
            if (.answers | length) == 0 then {request: {path: "/ticket", body: {}}}
            elif (.answers | length) == 1 then {request: {path: "/comment", body: {}}}
            else %s end
            """;

    @TempDir
    private Path dir;

    @Test
    void refusalOfTheSecondRequestForGood() throws Exception {
        try (Target target = target("{done: null}", 400)) {
            assertThat(catchThrowableOfType(Undeliverable.class, () -> target.post(Incident.opened()))
                            .maybe())
                    .isTrue();
        }
    }

    @Test
    void pauseThatTheTargetAsksForAtTheSecondRequest() throws Exception {
        try (Target target = target("{done: null}", 429)) {
            assertThat(catchThrowableOfType(RetryLater.class, () -> target.post(Incident.opened()))
                            .maybe())
                    .isTrue();
        }
    }

    @Test
    void failureThatThePayloadFileTells() throws Exception {
        for (String end : new String[] {"{fail: \"no\"}", "error(\"no\")", "{request: {path: \"/ticket\"}}"}) {
            try (Target target = target(end, 200)) {
                assertThat(catchThrowableOfType(Undeliverable.class, () -> target.post(Incident.opened()))
                                .maybe())
                        .as(end)
                        .isTrue();
            }
        }
    }

    @Test
    void pauseThatThePayloadFileAsksFor() throws Exception {
        try (Target target = target("{retry: \"busy\", after: 5}", 200)) {
            assertThat(catchThrowableOfType(RetryLater.class, () -> target.post(Incident.opened()))
                            .maybe())
                    .isTrue();
        }
    }

    @Test
    void firstRequestThatIsRefusedHasMadeNothing() throws Exception {
        try (Target target = target("{done: null}", 200)) {
            target.answersAll(400, "");
            assertThat(catchThrowableOfType(Undeliverable.class, () -> target.post(Incident.opened()))
                            .maybe())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error",
                "tonumber",
                ".[0]",
                ". - 1",
                "{(.): 1}.a.b | error(\"\\(.)\")",
                "fromjson",
                "@base64 | error",
                "error(.[0:9])"
            })
    void errorOfAPayloadFileDoesNotTellItsSecrets(String broken) throws Exception {
        Path file = dir.resolve("mine.jq");
        Files.writeString(
                file, "if .event.id == \"sample\" then {skip: \"x\"} else .options.token | " + broken + " end");
        try (Target target = new Target(file.toString()).option("token", "xoxb-1234567890-abcdef")) {
            assertThatThrownBy(() -> target.post(Incident.opened()))
                    .isInstanceOf(Undeliverable.class)
                    .satisfies(failure -> assertThat(failure).hasMessageNotContainingAny("xoxb-", "eG94Yi"))
                    .cause()
                    .hasMessageNotContainingAny("xoxb-", "eG94Yi");
        }
    }

    @Test
    void errorOfAPayloadFileIsEscapedOnce() throws Exception {
        Path file = dir.resolve("mine.jq");
        Files.writeString(
                file, "if .event.id == \"sample\" then {skip: \"x\"} else error(\"no \\u001b[31mticket\") end");
        try (Target target = new Target(file.toString())) {
            assertThatThrownBy(() -> target.post(Incident.opened())).hasMessageEndingWith("no \\u001b[31mticket");
        }
    }

    private Target target(String end, int second) throws IOException {
        Path file = dir.resolve("mine.jq");
        Files.writeString(file, TWO_REQUESTS.replace("%s", end));
        Target target = new Target(file.toString());
        target.answersAll(200, "");
        target.answers(
                post(urlPathEqualTo("/comment")), Target.json(second, "{}").withHeader("Retry-After", "7"));
        return target;
    }
}
