package io.iotconnectivity.process;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.SharedKey;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The product as users run it: {@code java -jar} in a process of its own, with settings and state in one directory.
 */
final class RunningProduct implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final Path output;
    private final URI base;

    private RunningProduct(Process process, Path output, URI base) {
        this.process = process;
        this.output = output;
        this.base = base;
    }

    /** How to start it; using the same directory again is a restart on the same state. */
    record Setup(Path directory, Map<String, String> settings, Optional<AwsEndpoint> aws) {

        static Setup in(Path directory, String mqttUrl) {
            Map<String, String> settings = new TreeMap<>();
            settings.put("mqtt.url", mqttUrl);
            settings.put("http.port", Integer.toString(FreePort.find()));
            settings.put("engine.file", directory.resolve("connectivity.db").toString());
            settings.put("settle", "100ms");
            settings.put("grace.default", "300ms");
            settings.put("policy.CONNECTION_LOST.grace", "300ms");
            settings.put("policy.LAST_WILL.grace", "300ms");
            return new Setup(directory, settings, Optional.empty());
        }

        Setup with(String key, String value) {
            Map<String, String> more = new TreeMap<>(settings);
            more.put(key, value);
            return new Setup(directory, more, aws);
        }

        Setup withWebhook(String name, URI inbox) {
            return with("webhook." + name + ".url", inbox.toString())
                    .with("webhook." + name + ".allow-private", "true");
        }

        /** One of the instances that share everything but this directory. */
        Setup inCluster(String applicationId, String kafka) throws IOException {
            SharedKey.giveTo(Path.of(settings.get("engine.file")));
            return with("engine", "kafka")
                    .with("kafka.bootstrap-servers", kafka)
                    .with("kafka.application-id", applicationId)
                    .with("kafka.instance", directory.getFileName().toString())
                    .with("kafka.folder", directory.resolve("kafka").toString());
        }

        Setup withAws(AwsEndpoint endpoint) {
            return new Setup(directory, settings, Optional.of(endpoint));
        }

        RunningProduct start(String... jvmOptions) {
            return start(ProductCommand.of(jvmOptions));
        }

        /**
         * @param command starts the product; what it is to do is added
         */
        RunningProduct start(List<String> command) {
            try {
                Path file = Files.writeString(
                        directory.resolve("product.properties"),
                        settings.entrySet().stream()
                                .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                                .collect(Collectors.joining()));
                Path output = directory.resolve("output.log");
                command.addAll(List.of("run", "--config", file.toString()));
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
                aws.ifPresent(endpoint -> builder.environment()
                        .put("AWS_ENDPOINT_URL", endpoint.uri().toString()));
                return new RunningProduct(
                        builder.start(), output, URI.create("http://127.0.0.1:" + settings.get("http.port")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Waits until it has subscribed; fails if it dies. */
    RunningProduct awaitUp() {
        await("the product to be up, it says: " + output())
                .atMost(START)
                .until(() -> !process.isAlive()
                        || status("/observe/health").filter(s -> s == 200).isPresent());
        return this;
    }

    /** The address of its HTTP interface. */
    URI address() {
        return base;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it like {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Stops it where it is, like {@code kill -STOP}; its connections stay open. */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it has exited, and returns the exit status. */
    int awaitExit() {
        await("the product to end").atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Stops it like a service manager, and returns the exit status. */
    int stop() {
        process.destroy();
        return awaitExit();
    }

    /** The HTTP status; empty while nothing responds. */
    Optional<Integer> status(String path) {
        return send(path).map(HttpResponse::statusCode);
    }

    /** The response as JSON; a missing node while nothing responds. */
    JsonNode get(String path) {
        return send(path).map(response -> parse(response.body())).orElseGet(JSON::missingNode);
    }

    /** The response as text; empty while nothing responds. */
    String text(String path) {
        return send(path).map(HttpResponse::body).orElse("");
    }

    JsonNode device(String clientId) {
        return get("/api/devices/"
                + URLEncoder.encode(clientId, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    String stateOf(String clientId) {
        return device(clientId).path("state").asText();
    }

    JsonNode sink(String name) {
        for (JsonNode sink : get("/api/sinks").path("items")) {
            if (sink.path("name").asText().equals(name)) {
                return sink;
            }
        }
        return JSON.missingNode();
    }

    /** Everything that it has printed, over all starts in its directory. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What each of its threads does now, for a test that has failed. */
    String threads() {
        try {
            Process dump = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(25, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends within ten seconds: the time limit of a request alone ends with the header of its response. */
    private Optional<HttpResponse<String>> send(String path) {
        CompletableFuture<HttpResponse<String>> response = HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofString());
        try {
            return Optional.of(response.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            response.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
