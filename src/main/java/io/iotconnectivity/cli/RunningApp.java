package io.iotconnectivity.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.web.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** The application that runs with the same settings, asked over its HTTP interface. */
final class RunningApp {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpSettings settings;
    private final String address;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    RunningApp(HttpSettings settings) {
        this.settings = settings;
        String host = reachable(settings.host());
        this.address = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.port();
    }

    /** It has not done what it was asked for; the message is for the user. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        /** 2 where the question was wrong, else 1. */
        int exitCode() {
            return status == 400 ? ExitCode.USAGE : ExitCode.SOFTWARE;
        }
    }

    /** A path with what is asked for; absent values are left out. */
    static String path(String path, Map<String, Optional<String>> query) {
        String parameters = query.entrySet().stream()
                .filter(parameter -> parameter.getValue().isPresent())
                .map(parameter ->
                        parameter.getKey() + "=" + encoded(parameter.getValue().get()))
                .sorted()
                .collect(Collectors.joining("&"));
        return parameters.isEmpty() ? path : path + "?" + parameters;
    }

    /** A text as one part of a path, or of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** An object of those values that are there. */
    static ObjectNode body(Map<String, Optional<String>> fields) {
        ObjectNode body = JSON.createObjectNode();
        fields.forEach((name, value) -> value.ifPresent(text -> body.put(name, text)));
        return body;
    }

    JsonNode get(String path) throws Refused {
        return send(request(path).GET());
    }

    JsonNode post(String path, JsonNode body) throws Refused {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    JsonNode delete(String path) throws Refused {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER);
        settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) throws Refused {
        if (settings.port() == 0) {
            throw new Refused(0, "http.port is 0, which means any free port; set the one the application listens on");
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                return read(response.statusCode(), in.readNBytes(LARGEST_ANSWER));
            }
        } catch (IOException e) {
            throw new Refused(
                    0,
                    "Nothing answers at " + address
                            + ": is the application running? Its settings http.host and http.port say where it"
                            + " listens; pass its settings with --config FILE.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(0, "interrupted");
        }
    }

    private JsonNode read(int status, byte[] bytes) throws Refused {
        JsonNode answer = json(bytes);
        if (status == 401) {
            throw new Refused(
                    status,
                    "The application at " + address
                            + " requires a token: set http.token (IOTC_HTTP_TOKEN) here as well.");
        }
        if (status / 100 == 2 && (bytes.length == 0 || answer.isContainerNode())) {
            return answer;
        }
        throw new Refused(
                status,
                Optional.ofNullable(answer.path("detail").textValue())
                        .map(Printable::of)
                        .orElse("Whatever answers at " + address + " (HTTP " + status
                                + ") is not this application, or is another version of it."));
    }

    private static JsonNode json(byte[] bytes) throws Refused {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        } catch (IOException e) {
            throw new Refused(0, e.getMessage());
        }
    }

    /** Who listens at every address listens at that of this machine. */
    private static String reachable(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
