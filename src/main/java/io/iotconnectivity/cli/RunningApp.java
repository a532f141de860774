package io.iotconnectivity.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.settings.HttpAddress;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** The application that runs with the same settings, called over its HTTP interface. */
final class RunningApp {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** A file of a large fleet takes its time. */
    private static final Duration FILE = Duration.ofMinutes(10);

    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;
    private static final String JSON_TYPE = "application/json";

    private final HttpAddress settings;
    private final String address;

    RunningApp(HttpAddress settings) {
        this.settings = settings;
        String host = reachable(settings.host());
        this.address = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.port();
    }

    /** It has not done what was requested; the message is for the user. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        /** 2 if the request was invalid, else 1. */
        int exitCode() {
            return status == 400 ? ExitCode.USAGE : ExitCode.SOFTWARE;
        }
    }

    /** A path with its query; absent values are left out. */
    static String path(String path, Map<String, Optional<String>> query) {
        String parameters = query.entrySet().stream()
                .filter(parameter -> parameter.getValue().isPresent())
                .map(parameter ->
                        parameter.getKey() + "=" + encoded(parameter.getValue().get()))
                .sorted()
                .collect(Collectors.joining("&"));
        return parameters.isEmpty() ? path : path + "?" + parameters;
    }

    /** A text encoded as one path segment or query value. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The same for the id of a device: the segments {@code .} and {@code ..} would not arrive, so {@code ;} comes first. */
    static String encodedDevice(String client) {
        return client.equals(".") || client.equals("..") ? ";" + client : encoded(client);
    }

    /** An object of the values that are present. */
    static ObjectNode body(Map<String, Optional<String>> fields) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, value) -> value.ifPresent(text -> body.put(name, text)));
        return body;
    }

    JsonNode get(String path) throws Refused {
        return send("GET", path, Optional.empty());
    }

    /** Saves what is at a path in a file, which is replaced if it exists. */
    void save(String path, Path file) throws Refused {
        if (settings.port() == 0) {
            throw anyPort();
        }
        HttpURLConnection call;
        int status;
        try {
            call = open("GET", path);
            call.setRequestProperty("Accept", "*/*");
            call.setReadTimeout((int) FILE.toMillis());
            status = call.getResponseCode();
            if (status / 100 != 2) {
                try (InputStream in = content(call)) {
                    read(status, in.readNBytes(LARGEST_ANSWER));
                }
            }
        } catch (IOException e) {
            throw nobody();
        }
        try (InputStream in = call.getInputStream()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Refused(0, file + " could not be written: " + e);
        }
    }

    private Refused anyPort() {
        return new Refused(0, "http.port is 0, which means any free port; set the one the application listens on");
    }

    private Refused nobody() {
        return new Refused(
                0,
                "Nothing answers at " + address
                        + ": is the application running? Its settings http.host and http.port say where it"
                        + " listens; pass its settings with --config FILE.");
    }

    JsonNode post(String path, JsonNode body) throws Refused {
        return send("POST", path, Optional.of(body));
    }

    JsonNode delete(String path) throws Refused {
        return send("DELETE", path, Optional.empty());
    }

    private JsonNode send(String method, String path, Optional<JsonNode> body) throws Refused {
        if (settings.port() == 0) {
            throw anyPort();
        }
        try {
            HttpURLConnection call = open(method, path);
            if (body.isPresent()) {
                write(body.get(), call);
            }
            int status = call.getResponseCode();
            if (status < 0) {
                throw new IOException("no HTTP response");
            }
            try (InputStream in = content(call)) {
                return read(status, in.readNBytes(LARGEST_ANSWER));
            }
        } catch (IOException e) {
            throw nobody();
        }
    }

    /** Not {@link java.net.http.HttpClient}: that sets up TLS, threads and a selector first, which takes longer than the answer. */
    private HttpURLConnection open(String method, String path) throws IOException {
        HttpURLConnection call =
                (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        call.setRequestMethod(method);
        call.setConnectTimeout((int) CONNECT.toMillis());
        call.setReadTimeout((int) ANSWER.toMillis());
        call.setInstanceFollowRedirects(false);
        call.setRequestProperty("Accept", JSON_TYPE);
        settings.token().ifPresent(token -> call.setRequestProperty("Authorization", "Bearer " + token));
        return call;
    }

    private static void write(JsonNode body, HttpURLConnection call) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        call.setDoOutput(true);
        call.setRequestProperty("Content-Type", JSON_TYPE);
        // A body of known length is sent once. Other requests are sent again if the connection ends before an answer.
        call.setFixedLengthStreamingMode(bytes.length);
        try (OutputStream out = call.getOutputStream()) {
            out.write(bytes);
        }
    }

    /** A successful response has one stream, a refusal has another or none. */
    private static InputStream content(HttpURLConnection call) throws IOException {
        if (call.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST) {
            return call.getInputStream();
        }
        return Optional.ofNullable(call.getErrorStream()).orElseGet(InputStream::nullInputStream);
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
            return JsonTree.read(bytes);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new Refused(0, e.getMessage());
        }
    }

    /** An application that listens on every address is also reachable on loopback. */
    private static String reachable(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
