package io.iotconnectivity.webhook.format;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.webhook.Posted;
import io.iotconnectivity.webhook.Posting;
import io.iotconnectivity.webhook.WebhookSettings;
import io.iotconnectivity.webhook.Webhooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ticket system that answers as recorded, and a webhook that delivers to it and keeps its receipt as the engine does. */
final class Target implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WireMockServer server =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    private final String format;
    private final Map<String, String> options = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private Optional<Webhooks> webhooks = Optional.empty();
    private Optional<String> receipt = Optional.empty();

    Target(String format) {
        this.format = format;
        server.start();
    }

    Target option(String key, String value) {
        options.put(key, value);
        close(webhooks);
        webhooks = Optional.empty();
        return this;
    }

    Target header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Later ones are looked at first. */
    void answers(MappingBuilder request, int status, String body) {
        server.stubFor(request.willReturn(json(status, body)));
    }

    void answersAll(int status, String body) {
        answers(any(anyUrl()), status, body);
    }

    void answers(MappingBuilder request, ResponseDefinitionBuilder answer) {
        server.stubFor(request.willReturn(answer));
    }

    static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    /** Delivers one event and keeps the receipt. */
    Posted post(Incident event) throws Exception {
        return post(event, 1);
    }

    Posted post(Incident event, int attempt) throws Exception {
        Posted posted = webhooks().post("desk", new Posting("event-1", event.json(), attempt, receipt));
        receipt = posted.receipt();
        return posted;
    }

    private Webhooks webhooks() {
        if (webhooks.isEmpty()) {
            webhooks = Optional.of(new Webhooks(List.of(settings()), Clock.fixed(NOW, ZoneOffset.UTC)));
        }
        return webhooks.get();
    }

    private WebhookSettings settings() {
        return new WebhookSettings(
                "desk",
                URI.create("http://127.0.0.1:" + server.port()),
                format,
                options,
                List.of(),
                List.of("*"),
                Severity.INFO,
                headers,
                true,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10));
    }

    /** All requests so far, in their order. */
    List<LoggedRequest> requests() {
        List<LoggedRequest> requests = new ArrayList<>();
        server.getAllServeEvents().forEach(served -> requests.add(0, served.getRequest()));
        return requests;
    }

    /** Method and path with query of all requests so far. */
    List<String> lines() {
        return requests().stream()
                .map(request -> request.getMethod() + " " + request.getUrl())
                .toList();
    }

    /** Those of them that change something. */
    List<String> changes() {
        return lines().stream().filter(line -> !line.startsWith("GET ")).toList();
    }

    /** Body of the n-th request that changes something, from 0. */
    JsonNode change(int n) {
        List<LoggedRequest> all = requests();
        all.removeIf(request -> request.getMethod().isOneOf(RequestMethod.GET));
        return json(all.get(n).getBody());
    }

    /** Body of the n-th request, from 0. */
    JsonNode body(int n) {
        return json(requests().get(n).getBody());
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As after an answer that was lost. */
    void loseReceipt() {
        receipt = Optional.empty();
    }

    void forget() {
        server.resetRequests();
    }

    Optional<String> receipt() {
        return receipt;
    }

    private static void close(Optional<Webhooks> webhooks) {
        try {
            if (webhooks.isPresent()) {
                webhooks.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        close(webhooks);
        server.stop();
    }
}
