package io.iotconnectivity.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.event.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");
    private static final String BODY = "{\"specversion\":\"1.0\",\"subject\":\"gerät\"}";
    private static final Posting SEVENTH = new Posting("event-7", BODY, 1, Optional.empty());
    private static final Posting EIGHTH = new Posting("event-8", BODY, 1, Optional.empty());
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEXT_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    @RegisterExtension
    static final WireMockExtension receiver = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private Webhooks webhooks;

    @AfterEach
    void close() throws IOException {
        if (webhooks != null) {
            webhooks.close();
        }
    }

    @Test
    void postsTheEventSigned() throws Exception {
        answer(aResponse().withStatus(204));

        deliverTo(with(List.of(SECRET, NEXT_SECRET), Map.of("Authorization", "Bearer x7"), true));

        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        String signatures = WebhookSecret.of(SECRET).sign("event-7", NOW, body)
                + " "
                + WebhookSecret.of(NEXT_SECRET).sign("event-7", NOW, body);
        receiver.verify(postRequestedFor(urlEqualTo("/hook?key=hidden"))
                .withHeader("Content-Type", equalTo("application/cloudevents+json"))
                .withHeader("User-Agent", equalTo("iot-connectivity"))
                .withHeader("Authorization", equalTo("Bearer x7"))
                .withHeader("webhook-id", equalTo("event-7"))
                .withHeader("webhook-timestamp", equalTo(Long.toString(NOW.getEpochSecond())))
                .withHeader("webhook-signature", equalTo(signatures))
                .withRequestBody(equalTo(BODY)));
    }

    @Test
    void withoutASecretThereIsNoSignature() throws Exception {
        answer(aResponse().withStatus(200));

        deliverTo(unsigned());

        receiver.verify(postRequestedFor(anyUrl())
                .withHeader("webhook-id", equalTo("event-7"))
                .withoutHeader("webhook-signature"));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void busyReceiverSaysWhenToComeBack(int status) {
        answer(aResponse().withStatus(status).withHeader("Retry-After", "17"));

        RetryLater later = catchThrowableOfType(RetryLater.class, () -> deliverTo(unsigned()));

        assertThat(later).hasMessageContaining("webhook ops answered " + status);
        assertThat(later.pause()).isEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void busyReceiverMayNameADate() {
        answer(aResponse().withStatus(503).withHeader("Retry-After", "Mon, 23 Nov 2026 14:01:00 GMT"));

        RetryLater later = catchThrowableOfType(RetryLater.class, () -> deliverTo(unsigned()));

        assertThat(later.pause()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 413, 422, 429})
    void refusedEventIsTriedAgainAndWasNotTaken(int status) {
        answer(aResponse().withStatus(status).withBody("no\nway"));

        assertThatThrownBy(() -> deliverTo(unsigned()))
                .isInstanceOf(NotTaken.class)
                .hasMessage("webhook ops answered " + status + ": no\\u000away");
    }

    @Test
    void receiverThatIsGoneIsGone() {
        answer(aResponse().withStatus(410));

        assertThatThrownBy(() -> deliverTo(unsigned()))
                .isInstanceOf(SinkGone.class)
                .hasMessage("webhook ops answered 410");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503})
    void failingReceiverMayHaveTakenTheEvent(int status) {
        answer(aResponse().withStatus(status).withBody("no\nway"));

        assertThatThrownBy(() -> deliverTo(unsigned()))
                .isInstanceOf(IOException.class)
                .hasMessage("webhook ops answered " + status + ": no\\u000away");
    }

    @Test
    void redirectIsNotFollowed() {
        answer(aResponse()
                .withStatus(307)
                .withHeader("Location", "http://localhost:" + receiver.getPort() + "/elsewhere"));
        receiver.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(200)));

        assertThatThrownBy(() -> deliverTo(unsigned())).hasMessage("webhook ops answered 307");

        receiver.verify(1, postRequestedFor(anyUrl()));
        receiver.verify(0, getRequestedFor(anyUrl()));
    }

    @Test
    void serverErrorIsNotRepeatedByTheClient() {
        answer(aResponse().withStatus(503));

        assertThatThrownBy(() -> deliverTo(unsigned())).isInstanceOf(IOException.class);

        receiver.verify(1, postRequestedFor(anyUrl()));
    }

    @Test
    void cookiesAreNotKept() throws Exception {
        answer(aResponse().withStatus(200).withHeader("Set-Cookie", "a=b"));

        deliverTo(unsigned());
        webhooks.post("ops", EIGHTH);

        receiver.verify(2, postRequestedFor(anyUrl()).withoutHeader("Cookie"));
    }

    @Test
    void hugeAnswerIsCutShort() {
        answer(aResponse().withStatus(500).withBody("x".repeat(20_000_000)));

        assertThatThrownBy(() -> deliverTo(unsigned()))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
    }

    @Test
    void hugeAnswerToAnAcceptedEventIsAnAcceptance() throws Exception {
        answer(aResponse().withStatus(200).withBody("x".repeat(20_000_000)));

        deliverTo(unsigned());
        assertThatCode(() -> webhooks.post("ops", EIGHTH)).doesNotThrowAnyException();
    }

    @Test
    void slowAnswerIsNotWaitedFor() {
        answer(aResponse().withStatus(200).withFixedDelay(60_000));

        assertThatThrownBy(() -> deliverTo(impatient(receiver())))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("webhook ops could not be posted to: Read timed out");
    }

    @Test
    void tricklingAnswerIsNotWaitedFor() {
        answer(aResponse().withStatus(500).withBody("x".repeat(1000)).withChunkedDribbleDelay(1000, 200_000));

        assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThatThrownBy(() -> deliverTo(impatient(receiver())))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("webhook ops answered 500: x"));
    }

    @Test
    void statusIsTheAnswerEvenIfTheRestBreaks() {
        answer(aResponse().withStatus(200).withFault(Fault.MALFORMED_RESPONSE_CHUNK));

        assertThatCode(() -> deliverTo(unsigned())).doesNotThrowAnyException();
    }

    @Test
    void receiverThatNeverFinishesItsHeadersIsNotWaitedFor() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread trickle = new Thread(() -> trickleHeaders(server));
            trickle.start();
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());

            assertThatThrownBy(() -> deliverTo(impatient(url)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("webhook ops did not respond within 1400 ms");
        }
    }

    private static void trickleHeaders(ServerSocket server) {
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (!server.isClosed()) {
                out.write("X-More: x\r\n".getBytes(StandardCharsets.US_ASCII));
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        } catch (IOException theClientHungUp) {
            // As it should.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
    void brokenConnectionIsAFailure(String fault) {
        answer(aResponse().withFault(Fault.valueOf(fault)));

        assertThatThrownBy(() -> deliverTo(unsigned()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("webhook ops could not be posted to: ");
    }

    @Test
    void privateAddressIsRefusedUnlessAllowed() {
        answer(aResponse().withStatus(200));

        assertThatThrownBy(() -> deliverTo(with(List.of(), Map.of(), false)))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("127.0.0.1 is a loopback address")
                .hasMessageContaining("webhook.ops.allow-private=true");

        receiver.verify(0, postRequestedFor(anyUrl()));
    }

    @Test
    void nameOfAPrivateAddressIsRefusedAsWell() {
        URI url = URI.create("http://localhost:" + receiver.getPort() + "/hook");

        assertThatThrownBy(() -> deliverTo(settings(url, List.of(), Map.of(), false, Duration.ofSeconds(30))))
                .hasMessageContaining("webhook.ops.allow-private=true");
    }

    @Test
    void whatTheReceiverSaysBackIsNoWayForASecretIntoTheLog() {
        answer(aResponse().withStatus(401).withBody("bad token 'Bearer x7'"));

        assertThatThrownBy(() -> deliverTo(with(List.of(), Map.of("Authorization", "Bearer x7"), true)))
                .hasMessage("webhook ops answered 401: bad token '***'");
    }

    @Test
    void failuresDoNotNameTheAddress() {
        URI nobody = URI.create("http://127.0.0.1:9/T0P/SECRET?key=hidden");

        assertThatThrownBy(() -> deliverTo(impatient(nobody)))
                .isInstanceOf(NotTaken.class)
                .hasMessageNotContaining("T0P")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void unknownNameIsExplained() {
        webhooks = new Webhooks(List.of(unsigned()), Clock.systemUTC());

        assertThatThrownBy(() -> webhooks.post("opps", SEVENTH)).hasMessageContaining("webhook.opps.url");
    }

    private static void answer(ResponseDefinitionBuilder response) {
        receiver.stubFor(post(anyUrl()).willReturn(response));
        receiver.stubFor(any(urlEqualTo("/elsewhere")).willReturn(aResponse().withStatus(200)));
    }

    private void deliverTo(WebhookSettings settings) throws Exception {
        webhooks = new Webhooks(List.of(settings), Clock.fixed(NOW, ZoneOffset.UTC));
        webhooks.post("ops", SEVENTH);
    }

    private static WebhookSettings unsigned() {
        return with(List.of(), Map.of(), true);
    }

    private static WebhookSettings with(List<String> secrets, Map<String, String> headers, boolean allowPrivate) {
        return settings(receiver(), secrets, headers, allowPrivate, Duration.ofSeconds(30));
    }

    /** For receivers that will not answer in any time. */
    private static WebhookSettings impatient(URI url) {
        return settings(url, List.of(), Map.of(), true, Duration.ofMillis(600));
    }

    private static URI receiver() {
        return URI.create("http://127.0.0.1:" + receiver.getPort() + "/hook?key=hidden");
    }

    private static WebhookSettings settings(
            URI url,
            List<String> secrets,
            Map<String, String> headers,
            boolean allowPrivate,
            Duration responseTimeout) {
        return new WebhookSettings(
                "ops",
                url,
                WebhookSettings.CLOUDEVENTS,
                Map.of(),
                secrets,
                WebhookSettings.DEFAULT_EVENTS,
                Severity.INFO,
                headers,
                allowPrivate,
                Duration.ofMillis(400),
                responseTimeout);
    }
}
