package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.webhook.inbound.InboundHook;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HooksApiTest {
    private static final String SECRET = "0123456789abcdef";
    private static final String ALERT =
            "{\"action\":\"Acknowledge\",\"alert\":{\"alias\":\"I1\",\"username\":\"ada\"}}";

    @AutoClose
    private final Served served = Served.guardedBy(
            "a token of sixteen",
            List.of(
                    new InboundHook("desk", "jsm", List.of(SECRET)),
                    new InboundHook("chat", "slack", List.of(SECRET))));

    @BeforeEach
    void open() {
        served.engine.openForNotes.add("I1");
        served.engine.listed.incidents.add(Served.incident("I1", IncidentKind.DEVICE, Severity.WARNING));
    }

    @Test
    void anAcknowledgementNeedsItsSignatureAndNoToken() throws Exception {
        assertThat(report("/hooks/desk", SECRET, ALERT).statusCode()).isEqualTo(200);

        assertThat(served.engine.notes).extracting(Note::sentence).containsExactly("ada at desk acknowledged it");
    }

    /** With the message that the button is part of, it is longer than forms usually may be. */
    @Test
    void aLongFormFromSlackIsKeptAsItWasSigned() throws Exception {
        String form = "payload="
                + URLEncoder.encode(
                        "{\"type\":\"block_actions\",\"user\":{\"id\":\"U1\",\"username\":\"ada\"},\"message\":\""
                                + "x y".repeat(10_000)
                                + "\",\"actions\":[{\"action_id\":\"iotc_acknowledge\",\"value\":\"I1\",\"action_ts\":\"1\"}]}",
                        StandardCharsets.UTF_8);
        String time = Long.toString(Served.NOW.getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature =
                HexFormat.of().formatHex(mac.doFinal(("v0:" + time + ":" + form).getBytes(StandardCharsets.UTF_8)));

        HttpResponse<String> heard = Served.send(served.request("/hooks/chat")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", time)
                .header("X-Slack-Signature", "v0=" + signature)
                .POST(HttpRequest.BodyPublishers.ofString(form)));

        assertThat(heard.statusCode()).isEqualTo(200);
        assertThat(served.engine.notes).extracting(Note::sentence).containsExactly("ada at chat acknowledged it");
    }

    @Test
    void aForgedOneIsRefusedWithoutSayingMore() throws Exception {
        HttpResponse<String> forged = report("/hooks/desk", SECRET + "!", ALERT);

        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(Served.json(forged).get("detail").asText()).isEqualTo("this is not signed as it must be");
        assertThat(served.engine.notes).isEmpty();
    }

    @Test
    void nothingElseOpensWithoutTheToken() throws Exception {
        assertThat(report("/hooks/other", SECRET, ALERT).statusCode()).isEqualTo(401);
        assertThat(report("/hooks/desk/", SECRET, ALERT).statusCode()).isEqualTo(401);
        assertThat(report("/api/incidents/I1/notes", SECRET, "{}").statusCode()).isEqualTo(401);
        assertThat(Served.send(served.request("/hooks/desk").header("Authorization", "Bearer " + SECRET))
                        .statusCode())
                .isEqualTo(401);
        assertThat(served.engine.notes).isEmpty();
    }

    @Test
    void aPageOfAnotherSiteCannotReport() throws Exception {
        assertThat(Served.send(request("/hooks/desk", SECRET, ALERT).header("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aReportThatComesAgainCountsOnce() throws Exception {
        assertThat(report("/hooks/desk", SECRET, ALERT).statusCode()).isEqualTo(200);
        assertThat(report("/hooks/desk", SECRET, ALERT).statusCode()).isEqualTo(200);

        assertThat(served.engine.notes).hasSize(1);
    }

    @Test
    void withoutAKeyTheOnlyOpenIncidentOfThatTitleIsMeant() throws Exception {
        String title = served.engine.listed.incidents.get(0).title();
        String byTitle = ALERT.replace("\"alias\":\"I1\"", "\"message\":\"" + title + "\"");

        assertThat(report("/hooks/desk", SECRET, byTitle).statusCode()).isEqualTo(200);
        assertThat(served.engine.notes).hasSize(1);

        served.engine.listed.incidents.add(Served.incident("I2", IncidentKind.DEVICE, Severity.WARNING));
        assertThat(report("/hooks/desk", SECRET, byTitle.replace("ada", "bob")).statusCode())
                .isEqualTo(200);
        assertThat(served.engine.notes).hasSize(1);
    }

    @Test
    void aGenuineOneThatCannotBeReadIsRefused() throws Exception {
        assertThat(report("/hooks/desk", SECRET, "{").statusCode()).isEqualTo(400);
        assertThat(report("/hooks/desk", SECRET, "x".repeat(Gate.MAX_BODY + 1)).statusCode())
                .isEqualTo(413);
    }

    private HttpResponse<String> report(String path, String secret, String body) throws Exception {
        return Served.send(request(path, secret, body));
    }

    private HttpRequest.Builder request(String path, String secret, String body) {
        return served.request(path)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
