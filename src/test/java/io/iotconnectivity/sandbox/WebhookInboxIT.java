package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.sandbox.Received.Signature;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookInboxIT {
    private static final byte[] KEY = "0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8);
    private static final String EVENT =
            """
            {"type":"io.iotconnectivity.device.offline","subject":"a",
             "data":{"clientId":"<script>alert(1)</script>","state":"OFFLINE","reason":"CONNECTION_LOST","severity":"warning"}}""";

    private final HttpClient client = HttpClient.newHttpClient();

    @AutoClose
    private WebhookInbox inbox;

    @BeforeEach
    void start() {
        inbox = WebhookInbox.start(0);
    }

    @Test
    void requestIsKeptAsItCame() throws Exception {
        assertThat(post("desk", EVENT, "webhook-id", "e1").statusCode()).isEqualTo(200);

        assertThat(inbox.received()).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("desk");
            assertThat(one.method()).isEqualTo("POST");
            assertThat(one.header("webhook-id")).contains("e1");
            assertThat(one.body()).isEqualTo(EVENT);
            assertThat(one.json().at("/data/state").asText()).isEqualTo("OFFLINE");
            assertThat(one.signature()).isEqualTo(Signature.UNCHECKED);
        });
        assertThat(get("/webhooks.json").body()).contains("\"name\" : \"desk\"");
    }

    @Test
    void deskCanBeDownAndComeBack() throws Exception {
        inbox.answer(
                "desk", Answer.status(503).retryAfter(Duration.ofSeconds(7)).after(Duration.ofMillis(20)));
        HttpResponse<String> refused = post("desk", EVENT);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
        assertThat(post("other", EVENT).statusCode()).isEqualTo(200);

        inbox.answer("desk", Answer.OK);
        assertThat(post("desk", EVENT).statusCode()).isEqualTo(200);
        assertThat(inbox.received("desk")).extracting(Received::answered).containsExactly(503, 200);
    }

    @Test
    void signatureIsGoodOnlyForTheVeryBodyAndAboutNow() throws Exception {
        inbox.verify("desk", "whsec_" + Base64.getEncoder().encodeToString(KEY));
        String now = String.valueOf(Instant.now().getEpochSecond());
        String old = String.valueOf(Instant.now().getEpochSecond() - 3600);

        post(
                "desk",
                EVENT,
                "webhook-id",
                "e1",
                "webhook-timestamp",
                now,
                "webhook-signature",
                "v1,AAAA " + sign("e1." + now + "." + EVENT));
        post(
                "desk",
                EVENT + " ",
                "webhook-id",
                "e1",
                "webhook-timestamp",
                now,
                "webhook-signature",
                sign("e1." + now + "." + EVENT));
        post(
                "desk",
                EVENT,
                "webhook-id",
                "e1",
                "webhook-timestamp",
                old,
                "webhook-signature",
                sign("e1." + old + "." + EVENT));
        post("desk", EVENT);

        assertThat(inbox.received())
                .extracting(Received::signature)
                .containsExactly(Signature.GOOD, Signature.BAD, Signature.BAD, Signature.BAD);
    }

    @Test
    void pageShowsWhatCameAndTrustsNoneOfIt() throws Exception {
        post("desk", EVENT);
        post("<b>", "not json");

        String page = get("/").body();

        assertThat(page)
                .contains("device.offline", "CONNECTION_LOST", "warning", "&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(page).contains("&lt;b&gt;").doesNotContain("<script>", "<b>");
    }

    @Test
    void subscriptionLinkToAnotherMachineIsNotVisited() throws Exception {
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(URI.create(inbox.uri() + "/sns"))
                        .header("x-amz-sns-message-type", "SubscriptionConfirmation")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"SubscribeURL\":\"http://192.0.2.1/\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(inbox.received()).isEmpty();
    }

    @Test
    void largeBodyIsCutOff() {
        assertThat(tryPost("x".repeat(2 * 1024 * 1024))).isEmpty();
        assertThat(inbox.received()).isEmpty();
    }

    private Optional<HttpResponse<String>> tryPost(String body) {
        try {
            return Optional.of(post("desk", body));
        } catch (IOException | InterruptedException closed) {
            return Optional.empty();
        }
    }

    private HttpResponse<String> post(String name, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(inbox.uri() + "/webhooks/" + URLEncoder.encode(name, StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(inbox.uri() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String sign(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
