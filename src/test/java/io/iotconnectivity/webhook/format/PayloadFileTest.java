package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Undeliverable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A payload file of the user's own. */
class PayloadFileTest {
    private static final String SIMPLE =
            """
            if (.answers | length) > 0 then {done: {seen: .answers[0].body}}
            else {request: {path: "/tickets", query: {q: "a b&c"}, headers: {"X-Key": .options.key},
                            body: {what: incident.title, before: .receipt, attempt: .attempt}}} end
            """;

    @TempDir
    private Path folder;

    private Path file;

    @AutoClose
    private Target target;

    private int edits;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("mine.jq");
        write(SIMPLE);
        target = new Target(file.toString()).option("key", "k3y");
        target.answersAll(200, "{\"id\":7}");
    }

    @Test
    void makesTheRequestAndSeesItsReceiptAgain() throws Exception {
        target.post(Incident.opened());
        target.post(Incident.opened().resolved(), 3);

        assertThat(target.lines()).containsOnly("POST /tickets?q=a%20b%26c");
        assertThat(target.requests().get(0).getHeader("X-Key")).isEqualTo("k3y");
        assertThat(target.body(0).path("before").isNull()).isTrue();
        assertThat(target.body(1).at("/before/seen/id").asInt()).isEqualTo(7);
        assertThat(target.body(1).path("attempt").asInt()).isEqualTo(3);
    }

    @Test
    void editIsLiveAtTheNextDelivery() throws Exception {
        target.post(Incident.opened());
        write(SIMPLE.replace("/tickets", "/others"));

        target.post(Incident.opened());

        assertThat(target.lines()).last().asString().startsWith("POST /others");
    }

    @Test
    void brokenEditLeavesWhatWas() throws Exception {
        target.post(Incident.opened());
        write("if if");

        target.post(Incident.opened());

        assertThat(target.lines()).hasSize(2).last().asString().startsWith("POST /tickets");
    }

    @Test
    void fileThatIsTakenAwayStaysInUse() throws Exception {
        target.post(Incident.opened());
        Files.delete(file);

        target.post(Incident.opened());

        assertThat(target.lines()).hasSize(2);
    }

    @Test
    void brokenFileIsRefusedAtTheStartWithItsLine() throws Exception {
        write("# one\n{done:\n  null}}\n");

        assertThatThrownBy(() -> target.post(Incident.opened()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mine.jq: is not a jq program; see line 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{done: no_such_function}",
                "[range(infinite)] | length",
                "def f: f; f",
                "[limit(1; recurse(.))] | last(range(1e12))",
                "def f: 1 + f; f",
                "reduce range(1e12) as $i (0; . + $i)",
                "{done: (try error(\"x\") catch .), skip: \"both\"}",
                "empty",
                "{done: null}, {done: null}",
                "7",
                "{retry: 5}",
                "{done: $ENV.PATH}",
                "{done: env.PATH}",
                "import \"a\" as a; {done: null}",
                "{request: {path: \"//evil.example/\"}}",
                "{request: {path: \"/a/../b\"}}",
                "{request: {path: \"/a/%2e%2E/b\"}}",
                "{request: {path: \"@evil.example/\"}}",
                "{request: {path: \"/a/..;/b\"}}",
                "{request: {path: \"/a/.;x=1/b\"}}",
                "{request: {path: \"/a/%2e.%3Bx/b\"}}",
                "{request: {path: \"/a/%252e%252E/b\"}}",
                "{request: {path: \"/a/..%2fb\"}}",
                "{request: {path: \"/a/..%5cb\"}}",
                "{request: {path: \"/a/%255c..\"}}",
                "{request: {path: \"/a/b%00\"}}",
                "{request: {path: \"/a/\\\\b\"}}",
                "{request: {path: \"/a//b\"}}",
                "{request: {path: \"/..\"}}",
                "{request: {path: \"/../\"}}",
                "{request: {path: \"a\"}}",
                "{request: {path: \"/a?b\"}}",
                "{request: {path: \"/a#b\"}}",
                "{request: {path: \"/a\\r\\nb\"}}",
                "{request: {method: \"CONNECT\"}}",
                "{request: {headers: {Host: \"evil.example\"}}}",
                "{request: {headers: {\"X\": \"a\\r\\nY: b\"}}}",
                "{request: {expect: [\"404\"]}}",
                "{request: {body: (\"x\" * 300000)}}"
            })
    void whatCannotBeUsedIsRefusedAtTheStart(String program) throws Exception {
        write(program);

        assertThatThrownBy(() -> target.post(Incident.opened()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mine.jq: ");
        assertThat(target.lines()).isEmpty();
    }

    @Test
    void endlessProgramTakesNoThreadWithIt() throws Exception {
        write("if incident.id == \"sample\" then {done: null} else [range(infinite)] end");

        assertThatThrownBy(() -> target.post(Incident.opened()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("steps; does it loop?");
    }

    @Test
    void requestsOfOneDeliveryAreLimited() throws Exception {
        write("{request: {method: \"GET\", path: \"/again\"}}");

        assertThatThrownBy(() -> target.post(Incident.opened()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("asks for more than 8 requests");
        assertThat(target.lines()).hasSize(8);
    }

    @Test
    void receiptIsLimited() throws Exception {
        write("if incident.id == \"sample\" then {done: null} else {done: (\"x\" * 5000)} end");

        assertThatThrownBy(() -> target.post(Incident.opened()))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("receipt of more than 4096");
    }

    @Test
    void programSaysHowItEnds() throws Exception {
        write("if incident.id == \"sample\" then {done: null} else {retry: \"busy\", after: 2.5} end");
        assertThatThrownBy(() -> target.post(Incident.opened()))
                .isInstanceOfSatisfying(
                        RetryLater.class, later -> assertThat(later.pause()).isEqualTo(Duration.ofSeconds(3)));

        write("if incident.id == \"sample\" then {done: null} else {retry: \"not now\"} end");
        assertThatThrownBy(() -> target.post(Incident.opened())).isInstanceOf(NotTaken.class);

        write("if incident.id == \"sample\" then {done: null} else {fail: \"never, k3y\"} end");
        assertThatThrownBy(() -> target.post(Incident.opened()))
                .isInstanceOf(Undeliverable.class)
                .hasMessage("webhook desk never, ***");

        write("{skip: \"no interest\"}");
        assertThat(target.post(Incident.opened()).answer()).isEqualTo("skipped: no interest");
    }

    @Test
    void expectedAnswerIsJudgedByTheProgram() throws Exception {
        write("if (.answers | length) == 0 then {request: {method: \"GET\", path: \"/x\", expect: [404]}}"
                + " else {done: .answers[0].status} end");
        target.answers(get(anyUrl()), 404, "nothing");

        assertThat(target.post(Incident.opened()).answer()).isEqualTo("404: nothing");
    }

    /** The clock of a file system may be coarse. */
    private void write(String program) throws IOException {
        Files.writeString(file, program);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(++edits)));
    }
}
